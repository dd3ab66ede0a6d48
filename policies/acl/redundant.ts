import {type AclBinding, acl, bindingsOf, CoverageIndex, grantingOperations, modelPolicy, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl'],
  title: 'No ACL repeats what a broader one says',
  rationale:
    'An ACL that lies within another of the same principal changes nothing. It misleads whoever removes it to take access away, and keeps nothing where the broader one is removed on purpose. Allowing read, write, delete or alter gives describe too, and alter-configs gives describe-configs.',
  level: 'note',
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData: any matching ALLOW allows; IMPLIES_DESCRIBE, IMPLIES_DESCRIBE_CONFIGS',
    'KIP-290: wildcard and prefixed resource patterns',
    'Weir: judgement on what is worth removing',
  ],
  waiveWhen: 'The broader ACL is meant for a time only, or belongs to another team that may withdraw it without asking.',
  judgeAll({acls}, _options, report) {
    const index = new CoverageIndex<Stated>();
    for (const {name, spec} of acls) for (const binding of bindingsOf(spec)) index.add(binding, {acl: name, binding});
    for (const resource of acls) {
      const bindings = bindingsOf(resource.spec);
      const broader = bindings.map(binding => broaderThan(binding, resource.name, index));
      const {principal, permission} = resource.spec;
      if (broader.every(one => one !== undefined)) {
        const names = [...new Set(broader.map(one => one.acl))];
        report({
          resource,
          at: 'spec.operations',
          message: `${principal} ${permission === 'allow' ? 'has' : 'is denied'} all of this by ${names.map(name => `Acl ${name}`).join(' and ')}: remove this Acl`,
          evidence: {coveredBy: names},
          discriminator: 'whole',
        });
        continue;
      }
      for (const [position, {operation}] of bindings.entries()) {
        const one = broader[position];
        // Where read stands beside describe, describe only spells out what read gives: people write the pair.
        const isSpelledOut = bindings.some(
          own => own.operation !== operation && broaderOperations(permission, operation).includes(own.operation),
        );
        if (one === undefined || isSpelledOut) continue;
        report({
          resource,
          at: `/spec/operations/${position}`,
          message: `${operation} is ${permission === 'deny' ? 'denied' : 'given'} by Acl ${one.acl} already, which covers these resources: take it out here`,
          evidence: {coveredBy: [one.acl]},
        });
      }
    }
  },
  examples: {
    good: [
      [topic(), user(), quota(), acl()],
      // Equal ones are one binding on the cluster.
      [
        topic(),
        user(),
        quota(),
        acl({name: 'one', operations: ['read', 'describe']}),
        acl({name: 'other', operations: ['write', 'describe']}),
      ],
      // A deny of read does not deny describe, and a broader host or principal is not the same.
      [topic(), user(), quota(), deny({name: 'one', operations: ['read'], resource: prefix('pay')}), deny({operations: ['describe']})],
      [topic(), user(), quota(), acl({host: '10.0.0.1', resource: prefix('payments.')}), acl({name: 'other'})],
    ],
    bad: [
      [topic(), user(), quota(), acl({resource: prefix('payments.')}), acl({name: 'narrow', operations: ['read', 'describe']})],
      [topic(), user(), quota(), acl({resource: prefix('payments.')}), acl({name: 'narrow', operations: ['describe']})],
      [topic(), user(), quota(), acl({operations: ['read']}), acl({name: 'narrow', host: '10.0.0.1', operations: ['read', 'write']})],
      [topic(), user(), quota(), deny({name: 'all', operations: ['all']}), deny({operations: ['read']})],
    ],
  },
});

interface Stated {
  /** Name of the Acl document. */
  acl: string;
  binding: AclBinding;
}

/** A binding of another document that says all of this one and more; equal ones are one binding on the cluster. */
function broaderThan(binding: AclBinding, own: string, index: CoverageIndex<Stated>): Stated | undefined {
  const {permission, principal, host, operation} = binding;
  const candidates = index.covering({
    permission,
    principals: [principal],
    hosts: ['*', host],
    operations: broaderOperations(permission, operation),
    resource: binding,
  });
  for (const one of candidates) if (one.acl !== own && !isSame(one.binding, binding)) return one;
  return undefined;
}

function isSame(one: AclBinding, other: AclBinding): boolean {
  return (
    one.host === other.host && one.pattern === other.pattern && one.resourceName === other.resourceName && one.operation === other.operation
  );
}

/** The operations that say all that `operation` says. */
function broaderOperations(permission: AclBinding['permission'], operation: AclBinding['operation']): AclBinding['operation'][] {
  if (permission === 'allow') return grantingOperations(operation);
  return operation === 'all' ? ['all'] : [operation, 'all'];
}

function prefix(name: string) {
  return {type: 'topic', name, pattern: 'prefixed'};
}

function deny(overrides: Record<string, unknown>) {
  return acl({name: 'locked', permission: 'deny', ...overrides});
}
