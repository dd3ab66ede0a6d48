import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'No broker elects a leader that lacks acknowledged records',
  rationale:
    'As the default of the brokers, unclean.leader.election.enable lets a replica that fell behind become leader on every topic that does not forbid it itself: what the others had acknowledged is then gone.',
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error', regulated: 'error'},
  covers: ['DR2'],
  sources: [
    'Apache Kafka 4.3, ReplicationConfigs.UNCLEAN_LEADER_ELECTION_ENABLE_DOC: possibly resulting in data loss',
    'KIP-106: the default is false',
  ],
  waiveWhen: 'The records of this cluster may be lost and its topics must be writable at any price, as for metrics.',
  schema: at('spec.brokers.config.unclean.leader.election.enable', {not: {const: 'true'}}),
  message: () =>
    'a replica that lacks acknowledged records may become leader of any topic: set unclean.leader.election.enable to false on the brokers, then state it here',
  examples: {
    good: [cluster(), stating({'unclean.leader.election.enable': false})],
    bad: [stating({'unclean.leader.election.enable': true})],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
