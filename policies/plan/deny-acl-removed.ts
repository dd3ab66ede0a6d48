import {
  allowsBehind,
  bindingText,
  declaredAcl,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedAcl,
  planPolicy,
  removedBinding,
} from 'kafka-weir/policy';

/** A DENY keeps something closed that an ALLOW would open. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No denying ACL is removed',
  rationale:
    'A DENY wins over every ALLOW. Without it, whatever it kept closed is open to those whom an ALLOW lets in, at once. The finding names the declared ALLOWs that would hold from then on.',
  level: 'warning',
  packs: {development: 'note', regulated: 'error'},
  covers: ['TO5'],
  sources: ['Apache Kafka 4.3, StandardAuthorizerData.authorize: a matching DENY is decisive'],
  waiveWhen: 'What it kept closed may be open now, to everybody who is allowed.',
  judge(change, {model, clusterDocument}, _options, report) {
    const binding = removedBinding(change);
    if (binding === undefined || binding.permission !== 'deny') return;
    const opened = allowsBehind(binding, model);
    const [first] = opened;
    const then =
      first === undefined
        ? 'no declared ACL allows what it denies, so that others on the cluster decide'
        : `${opened.length} declared ACL${opened.length === 1 ? ' that it overruled holds' : 's that it overruled hold'} from then on, the first: ${bindingText(first)}`;
    report({
      resource: change.resource ?? clusterDocument,
      at: '/metadata/name',
      about: {kind: 'Acl', name: change.name},
      message: `this plan removes the ACL ${bindingText(binding)}: ${then}`,
      evidence: {acl: binding, stack: change.stack, openedCount: opened.length, opened: opened.slice(0, 20)},
      discriminator: change.address,
    });
  },
  examples: {
    good: [
      {change: plannedAcl('delete'), facts: planFacts()},
      {change: plannedAcl('create', {permission: 'deny'}), facts: planFacts()},
    ],
    bad: [
      {change: plannedAcl('delete', {permission: 'deny'}), facts: planFacts()},
      {change: plannedAcl('delete', {permission: 'deny', operation: 'all'}), facts: planFacts({acls: [declaredAcl()]})},
    ],
  },
});
