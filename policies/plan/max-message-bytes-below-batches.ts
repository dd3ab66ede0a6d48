import {
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedTopic,
  planPolicy,
  settingChange,
  sizeText,
  topicFacts,
  unknown,
} from 'kafka-weir/policy';

const facts = planFacts({live: {topics: [topicFacts(1000)]}});
const limit = (bytes: string) => ({config: {'max.message.bytes': bytes}});

/** It limits batches, and producers keep sending those that they send. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'max.message.bytes stays above the batches that producers send',
  rationale:
    'max.message.bytes limits a record batch as the broker stores it, not a single record. Where it falls below what producers send, their sends fail with MESSAGE_TOO_LARGE. The finding compares it with the largest batch at the end of each partition, of which a bounded part is read; larger ones may lie further back.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3 documentation, topic configs, max.message.bytes: the largest record batch size',
    'Apache Kafka 4.3, UnifiedLog.append: RecordTooLargeException by the size of the batch',
  ],
  waiveWhen: 'The producers that sent the large batches are gone or send smaller ones from now on.',
  judge(change, planned, _options, report) {
    const {action, kind, name, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'update') return;
    const {had, gets, isStated} = settingChange(change, planned, 'max.message.bytes');
    if (gets === undefined || (had !== undefined && BigInt(gets) >= BigInt(had))) return;
    const topic = liveTopic(change, planned);
    if (topic === undefined) return;
    const sample = 'known' in topic ? topic.known.sample : topic;
    if ('known' in sample && sample.known.largestBatchBytes <= Number(gets)) return;
    const seen =
      'unknown' in sample
        ? `the largest batch is unknown: ${sample.unknown}`
        : `a batch of ${sizeText(sample.known.largestBatchBytes)} is among the newest ${sample.known.batchCount} of ${sample.known.partitionCount} partitions, and producers that send such fail with MESSAGE_TOO_LARGE`;
    report({
      resource: resource ?? planned.clusterDocument,
      at: isStated ? '/spec/config/max.message.bytes' : '/spec/config',
      about: {kind, name},
      message: `max.message.bytes of ${name} goes from ${had === undefined ? 'an unknown value' : sizeText(had)} to ${sizeText(gets)}: ${seen}`,
      evidence: {
        topic: name,
        stack,
        before: had ?? 'unknown',
        after: gets,
        ...('known' in sample
          ? {
              largestBatchBytes: sample.known.largestBatchBytes,
              sampledBatchCount: sample.known.batchCount,
              sampledPartitionCount: sample.known.partitionCount,
              sampledBytesMaxPerPartition: sample.known.partitionMaxBytes,
            }
          : {largestBatchBytes: `unknown: ${sample.unknown}`}),
      },
    });
  },
  examples: {
    good: [
      {change: plannedTopic('update', {before: limit('1048576'), after: limit('2097152')}), facts},
      {change: plannedTopic('update', {before: limit('1048576'), after: limit('4096')}), facts},
    ],
    bad: [
      {change: plannedTopic('update', {before: limit('1048576'), after: limit('512')}), facts},
      {
        change: plannedTopic('update', {before: limit('1048576'), after: limit('4096')}),
        facts: planFacts({live: unknown('the brokers could not be asked')}),
      },
    ],
  },
});
