import {at, policy, topic} from 'kafka-weir/policy';
import {DIVISOR} from '../_shared.ts';

export default policy({
  kind: 'Topic',
  title: 'Partitions spread evenly over five brokers',
  rationale: 'With another number some brokers lead more partitions than others.',
  level: 'warning',
  sources: ['our capacity plan'],
  schema: at('spec.partitions', {multipleOf: DIVISOR}),
  message: ({value}) => `${value} partitions do not spread evenly over ${DIVISOR} brokers`,
  examples: {good: [topic({partitions: 10})], bad: [topic({partitions: 12})]},
});
