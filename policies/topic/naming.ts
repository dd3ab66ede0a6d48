import {all, at, option, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: "Names follow the organisation's pattern",
  rationale:
    'A name that starts with its domain can be granted by prefix, found by people and grouped on dashboards. Renaming a topic later means a new topic and moving all its data.',
  level: 'warning',
  packs: {strict: 'error', development: 'off'},
  covers: ['TO6', 'C04.5'],
  sources: ['The Kafka guide: descriptive names by convention', 'Conduktor, Kafka topic naming conventions'],
  waiveWhen: 'The topic is older than the convention, or its name is chosen by a product, like those of Kafka Streams and Connect.',
  options: {
    pattern: {
      type: 'string',
      format: 'regex',
      description: 'Regular expression that a name must match.',
      default: '^[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*){2,}$',
    },
    example: {type: 'string', description: 'A name that matches, shown in messages.', default: 'payments.orders.placed.v1'},
  },
  checkOptions: ({pattern, example}) =>
    new RegExp(pattern, 'u').test(example)
      ? undefined
      : `the example ${JSON.stringify(example)} does not match the pattern; state a name that does, because messages show it`,
  schema: when(
    // Names that Kafka itself refuses or reserves are the matter of topic/legal-name and topic/reserved-name.
    all(at('metadata.name', {pattern: '^[A-Za-z0-9._-]{1,249}$'}), at('metadata.name', {not: {pattern: '^__'}})),
    at('metadata.name', {pattern: option('pattern')}),
  ),
  message: ({value, pattern, example}) =>
    `${JSON.stringify(value)} does not match the naming pattern ${pattern}; a name like ${example} does`,
  examples: {
    good: [topic({name: 'payments.orders.placed.v1'}), topic({name: 'web-shop.carts.v1'})],
    bad: [topic({name: 'Orders'}), topic({name: 'payments.orders_placed.v1'}), topic({name: 'orders'})],
  },
});
