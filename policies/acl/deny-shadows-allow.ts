import {
  type AclBinding,
  acl,
  aclStatements,
  application,
  bindingKey,
  bindingsOf,
  CoverageIndex,
  modelPolicy,
  quota,
  type Resource,
  topic,
  user,
} from 'kafka-weir/policy';

interface Denial {
  acl: Resource<'Acl'>;
  binding: AclBinding;
}

/** What an allow gives besides, and a deny of the same operation does not take away. */
const IMPLIED: Partial<Record<AclBinding['operation'], AclBinding['operation']>> = {
  read: 'describe',
  write: 'describe',
  delete: 'describe',
  alter: 'describe',
  'alter-configs': 'describe-configs',
};

export default modelPolicy({
  kinds: ['Acl', 'Application'],
  title: 'No deny takes all of an allow away',
  rationale:
    'A deny wins over every allow, whatever their order and however broad or narrow they are. An allow whose principal, hosts, resources and operation all lie within a deny never takes effect: whoever reads it believes in access that is not there. A deny of read leaves only the describe that an allow of read gives; a deny of all covers every operation, and a deny for User:* everybody.',
  level: 'warning',
  packs: {strict: 'error', development: 'warning'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.findAclRule: a matching DENY decides at once; findResult: implied operations are for ALLOW only',
    'KIP-290: wildcard and prefixed resource patterns',
  ],
  waiveWhen:
    'The deny is a lock for the time of an incident, and the allow is to hold again once it is lifted: then waive until the day on which that is decided.',
  judgeAll(model, _options, report) {
    const {acls} = model;
    const denies = new CoverageIndex<Denial>();
    for (const one of acls) {
      if (one.spec.permission === 'deny') for (const binding of bindingsOf(one.spec)) denies.add(binding, {acl: one, binding});
    }
    if (acls.every(({spec}) => spec.permission !== 'deny')) return;
    for (const {resource, spec, pointers} of aclStatements(model)) {
      if (spec.permission === 'deny') continue;
      for (const [index, binding] of bindingsOf(spec).entries()) {
        const deny = deniedBy(denies, binding, binding.operation);
        if (deny === undefined) continue;
        const implied = IMPLIED[binding.operation];
        const isLeft = implied !== undefined && deniedBy(denies, binding, implied) === undefined;
        const effect = isLeft ? `only ${implied} is left of ${binding.operation}` : `${binding.operation} never takes effect`;
        report({
          resource,
          at: pointers[index] ?? '',
          message: `${effect}: Acl ${deny.acl.name} denies ${wordsOf(deny.binding)}, and a deny always wins; remove one of the two`,
          evidence: {deniedBy: deny.acl.name},
          // Several rights may follow from one place of an intent.
          ...(resource.kind === 'Application' ? {discriminator: bindingKey(binding)} : {}),
        });
      }
    }
  },
  examples: {
    good: [
      // Denied for another host, another operation, or a part of the resources.
      [topic(), user(), quota(), acl(), deny({host: '10.0.0.1'}), deny({name: 'no-alter', operations: ['alter']})],
      [topic(), user(), quota(), acl({resource: prefix('payments.')}), deny({})],
      // Denying write leaves read, and the describe that comes with it.
      [topic(), user(), quota(), acl({operations: ['read', 'describe']}), deny({operations: ['write']})],
    ],
    bad: [
      [topic(), user(), quota(), acl({operations: ['read']}), deny({operations: ['read']})],
      [topic(), user(), quota(), acl({host: '10.0.0.1'}), deny({principal: 'User:*', operations: ['all'], resource: prefix('pay')})],
      [topic(), user(), quota(), acl({resource: prefix('payments.')}), deny({operations: ['all'], resource: {type: 'topic', name: '*'}})],
      [topic(), user(), quota(), application(), deny({operations: ['read']})],
    ],
  },
});

/** A deny that covers all that a binding allows, by one operation. */
function deniedBy(denies: CoverageIndex<Denial>, binding: AclBinding, operation: AclBinding['operation']): Denial | undefined {
  const [deny] = denies.covering({
    permission: 'deny',
    principals: [binding.principal, 'User:*'],
    hosts: [binding.host, '*'],
    operations: [operation, 'all'],
    resource: binding,
  });
  return deny;
}

function wordsOf({operation, principal, resourceType, resourceName, pattern}: AclBinding): string {
  const names = resourceName === '*' ? `every ${resourceType}` : `${resourceType} ${resourceName}${pattern === 'prefixed' ? '*' : ''}`;
  return `${operation} on ${names} for ${principal}`;
}

function prefix(name: string) {
  return {type: 'topic', name, pattern: 'prefixed'};
}

function deny(overrides: Record<string, unknown>) {
  return acl({name: 'locked', permission: 'deny', ...overrides});
}
