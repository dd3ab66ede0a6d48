import {all, at, policy, quota, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Quota',
  title: 'A byte quota bounds reading and writing',
  rationale:
    'A client bounded in one direction still takes all of the network in the other. Rates are per broker: with n brokers a client that reaches all of them may use n times the rate.',
  level: 'note',
  packs: {development: 'off'},
  sources: ['Apache Kafka documentation, Design, Quotas: network bandwidth quotas are per broker'],
  waiveWhen: 'The client only ever reads, or only ever writes, and no ACL lets it do the other.',
  schema: all(
    when(at('spec.producerByteRate', {}, {required: true}), at('spec.consumerByteRate', {}, {required: true})),
    when(at('spec.consumerByteRate', {}, {required: true}), at('spec.producerByteRate', {}, {required: true})),
  ),
  message: ({pointer}) => `${pointer.slice('/spec/'.length)} is not stated, so that direction has no limit`,
  examples: {
    good: [quota(), quota({producerByteRate: undefined, consumerByteRate: undefined, requestPercentage: 50})],
    bad: [quota({consumerByteRate: undefined}), quota({producerByteRate: undefined})],
  },
});
