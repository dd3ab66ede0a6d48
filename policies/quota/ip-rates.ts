import {all, at, policy, quota, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Quota',
  title: 'A quota of an address has rates that the broker takes for one',
  rationale:
    'For addresses the broker knows one quota only, the rate of new connections. It refuses bytes, requests and mutations for them, at apply, when the documents before it are applied already.',
  level: 'error',
  packs: {development: 'error'},
  sources: [
    'Apache Kafka 4.3, QuotaConfig.ipConfigs: connection_creation_rate alone; ClientQuotaControlManager: "Invalid configuration key"',
    'KIP-612: connection creation rates by IP',
  ],
  waiveWhen: 'Never: the broker refuses it.',
  schema: when(
    at('spec.entity', {anyOf: [{required: ['ip']}, {properties: {default: {const: 'ip'}}, required: ['default']}]}, {required: true}),
    all(
      ...['producerByteRate', 'consumerByteRate', 'requestPercentage', 'controllerMutationRate'].map(rate => at(`spec.${rate}`, {not: {}})),
    ),
  ),
  mark: 'key',
  message: ({pointer}) =>
    `the broker refuses ${pointer.slice('/spec/'.length)} for an address, for which it bounds new connections only: state it for a user or a clientId`,
  examples: {
    good: [quota(), quota({entity: {default: 'clientId'}})],
    bad: [quota({entity: {ip: '10.0.0.7'}}), quota({entity: {default: 'ip'}, requestPercentage: 50})],
  },
});
