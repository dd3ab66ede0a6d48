import {all, at, option, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'The number of partitions is within bounds',
  rationale:
    'Partitions are the parallelism of consumers, and each costs files, memory and time to elect a leader. They can be added, which moves keys, and never taken away.',
  level: 'warning',
  covers: ['TO1', 'TO5'],
  sources: [
    'The Kafka guide: partition count, parallelism against overhead',
    'Kong request-rule validator and Jikkou: bounds on partitions',
  ],
  waiveWhen: 'A measured throughput needs more consumers than the bound allows.',
  options: {
    min: {type: 'integer', description: 'Fewest partitions.', minimum: 1, default: 1},
    max: {type: 'integer', description: 'Most partitions.', minimum: 1, default: 100},
  },
  checkOptions: ({min, max}) => (min > max ? `min ${min} is above max ${max}, so that no topic satisfies both` : undefined),
  schema: all(at('spec.partitions', {wholeMinimum: option('min')}), at('spec.partitions', {wholeMaximum: option('max')})),
  message: ({value, min, max}) => `${value} partitions are outside ${min} to ${max}: they cannot be taken away later, so choose with care`,
  examples: {good: [topic({partitions: 12})], bad: [topic({partitions: 500})]},
});
