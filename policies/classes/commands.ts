import {topicClass} from 'kafka-weir/policy';

const HOUR_MS = 3_600_000;

/** Requests of somebody to somebody: worthless once they are answered or too old to be. */
export default topicClass({
  summary: 'requests that one service answers, small and short-lived: cleanup by deletion, for an hour to 7 days',
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['delete']}},
    'topic/retention-bounded': {options: {minMs: HOUR_MS, maxMs: 7 * 24 * HOUR_MS}},
    'topic/max-message-bytes': {options: {max: 262_144}},
  },
});
