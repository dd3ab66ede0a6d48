import {at, option, policy, sizeText, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Messages are small',
  rationale:
    'Large messages hold up the partition behind them, and need more memory in every broker, producer and consumer that meets them. Put the payload in an object store and its reference in the message.',
  level: 'warning',
  covers: ['ME1'],
  sources: [
    'The Kafka guide: messages below 1 MB',
    "Apache Kafka, ServerLogConfigs.MAX_MESSAGE_SIZE_DEFAULT: 1 MiB and a batch's overhead of 12 bytes",
  ],
  waiveWhen: 'A few large messages cannot go by reference, and producers, consumers and brokers were measured with them.',
  options: {max: {type: 'integer', description: 'Largest max.message.bytes.', minimum: 1, default: 1_048_588}},
  schema: at('spec.config.max.message.bytes', {wholeMaximum: option('max')}),
  message: ({value, max}) =>
    `max.message.bytes ${sizeText(String(value))} is above ${sizeText(max)}: keep messages small, and pass large payloads by reference`,
  examples: {good: [topic({config: {'max.message.bytes': '1MiB'}})], bad: [topic({config: {'max.message.bytes': '5MiB'}})]},
});
