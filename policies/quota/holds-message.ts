import {acl, cluster, effectiveWhole, type Model, modelPolicy, quota, type Resource, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Quota', 'Acl', 'Topic', 'Cluster'],
  title: 'A producer quota lets the largest batch through',
  rationale:
    'The broker measures a rate over ten seconds and a little more (quota.window.num 11, quota.window.size.seconds 1). A batch larger than the rate times ten is throttled although the client was idle before: each large record stops its producer for many seconds, and deliveries time out. The quota of {default: user} holds for each user that has none of its own.',
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
  judgeAll({cluster: document, quotas, acls, topics}, {windowSeconds}, report) {
    const bounds = quotas.filter(({spec}) => spec.producerByteRate !== undefined && spec.entity.type === 'user');
    if (bounds.length === 0) return;
    const sizes = new Map(topics.map(one => [one, Number(effectiveWhole(one.spec, 'max.message.bytes', document).whole)]));
    const bytesOf = (one: Resource<'Topic'>): number => sizes.get(one) ?? 0;
    const largest = topics.reduce((max, one) => Math.max(max, bytesOf(one)), 0);
    const low = bounds.filter(({spec}) => (spec.producerByteRate ?? 0) * windowSeconds < largest);
    if (low.length === 0) return;
    const sorted = [...topics].sort((one, other) => (one.name < other.name ? -1 : 1));
    const writers = writersOf(acls);
    const named = new Set(bounds.map(({spec}) => spec.entity.name));
    for (const resource of low) {
      const {entity, producerByteRate = 0} = resource.spec;
      const fits = producerByteRate * windowSeconds;
      const tooLarge = [...writers]
        .filter(([name]) => (entity.name === undefined ? !named.has(name) : name === entity.name))
        .flatMap(([name, ofUser]) => ofUser.flatMap(one => covered(sorted, one).map(written => ({name, written}))))
        .find(({written}) => bytesOf(written) > fits);
      if (tooLarge === undefined) continue;
      const {name, written} = tooLarge;
      const whose = entity.name === undefined ? ` and ${name === '*' ? 'everybody' : name} writes` : '';
      report({
        resource,
        at: 'spec.producerByteRate',
        message: `a batch of up to ${bytesOf(written)} bytes, which ${written.name} takes${whose}, is throttled even when nothing was written before: within ${windowSeconds} seconds this rate lets ${fits} bytes through; raise it, or lower max.message.bytes`,
        evidence: {topic: written.name, maxMessageBytes: bytesOf(written), windowBytes: fits},
      });
    }
  },
  examples: {
    good: [
      [user(), topic(), acl({operations: ['write']}), quota({producerByteRate: '1MiB'})],
      [user(), topic(), acl({operations: ['read']}), quota({producerByteRate: '1KiB'})],
      [user(), topic({config: {'max.message.bytes': '100KiB'}}), acl({operations: ['write']}), quota({producerByteRate: '64KiB'})],
      // The default bounds nobody here: whoever writes has a quota of its own.
      [user(), topic(), acl({operations: ['write']}), quota(), everybody('64KiB')],
      [user(), topic(), acl({operations: ['write']}), quota({producerByteRate: '64KiB'}), withBrokersDefault('100KiB')],
    ],
    bad: [
      [user(), topic(), acl({operations: ['write']}), quota({producerByteRate: '64KiB'})],
      [
        user(),
        topic({config: {'max.message.bytes': '10MiB'}}),
        acl({operations: ['write'], resource: {type: 'topic', name: 'payments.', pattern: 'prefixed'}}),
        quota({producerByteRate: '1000KiB'}),
      ],
      [user(), topic(), acl({operations: ['write']}), everybody('64KiB')],
      [user(), topic(), acl({operations: ['write']}), quota({producerByteRate: '1MiB'}), withBrokersDefault('20MiB')],
    ],
  },
});

/** The Acls that let a user write to topics, by the user's name; `*` is everybody. */
function writersOf(acls: Model['acls']): ReadonlyMap<string, readonly Resource<'Acl'>[]> {
  const byUser = new Map<string, Resource<'Acl'>[]>();
  for (const one of acls) {
    const {permission, operations, resource, principal} = one.spec;
    if (permission === 'deny' || resource.type !== 'topic' || !operations.some(name => name === 'write' || name === 'all')) continue;
    const name = principal.replace(/^User:/, '');
    const known = byUser.get(name);
    if (known === undefined) byUser.set(name, [one]);
    else known.push(one);
  }
  return byUser;
}

function everybody(producerByteRate: string) {
  return quota({name: 'everybody', entity: {default: 'user'}, producerByteRate});
}

function withBrokersDefault(bytes: string) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config: {'message.max.bytes': bytes}}});
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
