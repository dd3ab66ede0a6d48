import {all, at, COMPACTS, option, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Topics of latest values are compacted',
  rationale:
    'A name that ends in state, latest, snapshot, table or changelog promises the latest value of every key. With deletion alone, the value of a key that rests longer than retention.ms is gone, and a reader that rebuilds its state never learns of it. A topic that states its class is judged by topic/class-cleanup-policy.',
  level: 'note',
  covers: ['TO4'],
  sources: [
    'The Kafka guide: compaction for the latest value',
    'Apache Kafka Streams, UnwindowedUnversionedChangelogTopicConfig and WindowedChangelogTopicConfig: changelogs are compacted',
  ],
  waiveWhen: 'The name says state and the records are events about it.',
  options: {
    pattern: {
      type: 'string',
      format: 'regex',
      description: 'Regular expression for names of topics that hold latest values.',
      default: '(^|[._-])(changelog|latest|snapshot|state|table)([._-]v?[0-9]+)?$',
    },
  },
  schema: when(all(at('metadata.name', {pattern: option('pattern')}), at('metadata.labels.class', {not: {}})), COMPACTS),
  message: ({value, resource}) =>
    `by its name ${resource.name} holds latest values, and cleanup.policy ${value === undefined ? 'is not stated, and so delete' : `${JSON.stringify(value)} is stated`}: keys that rest are forgotten; use compact`,
  examples: {
    good: [
      topic(),
      topic({name: 'payments.account.state-changed.v1'}),
      topic({name: 'payments.account.state.v1', config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
      topic({name: 'payments.account.state.v1', metadata: {labels: {class: 'events'}}}),
    ],
    bad: [
      topic({name: 'payments.account.state.v1'}),
      topic({name: 'payments.app.balances-store-changelog', config: {'cleanup.policy': undefined}}),
    ],
  },
});
