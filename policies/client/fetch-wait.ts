import {clientWhole, defaultText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'A broker waits for records for less than a request lasts',
  rationale:
    'Where nothing is there to read, a broker holds a fetch for fetch.max.wait.ms. A consumer whose requests end sooner takes each of them for lost, closes the connection and starts anew, on every quiet partition and for ever.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['TU4', 'C07.3'],
  sources: [
    'Apache Kafka 4.3, NetworkClient: a request that is not answered within request.timeout.ms closes its connection',
    'Apache Kafka 4.3, ConsumerConfig: 500 ms and 30 s by default',
  ],
  waiveWhen: 'The topics are never quiet for so long.',
  judge(resource, _options, report) {
    const {spec} = resource;
    if (spec.consumer === undefined) return;
    const wait = clientWhole(spec, 'consumer', 'fetch.max.wait.ms');
    const request = clientWhole(spec, 'consumer', 'request.timeout.ms');
    if (wait.whole < request.whole) return;
    report({
      resource,
      at: `spec.consumer.${wait.isStated ? 'fetch.max.wait.ms' : 'request.timeout.ms'}`,
      message: `fetch.max.wait.ms ${wait.text}${defaultText(wait)}, is not below request.timeout.ms ${request.text}${defaultText(request)}, so that each fetch of a quiet topic ends its connection`,
    });
  },
  examples: {
    good: [[profile()], [consuming({'fetch.max.wait.ms': '5s'})]],
    bad: [[consuming({'fetch.max.wait.ms': '30s'})], [consuming({'request.timeout.ms': 500})]],
  },
});

function consuming(consumer: Record<string, unknown>) {
  return profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest', ...consumer}});
}
