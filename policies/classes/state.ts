import {topicClass} from 'kafka-weir/policy';

/** The latest value of every key, for as long as the key exists. */
export default topicClass({
  summary: 'the latest value of each key, kept until a tombstone: cleanup by compaction alone',
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['compact']}},
    // Adding partitions moves keys, and a compacted topic keeps the old value where it was: choose once, and with care.
    'topic/partitions': {options: {max: 60}},
  },
});
