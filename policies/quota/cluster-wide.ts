import {cluster, modelPolicy, quota, user} from 'kafka-weir/policy';

const MIB = 1024 * 1024;

export default modelPolicy({
  kinds: ['Quota', 'Cluster'],
  title: 'Byte rates are understood as rates of one broker',
  rationale:
    'Each broker counts for itself: a client whose partitions are spread over all of them may use the rate once a broker. Switched on, this rule says at every byte rate what it comes to on the whole cluster, for reviewers who think in that figure.',
  level: 'off',
  sources: ['Apache Kafka documentation, Design, Quotas: network bandwidth quotas are enforced a broker', 'KIP-13: quotas are per broker'],
  waiveWhen: 'Everybody who reviews quotas knows it: then leave the rule off.',
  options: {
    fromBytesPerSecond: {
      type: 'integer',
      minimum: 0,
      description: 'Rates of the whole cluster below this are not mentioned, in bytes per second.',
      default: 0,
    },
  },
  judgeAll({cluster: document, quotas}, {fromBytesPerSecond}, report) {
    const brokers = document?.spec.brokers?.count;
    if (brokers === undefined || brokers === 1) return;
    for (const resource of quotas) {
      for (const key of ['producerByteRate', 'consumerByteRate'] as const) {
        const rate = resource.spec[key];
        if (rate === undefined || rate * brokers < fromBytesPerSecond) continue;
        report({
          resource,
          at: `spec.${key}`,
          message: `${key} holds for each of ${brokers} brokers: ${words(rate * brokers)} a second over the whole cluster`,
          evidence: {brokers, clusterBytesPerSecond: rate * brokers},
        });
      }
    }
  },
  examples: {
    good: [
      [quota(), user()],
      [quota({producerByteRate: undefined, consumerByteRate: undefined, requestPercentage: 50}), user(), cluster()],
    ],
    bad: [[quota(), user(), cluster()]],
  },
});

function words(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`;
}
