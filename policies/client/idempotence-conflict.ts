import {clientValue, IDEMPOTENT_IN_FLIGHT_MAX, idempotenceConflict, isIdempotenceRefused, profile, profilePolicy} from 'kafka-weir/policy';

const IN_FLIGHT = 'max.in.flight.requests.per.connection';

export default profilePolicy({
  title: 'What an idempotent producer needs is not taken from it',
  rationale:
    'An idempotent producer numbers its batches, and the broker keeps the numbers of the last five. It therefore needs acks all, retries, and no more than five requests in flight. Kafka refuses the producer, when it is made, where it is asked for and one of them is missing; from 4.0 on also for more than five in flight where nobody asked.',
  level: 'error',
  covers: ['PR5', 'C02.3', 'EO3'],
  sources: [
    'Apache Kafka 3.9.2 and 4.3.1, ProducerConfig.postProcessAndValidateIdempotenceConfigs: ConfigException',
    'KIP-185, KIP-679: what idempotence needs, and that it is the default',
  ],
  waiveWhen: 'Never: no such producer starts.',
  judge(resource, _options, report) {
    if (resource.spec.producer === undefined) return;
    const name = idempotenceConflict(resource.spec);
    if (name === undefined || !isIdempotenceRefused(resource.spec)) return;
    const {text} = clientValue(resource.spec, 'producer', name);
    const needs = {
      acks: 'acks all',
      retries: 'retries, which are many by default',
      [IN_FLIGHT]: `${IN_FLIGHT} ${IDEMPOTENT_IN_FLIGHT_MAX} at most`,
    };
    report({
      resource,
      at: `spec.producer.${name}`,
      message: `${name} ${text} excludes idempotence, and Kafka makes no such producer: it needs ${needs[name]}, or enable.idempotence false`,
    });
  },
  examples: {
    good: [
      [profile()],
      [profile({producer: {acks: 'all', [IN_FLIGHT]: 5}})],
      // Switched off in silence, which another rule tells.
      [profile({producer: {acks: 1}})],
      [profile({version: '3.9', producer: {[IN_FLIGHT]: 10}})],
      [profile({producer: {'enable.idempotence': false, [IN_FLIGHT]: 10}})],
    ],
    bad: [[profile({producer: {'enable.idempotence': true, [IN_FLIGHT]: 6}})], [profile({producer: {[IN_FLIGHT]: 6}})]],
  },
});
