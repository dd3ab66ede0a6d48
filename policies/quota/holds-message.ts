import {acl, modelPolicy, quota, type Resource, topic, user} from 'kafka-weir/policy';

/** Kafka's own default of max.message.bytes. */
const DEFAULT_MESSAGE_BYTES = 1_048_588;

export default modelPolicy({
  kinds: ['Quota', 'Acl', 'Topic'],
  title: 'A producer quota lets the largest batch through',
  rationale:
    'The broker measures a rate over ten seconds and a little more (quota.window.num 11, quota.window.size.seconds 1). A batch larger than the rate times ten is throttled although the client was idle before: each large record stops its producer for many seconds, and deliveries time out.',
  level: 'warning',
  sources: [
    'Apache Kafka 4.3, ClientQuotaManager.maxValueInQuotaWindow: rate × (numQuotaSamples - 1) × quotaWindowSizeSeconds; any larger value is always throttled',
    'Apache Kafka 4.3, QuotaConfig: NUM_QUOTA_SAMPLES_DEFAULT 11, QUOTA_WINDOW_SIZE_SECONDS_DEFAULT 1',
  ],
  waiveWhen: 'The producer is known to write small batches only; a lower max.message.bytes on the topic says so better.',
  options: {
    windowSeconds: {
      type: 'integer',
      minimum: 1,
      description: "The brokers' (quota.window.num - 1) × quota.window.size.seconds.",
      default: 10,
    },
  },
  judgeAll({quotas, acls, topics}, {windowSeconds}, report) {
    if (!quotas.some(({spec}) => spec.producerByteRate !== undefined)) return;
    const largest = topics.reduce((max, one) => Math.max(max, messageBytes(one)), 0);
    const low = quotas.filter(({spec}) => (spec.producerByteRate ?? Number.POSITIVE_INFINITY) * windowSeconds < largest);
    if (low.length === 0) return;
    const sorted = [...topics].sort((one, other) => (one.name < other.name ? -1 : 1));
    const byPrincipal = new Map<string, Resource<'Acl'>[]>();
    for (const one of acls) {
      const {permission, operations, resource, principal} = one.spec;
      if (permission === 'deny' || resource.type !== 'topic' || !operations.some(name => name === 'write' || name === 'all')) continue;
      const known = byPrincipal.get(principal);
      if (known === undefined) byPrincipal.set(principal, [one]);
      else known.push(one);
    }
    for (const resource of low) {
      const {entity, producerByteRate = 0} = resource.spec;
      if (entity.type !== 'user' || entity.name === undefined) continue;
      const fits = producerByteRate * windowSeconds;
      const tooLarge = (byPrincipal.get(`User:${entity.name}`) ?? [])
        .flatMap(one => covered(sorted, one))
        .find(one => messageBytes(one) > fits);
      if (tooLarge === undefined) continue;
      report({
        resource,
        at: 'spec.producerByteRate',
        message: `a batch of up to ${messageBytes(tooLarge)} bytes, which ${tooLarge.name} takes, is throttled even when nothing was written before: within ${windowSeconds} seconds this rate lets ${fits} bytes through; raise it, or lower max.message.bytes`,
        evidence: {topic: tooLarge.name, maxMessageBytes: messageBytes(tooLarge), windowBytes: fits},
      });
    }
  },
  examples: {
    good: [
      [user(), topic(), acl({operations: ['write']}), quota({producerByteRate: '1MiB'})],
      [user(), topic(), acl({operations: ['read']}), quota({producerByteRate: '1KiB'})],
      [user(), topic({config: {'max.message.bytes': '100KiB'}}), acl({operations: ['write']}), quota({producerByteRate: '64KiB'})],
    ],
    bad: [
      [user(), topic(), acl({operations: ['write']}), quota({producerByteRate: '64KiB'})],
      [
        user(),
        topic({config: {'max.message.bytes': '10MiB'}}),
        acl({operations: ['write'], resource: {type: 'topic', name: 'payments.', pattern: 'prefixed'}}),
        quota({producerByteRate: '1000KiB'}),
      ],
    ],
  },
});

function messageBytes({spec}: Resource<'Topic'>): number {
  return Number(spec.config['max.message.bytes'] ?? DEFAULT_MESSAGE_BYTES);
}

/** The topics of a sorted list that an Acl covers. */
function covered(sorted: readonly Resource<'Topic'>[], {spec}: Resource<'Acl'>): readonly Resource<'Topic'>[] {
  const {name, pattern} = spec.resource;
  if (name === '*' && pattern === 'literal') return sorted;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (pattern === 'prefixed' ? sorted[end]?.name.startsWith(name) === true : sorted[end]?.name === name) end++;
  return sorted.slice(low, end);
}
