import {all, at, policy, quota, when} from 'kafka-weir/policy';

const OF_ADDRESSES = {anyOf: [{required: ['ip']}, {properties: {default: {const: 'ip'}}, required: ['default']}]};
const OF_CLIENTS = {not: OF_ADDRESSES};
const RATES_OF_CLIENTS = ['producerByteRate', 'consumerByteRate', 'requestPercentage', 'controllerMutationRate'];

export default policy({
  kind: 'Quota',
  title: 'A quota has rates that the broker takes for its entity',
  rationale:
    'For addresses the broker knows one quota only, the rate of new connections, and it knows that for addresses only. It refuses every other pair, at apply, when the documents before it are applied already.',
  level: 'error',
  packs: {development: 'error'},
  sources: [
    'Apache Kafka 4.3, QuotaConfig.ipConfigs: connection_creation_rate alone; userAndClientQuotaConfigs: all but that; ClientQuotaControlManager: "Invalid configuration key"',
    'KIP-612: connection creation rates by IP',
  ],
  waiveWhen: 'Never: the broker refuses it.',
  schema: all(
    when(at('spec.entity', OF_ADDRESSES, {required: true}), all(...RATES_OF_CLIENTS.map(rate => at(`spec.${rate}`, {not: {}})))),
    when(at('spec.entity', OF_CLIENTS, {required: true}), at('spec.connectionCreationRate', {not: {}})),
  ),
  mark: 'key',
  message: ({pointer}) => {
    const rate = pointer.slice('/spec/'.length);
    return rate === 'connectionCreationRate'
      ? `the broker refuses ${rate} for users and client ids: it bounds new connections of addresses only; state it for an ip`
      : `the broker refuses ${rate} for an address, for which it bounds new connections only: state connectionCreationRate, or this for a user or a clientId`;
  },
  examples: {
    good: [
      quota(),
      quota({entity: {default: 'clientId'}}),
      quota({entity: {ip: '10.0.0.7'}, producerByteRate: undefined, consumerByteRate: undefined, connectionCreationRate: 5}),
    ],
    bad: [
      quota({entity: {ip: '10.0.0.7'}}),
      quota({entity: {default: 'ip'}, requestPercentage: 50}),
      quota({connectionCreationRate: 5}),
      quota({entity: {default: 'clientId'}, connectionCreationRate: 5}),
    ],
  },
});
