import {topicClass} from 'kafka-weir/policy';

const DAY_MS = 86_400_000;

/** Records that could not be processed: few, and kept until somebody had time to look. */
export default topicClass({
  summary: 'records that could not be processed, few and kept for repair: cleanup by deletion, for 7 to 90 days',
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['delete']}},
    'topic/retention-bounded': {options: {minMs: 7 * DAY_MS, maxMs: 90 * DAY_MS}},
    'topic/partitions': {options: {max: 12}},
  },
});
