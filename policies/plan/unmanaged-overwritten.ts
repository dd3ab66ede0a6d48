import {
  addedBinding,
  bindingKey,
  entityOf,
  exampleBinding,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedAcl,
  plannedQuota,
  planPolicy,
} from 'kafka-weir/policy';

const user = {type: 'user' as const, name: 'billing'};
const quotas = {known: [{entity: [user], values: {producer_byte_rate: 2_097_152}}]};
const live = {quotas, acls: {known: {bindings: [exampleBinding()], unstatable: []}}};
const facts = planFacts({live});

/** Somebody made it by hand, and from then on this stack owns it. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'An ACL or quota that a plan creates is not on the cluster yet',
  rationale:
    'The brokers take an equal ACL as the one that is there, and the rates of a quota as those to write over: creating either where somebody made it by hand, or another tool did, succeeds and makes this stack its owner. Another tool may take it away again, and removing the document later takes it from whoever made it.',
  level: 'note',
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3, AclControlManager.createAcl: an equal ACL is not created again',
    'KIP-546: AlterClientQuotas sets the rates that it names',
  ],
  waiveWhen: 'It is this document that it was made for.',
  judge(change, {live: known, clusterDocument}, _options, report) {
    const {kind, action, name, movedFrom, resource, stack, after} = change;
    if (action !== 'create' || movedFrom !== undefined || 'unknown' in known || after === undefined) return;
    const found = kind === 'Acl' ? sameAcl(change, known.known) : kind === 'Quota' ? sameQuota(after, known.known) : undefined;
    if (found === undefined) return;
    report({
      resource: resource ?? clusterDocument,
      at: '/metadata/name',
      about: {kind, name},
      message: `the ${kind} ${name} is on the cluster and in no state of this stack${found === '' ? '' : ` (${found})`}: it is this stack's from then on`,
      evidence: {stack, name, live: found},
      discriminator: change.address,
    });
  },
  examples: {
    good: [
      {change: plannedAcl('create'), facts: planFacts()},
      {change: {...plannedAcl('create'), movedFrom: 'production.audit'}, facts},
    ],
    bad: [
      {change: plannedAcl('create'), facts},
      {change: plannedQuota('create'), facts},
    ],
  },
});

type Live = Extract<PlanFacts['live'], {known: unknown}>['known'];

/** Empty where there is nothing to tell of it. */
function sameAcl(change: PlannedChange, {acls}: Live): string | undefined {
  const binding = addedBinding(change);
  if (binding === undefined || 'unknown' in acls) return undefined;
  const key = bindingKey(binding);
  return acls.known.bindings.some(one => bindingKey(one) === key) ? '' : undefined;
}

function sameQuota(after: NonNullable<PlannedChange['after']>, {quotas: found}: Live): string | undefined {
  if ('unknown' in found) return undefined;
  const {type, name} = entityOf(after);
  const quota = found.known.find(({entity: [one, second]}) => second === undefined && one?.type === type && one.name === name);
  if (quota === undefined) return undefined;
  const rates = Object.entries(quota.values).map(([key, value]) => `${key} ${value}`);
  return `with ${rates.join(', ')}`;
}
