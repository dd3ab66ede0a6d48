import {application, at, policy, value} from 'kafka-weir/policy';

export default policy({
  kind: 'Application',
  title: 'Each instance has a transactional id of its own',
  rationale:
    'A transactional id belongs to one producer at a time: whoever begins with it fences the one before. Where instances share an id, each start of one throws another out in the midst of its transaction, and they do so in turns. Where ids are made at random, nobody is ever fenced, and a producer that was thought dead goes on writing.',
  level: 'error',
  packs: {development: 'warning', 'exactly-once': 'error'},
  covers: ['EO1'],
  sources: [
    'KIP-98: a transactional.id identifies a producer across its sessions, and a new one fences the older',
    'Apache Kafka, ProducerConfig.TRANSACTIONAL_ID_DOC: unique in the cluster',
  ],
  waiveWhen: 'Only some of the instances write in transactions.',
  schema: at('spec.transactionalId.ids', {minItems: value('spec.instances')}),
  message: ({resource: {spec}}) =>
    `${spec.transactionalId?.ids.length ?? 0} transactional ids are shared by ${spec.instances ?? 0} instances, which would fence each other: list one for each, or state a prefix to which each adds a stable part`,
  examples: {
    good: [
      application({transactionalId: {ids: ['settler-0', 'settler-1']}, instances: 2}),
      application({transactionalId: {prefix: 'settler-'}, instances: 6}),
      application({transactionalId: {ids: ['settler-0']}}),
    ],
    bad: [application({transactionalId: {ids: ['settler-0', 'settler-1']}, instances: 3})],
  },
});
