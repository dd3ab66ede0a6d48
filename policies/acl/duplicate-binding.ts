import {acl, bindingsOf, modelPolicy, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl'],
  title: 'A binding belongs to one domain',
  rationale:
    'Each domain has a Terraform state of its own, and an ACL is nothing but its binding: where two states hold the same one, removing it from either deletes it on the cluster, and the other does not notice until its next plan. Within a domain equal bindings are one resource.',
  level: 'error',
  packs: {development: 'error'},
  covers: ['SE3'],
  sources: ['Mongey/kafka provider v0.13.1, resource_kafka_acl.go: the id of an ACL is its binding, and creating it twice succeeds'],
  waiveWhen: 'The ACL moves from one domain to another, and both state it until the next apply of both.',
  judgeAll({acls}, _options, report) {
    const first = new Map<string, {domain: string; name: string}>();
    for (const resource of acls) {
      for (const binding of bindingsOf(resource.spec)) {
        const {principal, operation, resourceType, resourceName} = binding;
        const key = JSON.stringify(Object.values(binding));
        const known = first.get(key);
        if (known === undefined) first.set(key, {domain: resource.domain, name: resource.name});
        else if (known.domain !== resource.domain) {
          report({
            resource,
            at: 'spec.operations',
            message: `${operation} on ${resourceType} ${resourceName} for ${principal} is also stated by Acl ${known.name} in the domain ${known.domain}: two states would delete it under each other; state it in one domain`,
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
    ],
  },
});
