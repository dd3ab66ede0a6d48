import {type ClientProfileSpec, clientWhole, durationText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'Time ends a delivery, and not the number of its attempts',
  rationale:
    'A few retries are over in a second, long before a new leader is there: a restart of one broker then fails deliveries that would have worked. delivery.timeout.ms bounds the whole, so that retries can be left to their default.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['PR4', 'PR6', 'C02.4'],
  sources: [
    'Apache Kafka 4.3, ProducerConfig, retries: users should generally prefer to leave this config unset and instead use delivery.timeout.ms',
    'KIP-91: delivery.timeout.ms; KIP-580: the pauses grow by two up to retry.backoff.max.ms',
  ],
  waiveWhen: 'The program has its own way of trying again, like a queue beside it.',
  judge(resource, _options, report) {
    const stated = resource.spec.producer?.['retries'];
    if (stated === undefined || stated === '0' || stated === '2147483647') return;
    const pausesMs = pausesOf(resource.spec, Number(stated));
    // As many as fill the time for a delivery bound nothing.
    if (pausesMs >= Number(clientWhole(resource.spec, 'producer', 'delivery.timeout.ms').whole)) return;
    report({
      resource,
      at: 'spec.producer.retries',
      message: `retries ${stated} are over after ${durationText(Math.round(pausesMs))} of pauses, where each is refused at once, and a new leader takes longer: leave retries out, and let delivery.timeout.ms end what cannot be delivered`,
      fix: {'spec.producer.retries': null},
    });
  },
  examples: {
    good: [[profile()], [profile({producer: {retries: 2147483647}})], [profile({producer: {retries: 1000}})]],
    bad: [[profile({producer: {retries: 3}})]],
  },
});

/** All pauses between attempts, in milliseconds, without their jitter. */
function pausesOf(spec: ClientProfileSpec, retries: number): number {
  const first = Number(clientWhole(spec, 'producer', 'retry.backoff.ms').whole);
  const most = Math.max(first, Number(clientWhole(spec, 'producer', 'retry.backoff.max.ms').whole));
  // Once the pauses no longer grow, all that are left are alike.
  let sum = 0;
  let pause = first;
  let left = retries;
  for (; left > 0 && pause > 0 && pause < most; left--) {
    sum += pause;
    pause = Math.min(most, pause * 2);
  }
  return sum + left * pause;
}
