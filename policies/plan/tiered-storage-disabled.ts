import {type PlanFacts, type PlannedChange, planFacts, plannedSetting, plannedTopic, planPolicy} from 'kafka-weir/policy';

const facts = planFacts();
const ENABLE = 'remote.storage.enable';
const DELETE = 'remote.log.delete.on.disable';

/** Without the second setting the brokers refuse the first, half-way through the apply. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'Tiered storage is switched off with a word about its records',
  rationale:
    'The brokers refuse to switch the tiered storage of a topic off unless remote.log.delete.on.disable says that what lies there is deleted, and the apply then stops half-way. With it, all records are gone that have no copy on the brokers any more. To keep them, stop only the copying, by remote.log.copy.disable.',
  level: 'error',
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3, LogConfig.validateTurningOffRemoteStorageWithDelete: It is invalid to disable remote storage without deleting remote data',
    'KIP-950: tiered storage disablement',
  ],
  waiveWhen: 'Never: the brokers refuse it. Records that may go are deleted by remote.log.delete.on.disable: true.',
  judge({action, kind, name, before, after, resource, stack}, {clusterDocument}, _options, report) {
    if (kind !== 'Topic' || action !== 'update') return;
    if (plannedSetting(before, ENABLE) !== 'true' || plannedSetting(after, ENABLE) === 'true' || plannedSetting(after, DELETE) === 'true')
      return;
    const at = plannedSetting(after, ENABLE) === undefined ? '/spec/config' : `/spec/config/${ENABLE}`;
    report({
      resource: resource ?? clusterDocument,
      at,
      about: {kind, name},
      message: `the brokers refuse to switch tiered storage of ${name} off like this: state ${DELETE}: true to delete its remote records, or keep ${ENABLE}: true with remote.log.copy.disable: true`,
      evidence: {topic: name, stack},
    });
  },
  examples: {
    good: [
      {
        change: plannedTopic('update', {before: {config: {[ENABLE]: 'true'}}, after: {config: {[ENABLE]: 'false', [DELETE]: 'true'}}}),
        facts,
      },
      {change: plannedTopic('update', {before: {config: {[ENABLE]: 'true'}}, after: {config: {[ENABLE]: 'true'}}}), facts},
    ],
    bad: [
      {change: plannedTopic('update', {before: {config: {[ENABLE]: 'true'}}, after: {config: {[ENABLE]: 'false'}}}), facts},
      {change: plannedTopic('update', {before: {config: {[ENABLE]: 'true'}}, after: {config: {}}}), facts},
    ],
  },
});
