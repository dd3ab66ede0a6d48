import {clientWhole, defaultText, isIdempotenceRefused, isIdempotent, profile, profilePolicy} from 'kafka-weir/policy';

const IN_FLIGHT = 'max.in.flight.requests.per.connection';

export default profilePolicy({
  title: 'Without idempotence one request is in flight at a time',
  rationale:
    'Where the first of two requests fails and is sent again, the second is written before it: records of one key change their order. An idempotent producer is put right by the broker; any other keeps order only where it waits for each answer.',
  level: 'warning',
  packs: {'exactly-once': 'error', development: 'note'},
  covers: ['ME2', 'C02.3'],
  sources: [
    'Apache Kafka 4.3, ProducerConfig, max.in.flight.requests.per.connection: message reordering after a failed send without idempotence',
  ],
  waiveWhen: 'Nobody counts on the order of the records, or retries is 0.',
  judge(resource, _options, report) {
    const {spec} = resource;
    if (spec.producer === undefined || isIdempotent(spec) || isIdempotenceRefused(spec)) return;
    const inFlight = clientWhole(spec, 'producer', IN_FLIGHT);
    if (inFlight.whole <= 1n || clientWhole(spec, 'producer', 'retries').whole === 0n) return;
    report({
      resource,
      at: `spec.producer.${IN_FLIGHT}`,
      message: `${IN_FLIGHT} ${inFlight.text}${defaultText(inFlight)}, changes the order of records where a request is repeated: write 1, or make the producer idempotent`,
      fix: {[`spec.producer.${IN_FLIGHT}`]: 1},
    });
  },
  examples: {
    good: [[profile()], [profile({producer: {acks: 1, [IN_FLIGHT]: 1}})], [profile({producer: {acks: 1, retries: 0}})]],
    bad: [[profile({version: '3.9', producer: {[IN_FLIGHT]: 6}})]],
  },
});
