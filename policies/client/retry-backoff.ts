import {type ClientSection, clientWhole, profile, profilePolicy} from 'kafka-weir/policy';

const SECTIONS = ['producer', 'consumer'] as const satisfies readonly ClientSection[];

export default profilePolicy({
  title: 'Clients pause before they try again',
  rationale:
    'What failed is seldom well a moment later. Clients without a pause ask a cluster in trouble as fast as they can, all of them at once, and keep it there. The first pause is doubled up to retry.backoff.max.ms, which must not be shorter.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['PR6'],
  sources: [
    'KIP-580: exponential backoff; Kafka has 100 ms to 1 s by default',
    'Amazon MSK, best practices for clients: retry.backoff.ms of 200 ms and more',
  ],
  waiveWhen: 'The client has few peers, and a lost moment costs more than a busy broker.',
  options: {minMs: {type: 'integer', minimum: 0, description: 'Shortest first pause in milliseconds.', default: 100}},
  judge(resource, {minMs}, report) {
    for (const section of SECTIONS) {
      const stated = resource.spec[section];
      if (stated === undefined) continue;
      const first = clientWhole(resource.spec, section, 'retry.backoff.ms');
      const most = clientWhole(resource.spec, section, 'retry.backoff.max.ms');
      if (first.isStated && first.whole < BigInt(minMs))
        report({
          resource,
          at: `spec.${section}.retry.backoff.ms`,
          message: `retry.backoff.ms ${first.text} lets clients press a cluster that has trouble already: write ${minMs} at least, or leave it out`,
          fix: {[`spec.${section}.retry.backoff.ms`]: minMs},
        });
      else if (first.whole > most.whole && (first.isStated || most.isStated))
        report({
          resource,
          at: `spec.${section}.${most.isStated ? 'retry.backoff.max.ms' : 'retry.backoff.ms'}`,
          message: `retry.backoff.ms ${first.text} is above retry.backoff.max.ms ${most.text}, so that no pause ever grows: raise retry.backoff.max.ms with it`,
        });
    }
  },
  examples: {
    good: [
      [profile()],
      [profile({producer: {'retry.backoff.ms': 200}})],
      [profile({consumer: {'auto.offset.reset': 'latest', 'enable.auto.commit': false, 'retry.backoff.ms': '500ms'}})],
    ],
    bad: [[profile({producer: {'retry.backoff.ms': 10}})], [profile({producer: {'retry.backoff.ms': '5s'}})]],
  },
});
