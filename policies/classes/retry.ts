import {topicClass} from 'kafka-weir/policy';

const HOUR_MS = 3_600_000;

/** Records that wait for another attempt; what fails for good moves on to a dead-letter topic. */
export default topicClass({
  summary: 'records that wait for another attempt: cleanup by deletion, for an hour to 14 days',
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['delete']}},
    'topic/retention-bounded': {options: {minMs: HOUR_MS, maxMs: 14 * 24 * HOUR_MS}},
    'topic/partitions': {options: {max: 24}},
  },
});
