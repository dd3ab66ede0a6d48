import {cluster, modelPolicy, quota, user} from 'kafka-weir/policy';

/** Kafka's defaults: num.io.threads 8 and num.network.threads 3. */
const DEFAULT_IO_THREADS = 8;
const DEFAULT_NETWORK_THREADS = 3;

export default modelPolicy({
  kinds: ['Quota', 'Cluster'],
  title: 'A request quota is below what the threads of a broker can do',
  rationale:
    'A request quota of 100 is one thread, all of the time: a broker with 8 request threads and 3 network threads has 1100. At or above that the quota can never be reached, and bounds nothing; a client that polls in a loop takes all of it.',
  level: 'warning',
  packs: {strict: 'error'},
  sources: [
    'KIP-124: request quotas are percent of a thread, of (num.io.threads + num.network.threads) × 100 %',
    'Apache Kafka 4.3, ServerConfigs.NUM_IO_THREADS_DEFAULT (8), SocketServerConfigs.NUM_NETWORK_THREADS_DEFAULT (3)',
  ],
  waiveWhen: 'The quota only keeps a client out of a lower default, and is meant to be no limit.',
  options: {
    threads: {
      type: 'integer',
      minimum: 1,
      description: 'Request and network threads of a broker, where the Cluster does not state num.io.threads and num.network.threads.',
      default: DEFAULT_IO_THREADS + DEFAULT_NETWORK_THREADS,
    },
  },
  judgeAll({cluster: document, quotas}, {threads}, report) {
    const settings = document?.spec.brokers?.config ?? {};
    const io = settings['num.io.threads'];
    const network = settings['num.network.threads'];
    const isStated = io !== undefined || network !== undefined;
    const all = isStated ? Number(io ?? DEFAULT_IO_THREADS) + Number(network ?? DEFAULT_NETWORK_THREADS) : threads;
    for (const resource of quotas) {
      const {requestPercentage} = resource.spec;
      if (requestPercentage === undefined || requestPercentage < all * 100) continue;
      report({
        resource,
        at: 'spec.requestPercentage',
        message: `${requestPercentage} % can never be reached: the ${all} threads of a broker come to ${all * 100} %; 100 is one thread`,
        evidence: {capacityPercent: all * 100},
      });
    }
  },
  examples: {
    good: [
      [user(), quota({requestPercentage: 200})],
      [user(), quota({producerByteRate: undefined, consumerByteRate: undefined, requestPercentage: 1800}), withThreads(16)],
    ],
    bad: [
      [user(), quota({requestPercentage: 1100})],
      [user(), quota({producerByteRate: undefined, consumerByteRate: undefined, requestPercentage: 700}), withThreads(4)],
    ],
  },
});

function withThreads(count: number) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config: {'num.io.threads': count}}});
}
