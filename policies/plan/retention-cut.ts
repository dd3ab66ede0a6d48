import {
  durationText,
  type ExpiringRecords,
  expiringBySize,
  expiringByTime,
  expiringText,
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
  valueOrWhy,
} from 'kafka-weir/policy';

/** The old records of the example are older than the new retention. */
const half = topicFacts(1000);
const cut = 'known' in half.log ? {known: half.log.known.map(one => ({...one, keptFromOffset: 400n}))} : half.log;
const facts = planFacts({live: {topics: [{...half, log: cut}]}});
const week = {config: {'retention.ms': '604800000'}};
const hour = {config: {'retention.ms': '3600000'}};

/** Each setting, and how much of the topic goes where it gets a value. */
const SETTINGS = {
  'retention.ms': {text: durationText, expiring: (topic: Topic) => expiringByTime(topic)},
  'retention.bytes': {
    text: (bytes: string) => `${sizeText(bytes)} a partition`,
    expiring: (topic: Topic, bytes: string) => expiringBySize(topic, Number(bytes)),
  },
} as const;
type Topic = ReturnType<typeof liveTopic>;

/** What the new retention no longer covers is deleted within minutes. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A shorter or smaller retention deletes no record',
  rationale:
    'The brokers look for records beyond the retention every few minutes (log.retention.check.interval.ms) and delete their segments; a longer retention does not bring them back. The finding counts what is older, or larger, now. Kafka deletes whole segments, so that less may go at once. Where no record is beyond the new retention, nothing is found.',
  level: 'error',
  packs: {development: 'note'},
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3, UnifiedLog.deleteRetentionMsBreachedSegments and deleteRetentionSizeBreachedSegments',
    'KIP-79: offsets by timestamp; KIP-113: sizes of logs',
  ],
  waiveWhen: 'The owner agreed that these records go, or every reader has them.',
  judge(change, planned, _options, report) {
    const {action, kind, name, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'update') return;
    const policy = settingChange(change, planned, 'cleanup.policy').gets;
    if (policy !== undefined && !policy.includes('delete')) return;
    for (const [setting, {text, expiring}] of Object.entries(SETTINGS)) {
      const {had, gets, isStated} = settingChange(change, planned, setting);
      if (gets === undefined || had === gets || !isLess(gets, had)) continue;
      const found = expiring(liveTopic(change, planned), gets);
      if ('known' in found && found.known.recordCount === 0) continue;
      report({
        resource: resource ?? planned.clusterDocument,
        at: isStated ? `/spec/config/${setting}` : '/spec/config',
        about: {kind, name},
        message: `${setting} of ${name} goes from ${had === undefined ? 'an unknown value' : limitText(had, text)} to ${text(gets)}${isStated ? '' : ', the default'}, which deletes ${expiringText(found)}; write what it is now, or let the readers finish first`,
        evidence: {topic: name, stack, setting, before: had ?? 'unknown', after: gets, ...evidenceOf(found)},
        discriminator: setting,
      });
    }
  },
  examples: {
    good: [
      {change: plannedTopic('update', {before: hour, after: week}), facts},
      {change: plannedTopic('update', {before: week, after: {config: {'retention.ms': '3600000', 'cleanup.policy': 'compact'}}}), facts},
      {change: plannedTopic('update', {before: week, after: hour}), facts: planFacts({live: {topics: [topicFacts(0)]}})},
    ],
    bad: [
      {change: plannedTopic('update', {before: week, after: hour}), facts},
      {change: plannedTopic('update', {after: {config: {'retention.bytes': '10240'}}}), facts},
      {change: plannedTopic('update', {before: week, after: hour}), facts: planFacts({live: unknown('the brokers could not be asked')})},
    ],
  },
});

/** Below zero is no limit. What is unknown may have been more. */
function isLess(gets: string, had: string | undefined): boolean {
  if (!/^[0-9]+$/.test(gets)) return false;
  return had === undefined || had.startsWith('-') || BigInt(gets) < BigInt(had);
}

function limitText(value: string, text: (value: string) => string): string {
  return value.startsWith('-') ? 'no limit' : text(value);
}

function evidenceOf(found: {known: ExpiringRecords} | {unknown: string}): Record<string, unknown> {
  if ('unknown' in found) return {recordCount: valueOrWhy(found)};
  const {recordCount, sizeBytes, oldestRecordAt} = found.known;
  return {recordCount, sizeBytes: valueOrWhy(sizeBytes), ...(oldestRecordAt === undefined ? {} : {oldestRecordAt})};
}
