import {at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Unclean leader election is off',
  rationale:
    'An unclean election makes a replica leader that lacks acknowledged records; they are lost, and consumers that read them see history change.',
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error', regulated: 'error'},
  covers: ['DR2'],
  sources: [
    'Apache Kafka, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG: "may result in data loss"',
    'The Kafka guide: leader election',
  ],
  waiveWhen: 'Being able to write matters more than losing acknowledged records, as with telemetry, and the readers know it.',
  schema: at('spec.config.unclean.leader.election.enable', {not: {const: 'true'}}),
  message: () => 'unclean.leader.election.enable is on: a replica without all acknowledged records may become leader, which loses them',
  fix: () => ({'spec.config.unclean.leader.election.enable': false}),
  examples: {
    good: [topic(), topic({config: {'unclean.leader.election.enable': false}})],
    bad: [topic({config: {'unclean.leader.election.enable': true}})],
  },
});
