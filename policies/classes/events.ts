import {topicClass} from 'kafka-weir/policy';

/** What happened, in order, kept for as long as somebody may still have to read it. */
export default topicClass({
  summary: 'facts that happened, appended and kept for a time: cleanup by deletion',
  rules: {
    'topic/retention-bounded': {options: {maxMs: 90 * 24 * 3_600_000}},
  },
});
