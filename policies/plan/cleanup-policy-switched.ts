import {
  contentsEvidence,
  contentsText,
  expiringByTime,
  expiringText,
  isEmptyTopic,
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedTopic,
  planPolicy,
  settingChange,
  topicContents,
  topicFacts,
  unknown,
} from 'kafka-weir/policy';

const facts = planFacts({live: {topics: [topicFacts(1000)]}});
const policy = (text: string) => ({config: {'cleanup.policy': text}});

/** Compaction drops what has no key and all but the latest of each; deletion drops what is old, the latest included. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'The cleanup policy stays while a topic has records',
  rationale:
    'Where compaction is switched on, the cleaner keeps the latest record of each key and drops all others, records without a key among them, and brokers refuse new ones without a key. Where deletion is switched on for a compacted topic, the latest record of a key goes, too, as soon as it is older than the retention: state that is rebuilt from the topic then lacks it. Neither comes back.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3, Cleaner.shouldRetainRecord: a record without a key is dropped; LogValidator: compacted topics take none',
    'Apache Kafka 4.3, UnifiedLog.deleteOldSegments: deletion by time and size for policies that hold delete',
  ],
  waiveWhen: 'The owner agreed to what goes, and every record that stays has a key.',
  judge(change, planned, _options, report) {
    const {action, kind, name, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'update') return;
    const {had, gets, isStated} = settingChange(change, planned, 'cleanup.policy');
    if (gets === undefined || had === gets) return;
    const starts = (way: string): boolean => gets.includes(way) && had?.includes(way) !== true;
    const topic = liveTopic(change, planned);
    const contents = topicContents(topic);
    if (isEmptyTopic(contents) || !(starts('compact') || starts('delete'))) return;
    const sample = topic !== undefined && 'known' in topic ? topic.known.sample : topic;
    const keyless = sample !== undefined && 'known' in sample ? sample.known.keylessCount : undefined;
    const seen = sample !== undefined && 'known' in sample ? sample.known.keyedCount + sample.known.keylessCount : 0;
    const without =
      keyless === undefined
        ? 'how many have none is unknown'
        : `of ${seen} newest records that were looked at, ${keyless === 0 ? 'all have one' : `${keyless} have none`}`;
    const expiring = expiringByTime(topic);
    const harm = [
      ...(starts('compact') ? [`of each key only the latest record stays, and none without a key (${without})`] : []),
      ...(starts('delete') ? [`the latest record of a key goes, too, once it is older than retention.ms: ${expiringText(expiring)}`] : []),
    ].join('; ');
    report({
      resource: resource ?? planned.clusterDocument,
      at: isStated ? '/spec/config/cleanup.policy' : '/spec/config',
      about: {kind, name},
      message: `cleanup.policy of ${name} goes from ${had ?? 'an unknown value'} to ${gets}${isStated ? '' : ', the default'} with records in it (${contentsText(contents)}): ${harm}; keep ${had ?? 'what it is'}, or move to a new topic`,
      evidence: {
        topic: name,
        stack,
        before: had ?? 'unknown',
        after: gets,
        ...contentsEvidence(contents),
        sampledRecordCount: seen,
        keylessRecordCount: keyless ?? 'unknown',
        ...(starts('delete')
          ? {expiringRecordCount: 'known' in expiring ? expiring.known.recordCount : `unknown: ${expiring.unknown}`}
          : {}),
      },
    });
  },
  examples: {
    good: [
      {change: plannedTopic('update', {before: policy('delete'), after: policy('delete')}), facts},
      {change: plannedTopic('update', {before: policy('compact,delete'), after: policy('compact')}), facts},
      {
        change: plannedTopic('update', {before: policy('delete'), after: policy('compact')}),
        facts: planFacts({live: {topics: [topicFacts(0)]}}),
      },
    ],
    bad: [
      {change: plannedTopic('update', {before: policy('delete'), after: policy('compact')}), facts},
      {change: plannedTopic('update', {before: policy('compact'), after: policy('compact,delete')}), facts},
      {
        change: plannedTopic('update', {before: policy('delete'), after: policy('compact')}),
        facts: planFacts({live: unknown('the brokers could not be asked')}),
      },
    ],
  },
});
