import {
  declared,
  entityOf,
  isNewUser,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedQuota,
  plannedSetting,
  planPolicy,
  QUOTA_RATES,
  unknown,
} from 'kafka-weir/policy';

const measured = {known: {bytesPerSecondMax: 0, brokerId: 1, windowMs: 2000, shrunkCount: 0}};
const facts = planFacts({live: {writeRates: [{user: 'billing', topics: ['payments.orders.placed.v1'], measured}]}});
const scram = {mechanism: 'SCRAM-SHA-512' as const, iterations: 8192, passwordFrom: {env: 'BILLING'}, version: 1};
const users = [declared('User', 'billing', {scram})];

/** What nobody measured is not below its limit. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A quota that is new or lower is held against what its client does',
  rationale:
    'Weir measures what a user writes where topics are its alone to write. What is read, requests, mutations, and what the clients of an id, an address or a default do cannot be told from outside the brokers: whether such a quota throttles somebody shows in the metrics of brokers and clients alone (produce-throttle-time-avg, fetch-throttle-time-avg).',
  level: 'note',
  covers: ['TO5'],
  sources: ['KIP-13, KIP-55, KIP-124 and KIP-599: quotas by user, client id and address', 'Weir: judgement of what can be attributed'],
  waiveWhen: 'The metrics of the brokers show that its clients stay below.',
  judge({kind, action, name, before, after, resource, stack}, facts, _options, report) {
    if (kind !== 'Quota' || (action !== 'create' && action !== 'replace') || after === undefined) return;
    const {live, clusterDocument} = facts;
    const lowered = Object.keys(KEYS).filter(key => {
      const gets = plannedSetting(after, key);
      const had = plannedSetting(before, key);
      return gets !== undefined && (had === undefined || Number(gets) < Number(had));
    });
    const {type, name: entity} = entityOf(after);
    // Nobody is this user yet.
    if (type === 'user' && entity !== undefined && isNewUser(entity, facts)) return;
    const rate = type === 'user' && 'known' in live ? live.known.writeRates.find(({user}) => user === entity) : undefined;
    const why = (key: string): string | undefined => {
      if (key !== 'producer_byte_rate') return 'the brokers do not tell it';
      if (type !== 'user' || entity === undefined) return 'it is not of one user';
      if ('unknown' in live) return live.unknown;
      if (rate === undefined) return 'it was not read';
      return 'unknown' in rate.measured ? rate.measured.unknown : undefined;
    };
    const unmeasured = lowered.flatMap(key => {
      const reason = why(key);
      return reason === undefined ? [] : [{key, reason}];
    });
    if (unmeasured.length === 0) return;
    report({
      resource: resource ?? clusterDocument,
      at: '/spec',
      about: {kind, name},
      message: `whether ${name} stays below its new quota could not be measured: ${unmeasured.map(({key, reason}) => `${KEYS[key]} (${reason})`).join(', ')}; look at the throttle times of its clients`,
      evidence: {quota: name, stack, unmeasured},
    });
  },
  examples: {
    good: [
      {change: plannedQuota('create'), facts},
      {change: plannedQuota('delete'), facts},
      {change: plannedQuota('create'), facts: planFacts({users, live: {scramUsers: {known: []}}})},
    ],
    bad: [
      {change: plannedQuota('create'), facts: planFacts({live: unknown('the brokers could not be asked')})},
      {change: plannedQuota('replace', {after: {config: {consumer_byte_rate: 1024}}}), facts},
    ],
  },
});

/** Kafka's names, and the fields of a Quota document. */
const KEYS: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(QUOTA_RATES).map(([field, key]) => [key, field]));
