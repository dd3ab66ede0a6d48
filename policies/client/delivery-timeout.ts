import {clientWhole, defaultText, durationText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'The time for a delivery holds at least one attempt',
  rationale:
    'delivery.timeout.ms counts from send() to the last word. It cannot be shorter than the wait for a batch and one request together, and Kafka refuses a producer that states such a time; where it states none, Kafka lengthens it in silence.',
  level: 'error',
  covers: ['PR4', 'C02.4'],
  sources: ['Apache Kafka 4.3.1, KafkaProducer.configureDeliveryTimeout: should be equal to or larger than linger.ms + request.timeout.ms'],
  waiveWhen: 'Never: no such producer starts.',
  judge(resource, _options, report) {
    const {spec} = resource;
    const delivery = spec.producer?.['delivery.timeout.ms'];
    if (delivery === undefined) return;
    const linger = clientWhole(spec, 'producer', 'linger.ms');
    const request = clientWhole(spec, 'producer', 'request.timeout.ms');
    const least = linger.whole + request.whole;
    if (BigInt(delivery) >= least) return;
    report({
      resource,
      at: 'spec.producer.delivery.timeout.ms',
      message: `delivery.timeout.ms ${delivery} is below linger.ms ${linger.text}${defaultText(linger)}, and request.timeout.ms ${request.text}${defaultText(request)}, together, and Kafka makes no such producer: write ${durationText(least)} at least, or 2m as Kafka does`,
    });
  },
  examples: {
    good: [[profile()], [profile({producer: {'delivery.timeout.ms': '2m', 'request.timeout.ms': '30s', 'linger.ms': 10}})]],
    bad: [
      [profile({producer: {'delivery.timeout.ms': '60s', 'request.timeout.ms': '60s'}})],
      [profile({version: '3.9', producer: {'delivery.timeout.ms': '60s', 'request.timeout.ms': '60s', 'linger.ms': 1}})],
    ],
  },
});
