import {acl, aclStatements, application, bindingKey, bindingsOf, modelPolicy, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl', 'Application'],
  title: 'A binding belongs to one domain',
  rationale:
    'Each domain has a Terraform state of its own, and an ACL is nothing but its binding: where two states hold the same one, removing it from either deletes it on the cluster, and the other does not notice until its next plan. Within a domain equal bindings are one resource.',
  level: 'error',
  packs: {development: 'error'},
  covers: ['SE3'],
  sources: ['Mongey/kafka provider v0.13.1, resource_kafka_acl.go: the id of an ACL is its binding, and creating it twice succeeds'],
  waiveWhen:
    'The ACL moves from one domain to another: the apply that takes it out of the first deletes it on the cluster, and the next one of the second writes it again.',
  judgeAll(model, _options, report) {
    const statements = aclStatements(model);
    if (statements.every(({resource}) => resource.domain === statements[0]?.resource.domain)) return;
    const first = new Map<string, {domain: string; kind: string; name: string}>();
    for (const {resource, spec, pointers} of statements) {
      for (const [index, binding] of bindingsOf(spec).entries()) {
        const {principal, operation, resourceType, resourceName} = binding;
        const key = bindingKey(binding);
        const known = first.get(key);
        if (known === undefined) first.set(key, {domain: resource.domain, kind: resource.kind, name: resource.name});
        else if (known.domain !== resource.domain) {
          report({
            resource,
            at: resource.kind === 'Acl' ? 'spec.operations' : (pointers[index] ?? ''),
            message: `${operation} on ${resourceType} ${resourceName} for ${principal} is also ${known.kind === 'Acl' ? 'stated' : 'needed'} by ${known.kind} ${known.name} in the domain ${known.domain}: two states would delete it under each other; ${adviceFor(resource.kind, known.kind)}`,
            discriminator: key,
          });
        }
      }
    }
  },
  examples: {
    good: [
      [topic(), user(), quota(), acl({name: 'one'}), acl({name: 'again'})],
      [
        topic(),
        user(),
        quota(),
        acl({name: 'one', metadata: {domain: 'a'}}),
        acl({name: 'other', metadata: {domain: 'b'}, operations: ['write']}),
      ],
    ],
    bad: [
      [
        topic(),
        user(),
        quota(),
        acl({name: 'one', metadata: {domain: 'a'}}),
        acl({name: 'again', metadata: {domain: 'b'}, operations: ['read']}),
      ],
      [
        topic({access: {consumers: ['again']}}),
        user(),
        quota(),
        application(),
        application({name: 'again', metadata: {domain: 'b'}, consumes: [{topic: 'payments.orders.placed.v1', group: 'again'}]}),
      ],
    ],
  },
});

function adviceFor(kind: string, known: string): string {
  if (kind === 'Application' && known === 'Application') return 'give one of the applications a user of its own';
  return kind === known ? 'state it in one domain' : 'take it out of the Acl';
}
