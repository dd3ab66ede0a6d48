import {durationText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'A delivery lasts longer than the loss of a broker',
  rationale:
    'While a partition has no leader, nothing can be written to it: some ten seconds where a broker dies, a minute and more where several restart one after another. A producer that gives up before hands the failure to a program, which most often drops the record.',
  level: 'warning',
  packs: {development: 'off'},
  covers: ['PR4', 'PR6', 'C02.4'],
  sources: [
    'Amazon MSK, best practices for clients: delivery.timeout.ms of at least 60 seconds',
    'Apache Kafka 4.3, ProducerConfig: 2 minutes by default; BrokerSessionTimeoutMs: 9 seconds until a silent broker is fenced',
  ],
  waiveWhen: 'A record that comes late is worth nothing, and the program deals with its loss.',
  options: {minMs: {type: 'integer', minimum: 1, description: 'Shortest time in milliseconds.', default: 60_000}},
  judge(resource, {minMs}, report) {
    const stated = resource.spec.producer?.['delivery.timeout.ms'];
    if (stated === undefined || BigInt(stated) >= BigInt(minMs)) return;
    report({
      resource,
      at: 'spec.producer.delivery.timeout.ms',
      message: `delivery.timeout.ms ${stated} gives up before brokers have recovered: write ${durationText(minMs)} at least, or leave it out for 2m`,
    });
  },
  examples: {
    good: [[profile()], [profile({producer: {'delivery.timeout.ms': '60s'}})]],
    bad: [[profile({producer: {'delivery.timeout.ms': '45s'}})]],
  },
});
