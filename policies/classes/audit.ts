import {topicClass} from 'kafka-weir/policy';

const DAY_MS = 86_400_000;

/** Who did what, when: evidence, which nothing may overwrite or lose. */
export default topicClass({
  summary: 'evidence of who did what, never compacted: cleanup by deletion, for 90 days to 10 years',
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['delete']}},
    'topic/retention-bounded': {options: {minMs: 90 * DAY_MS, maxMs: 3653 * DAY_MS}},
  },
});
