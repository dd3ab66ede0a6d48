import {topicClass} from 'kafka-weir/policy';

const DAY_MS = 86_400_000;

/** What happened, in order, kept for as long as somebody may still have to read it. */
export default topicClass({
  summary: 'facts that happened, appended and kept for a time: cleanup by deletion, for a day to 90 days',
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['delete']}},
    'topic/retention-bounded': {options: {minMs: DAY_MS, maxMs: 90 * DAY_MS}},
  },
});
