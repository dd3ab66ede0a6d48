import {topicClass} from 'kafka-weir/policy';

const HOUR_MS = 3_600_000;

/** Measurements by the million, of which a few may be lost: cheaper copies, and short lives. */
export default topicClass({
  summary: 'metrics, logs and traces of which a few may be lost: two replicas do, cleanup by deletion, for an hour to 14 days',
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['delete']}},
    'topic/retention-bounded': {options: {minMs: HOUR_MS, maxMs: 14 * 24 * HOUR_MS}},
    'topic/replication-factor': {options: {min: 2}},
    'topic/min-insync-replicas': {options: {min: 1}},
  },
});
