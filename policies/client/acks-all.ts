import {clientValue, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'Producers wait for all in-sync replicas',
  rationale:
    'With acks 1 the leader alone has a record when it is acknowledged: where that broker dies before a follower has copied it, the record is gone, and nobody is told. With acks 0 nobody even looks. All replicas cost some milliseconds, which batches hide.',
  level: 'warning',
  packs: {development: 'note', 'exactly-once': 'error', regulated: 'error'},
  covers: ['PR1', 'C02.1'],
  sources: [
    'Apache Kafka 4.3, ProducerConfig: acks=all is the strongest available guarantee, and the default',
    'Strimzi, Kafka producer configuration tuning: acks=all for durability',
  ],
  waiveWhen: 'The records may be lost, like samples of a measurement, and latency counts for more; PR1 says so.',
  judge(resource, _options, report) {
    if (resource.spec.producer === undefined) return;
    const {text} = clientValue(resource.spec, 'producer', 'acks');
    if (text === 'all') return;
    report({
      resource,
      at: 'spec.producer.acks',
      message: `acks ${text} takes a record for written that ${text === '0' ? 'nobody' : 'the leader alone'} has: a broker that dies can lose it; write all`,
      fix: {'spec.producer.acks': 'all'},
    });
  },
  examples: {
    good: [[profile()], [profile({producer: {'linger.ms': 5}})], [profile({producer: undefined})]],
    bad: [[profile({producer: {acks: 1, 'max.in.flight.requests.per.connection': 1}})]],
  },
});
