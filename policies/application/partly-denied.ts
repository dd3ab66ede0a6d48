import {
  type AclBinding,
  acl,
  aclStatements,
  application,
  bindingKey,
  bindingsOf,
  coversResource,
  modelPolicy,
  quota,
  topic,
  user,
} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'Acl', 'Topic'],
  title: 'No deny takes a part of an intent away',
  rationale:
    'An intent on a prefix, or from any address, is a claim about each topic and each address. A deny that covers some of them leaves an application that works until it meets those: a topic that it cannot read, a machine from which it is refused. A deny over all of a right is told by acl/deny-shadows-allow.',
  level: 'warning',
  packs: {strict: 'error', development: 'note'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.findAclRule: a matching DENY decides at once',
    'KIP-290: prefixed ACLs match by the start of the text',
  ],
  waiveWhen: 'The intent is meant to leave these out, and a narrower one cannot be written: name them in the reason.',
  judgeAll(model, _options, report) {
    const denies = model.acls.flatMap(({name, spec}) =>
      spec.permission === 'deny' ? bindingsOf(spec).map(binding => ({name, binding})) : [],
    );
    if (denies.length === 0) return;
    const byPrincipal = Map.groupBy(denies, ({binding}) => binding.principal);
    const names = model.topics.map(one => one.name);
    for (const {resource, spec, pointers, reasons} of aclStatements(model)) {
      const relevant = [...(byPrincipal.get(spec.principal) ?? []), ...(byPrincipal.get('User:*') ?? [])];
      if (relevant.length === 0) continue;
      for (const [index, binding] of bindingsOf(spec).entries()) {
        if (reasons[index]?.length === 0) continue;
        const deny = relevant.find(one => takesPartOf(one.binding, binding, names));
        if (deny === undefined) continue;
        report({
          resource,
          at: pointers[index] ?? '',
          message: `Acl ${deny.name} denies ${deny.binding.operation} ${partText(deny.binding, binding)}, which this intent is about as well: narrow one of the two`,
          evidence: {deniedBy: deny.name},
          discriminator: bindingKey(binding),
        });
      }
    }
  },
  examples: {
    good: [
      [application(), topic(), user(), quota()],
      [application(), deny({operations: ['write']}), topic(), user(), quota()],
      [application({hosts: ['10.0.0.1']}), deny({host: '10.0.0.2'}), topic(), user(), quota()],
    ],
    bad: [
      [application({consumes: [{topicPrefix: 'payments.'}]}), deny({principal: 'User:*'}), topic(), user(), quota()],
      [application(), deny({host: '10.0.0.7'}), topic(), user(), quota()],
    ],
  },
});

/** Whether a deny takes away some of what a binding allows and not all of it: some topics of a prefix, or some addresses. */
function takesPartOf(deny: AclBinding, allow: AclBinding, topics: readonly string[]): boolean {
  if (deny.resourceType !== allow.resourceType || (deny.operation !== 'all' && deny.operation !== allow.operation)) return false;
  if (deny.host !== '*' && allow.host !== '*' && deny.host !== allow.host) return false;
  const type = allow.resourceType;
  if (allow.pattern === 'literal') return deny.host !== '*' && allow.host === '*' && coversResource(deny, {type, name: allow.resourceName});
  const isWhole = deny.resourceName === '*' || (deny.pattern === 'prefixed' && allow.resourceName.startsWith(deny.resourceName));
  if (isWhole) return deny.host !== '*' && allow.host === '*';
  if (!deny.resourceName.startsWith(allow.resourceName)) return false;
  // Of topics it is known which there are; groups and transactional ids may be any.
  return type !== 'topic' || topics.some(name => coversResource(deny, {type, name}));
}

function partText({resourceName, pattern, host}: AclBinding, allow: AclBinding): string {
  const where = host === '*' || host === allow.host ? '' : ` from ${host}`;
  return `on ${resourceName}${pattern === 'prefixed' ? '*' : ''}${where}`;
}

function deny(overrides: Record<string, unknown>) {
  return acl({name: 'locked', permission: 'deny', operations: ['read'], ...overrides});
}
