import {brokerValue, cluster, isIdempotent, profile, profilePolicy} from 'kafka-weir/policy';

const LAG = 'replica.lag.time.max.ms';

export default profilePolicy({
  title: 'A request lasts as long as a slow replica is waited for',
  rationale:
    'With acks all a leader answers once all in-sync replicas have a record, and it waits for a slow one until replica.lag.time.max.ms is over. A producer that gives up earlier sends again what is about to be written: load where there is trouble already, and duplicates where it is not idempotent.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['PR4', 'C02.4'],
  sources: [
    'Apache Kafka 4.3, ProducerConfig, request.timeout.ms: should be larger than replica.lag.time.max.ms of the brokers, to reduce duplication by unnecessary retries',
    'Apache Kafka 4.3, ReplicationConfigs: replica.lag.time.max.ms is 30 seconds by default',
  ],
  waiveWhen: 'A hung broker must be noticed soon, and the producers are idempotent.',
  judge(resource, _options, report, where) {
    const stated = resource.spec.producer?.['request.timeout.ms'];
    if (stated === undefined) return;
    const lag = where === undefined ? {text: '30000', isStated: false} : brokerValue(where, LAG);
    if (BigInt(stated) >= BigInt(lag.text)) return;
    const consequence = isIdempotent(resource.spec) ? 'sends again what is about to be written' : 'writes records twice';
    report({
      resource,
      at: 'spec.producer.request.timeout.ms',
      message: `request.timeout.ms ${stated} is below ${LAG} ${lag.text}${lag.isStated ? ` of ${where?.name}` : ", the brokers' default"}, so that a producer ${consequence} while a replica is slow: write as much at least`,
    });
  },
  examples: {
    good: [
      [profile()],
      [profile({producer: {'request.timeout.ms': '30s'}})],
      [slow('10s'), profile({producer: {'request.timeout.ms': '15s'}})],
    ],
    bad: [[profile({producer: {'request.timeout.ms': '15s'}})], [slow('45s'), profile({producer: {'request.timeout.ms': '40s'}})]],
  },
});

function slow(time: string) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config: {[LAG]: time}}});
}
