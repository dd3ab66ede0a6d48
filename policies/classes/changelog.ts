import {topicClass} from 'kafka-weir/policy';

/** The store of a stream processor: the application names and reads it, nobody else does. */
export default topicClass({
  summary: "a stream processor's store, named by the application: cleanup by compaction, with deletion for windows",
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['compact', 'compact,delete']}},
    // <application.id>-<store>-changelog is not ours to choose.
    'topic/naming': {level: 'off'},
  },
});
