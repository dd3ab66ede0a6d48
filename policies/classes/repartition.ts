import {topicClass} from 'kafka-weir/policy';

/** Records on their way between two steps of a stream processor: it names the topic, and deletes what it has read. */
export default topicClass({
  summary:
    "records that Kafka Streams sends through a topic by another key: cleanup by deletion, without a limit but the application's own",
  rules: {
    'topic/class-cleanup-policy': {options: {allowed: ['delete']}},
    // Kafka Streams sets retention.ms to -1 and deletes records by request (RepartitionTopicConfig, repartition.purge.interval.ms).
    'topic/retention-bounded': {level: 'off'},
    // <application.id>-<name>-repartition is not ours to choose.
    'topic/naming': {level: 'off'},
  },
});
