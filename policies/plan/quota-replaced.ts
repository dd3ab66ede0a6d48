import {entityOf, type PlanFacts, type PlannedChange, planFacts, plannedQuota, planPolicy} from 'kafka-weir/policy';

const facts = planFacts();

/** The provider knows no change of a quota: it deletes it and writes another. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A quota holds without a break',
  rationale:
    'The provider cannot change a quota. It deletes all its rates and writes the new ones, and in between nothing limits the client, or a default does that may be far lower. It is a matter of seconds, unless the apply ends between both: then the quota is gone until the next one.',
  level: 'note',
  covers: ['TO5'],
  sources: [
    'Mongey/kafka provider v0.13.1, resource_kafka_quota.go: every argument forces a new quota, which is deleted before it is created',
  ],
  waiveWhen: 'A moment without it does no harm.',
  judge({kind, action, name, before, after, resource, stack}, {clusterDocument, live}, _options, report) {
    if (kind !== 'Quota' || action !== 'replace' || after === undefined) return;
    const {type} = entityOf(after);
    const quotas = 'known' in live ? live.known.quotas : live;
    const fallback =
      'known' in quotas
        ? quotas.known.find(({entity: [one, second]}) => second === undefined && one?.type === type && one.name === undefined)
        : undefined;
    const between =
      fallback === undefined
        ? `nothing limits ${name}${'unknown' in quotas ? `, or a default that is unknown (${quotas.unknown})` : ''}`
        : `the default holds (${Object.entries(fallback.values)
            .map(([key, value]) => `${key} ${value}`)
            .join(', ')})`;
    report({
      resource: resource ?? clusterDocument,
      at: '/spec',
      about: {kind, name},
      message: `the quota of ${name} is deleted and written anew, and in between ${between}`,
      evidence: {quota: name, stack, before: before?.['config'] ?? null, after: after['config'] ?? null, between: fallback?.values ?? null},
    });
  },
  examples: {
    good: [{change: plannedQuota('create'), facts}],
    bad: [{change: plannedQuota('replace', {before: {config: {producer_byte_rate: 2_097_152}}}), facts}],
  },
});
