import {modelPolicy, quota, type Resource, user} from 'kafka-weir/policy';

/** A network card of 10 Gbit/s, in bytes per second. */
const TEN_GIGABIT = 1_250_000_000;

export default modelPolicy({
  kinds: ['Quota', 'Cluster'],
  title: 'Quotas together fit the brokers',
  rationale:
    'Quotas keep clients from each other only while all of them together fit: where the promised rates add up to more than a broker can do, the client that is first takes it, and the quota of the next is a promise that cannot be kept. Switch it on with the figures of your brokers. A share is left for replication, for catching up and for the loss of a broker.',
  level: 'off',
  sources: [
    'Cruise Control: network capacity thresholds of 0.8',
    'Apache Kafka documentation, Design, Quotas: rates are enforced by each broker, on its own traffic',
  ],
  waiveWhen: 'The clients are known never to peak together; say who measured it.',
  options: {
    inBytesPerSecond: {
      type: 'integer',
      minimum: 0,
      description: 'What one broker can take in from producers, in bytes per second.',
      default: TEN_GIGABIT,
    },
    outBytesPerSecond: {
      type: 'integer',
      minimum: 0,
      description: 'What one broker can send to consumers, in bytes per second.',
      default: TEN_GIGABIT,
    },
    share: {type: 'number', minimum: 0, maximum: 1, description: 'Part of it that quotas may promise.', default: 0.8},
  },
  judgeAll({cluster, quotas}, {inBytesPerSecond, outBytesPerSecond, share}, report) {
    for (const [key, capacity] of [
      ['producerByteRate', inBytesPerSecond],
      ['consumerByteRate', outBytesPerSecond],
    ] as const) {
      const named = quotas.filter(({spec}) => spec.entity.name !== undefined && spec[key] !== undefined);
      const promised = named.reduce((sum, {spec}) => sum + (spec[key] ?? 0), 0);
      const limit = Math.floor(capacity * share);
      const resource: Resource | undefined = cluster ?? named[0];
      if (promised <= limit || resource === undefined) continue;
      report({
        resource,
        at: cluster === undefined ? `spec.${key}` : 'spec.brokers',
        message: `the ${key} of ${named.length} quotas comes to ${promised} bytes a second on each broker, above ${limit}, ${share * 100} % of what one can do: lower some, or add brokers`,
        evidence: {promisedBytesPerSecond: promised, limitBytesPerSecond: limit},
        discriminator: key,
      });
    }
  },
  examples: {
    good: [[quota(), user()]],
    bad: [
      [quota({producerByteRate: '600MiB'}), quota({name: 'b', entity: {clientId: 'b'}, producerByteRate: '600MiB'}), user()],
      [quota({consumerByteRate: '2GiB'}), user()],
    ],
  },
});
