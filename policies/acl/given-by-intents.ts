import {
  acl,
  application,
  bindingsOf,
  CoverageIndex,
  type DerivedAcl,
  deriveAcls,
  grantingOperations,
  modelPolicy,
  quota,
  topic,
  user,
} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl', 'Application'],
  title: 'No Acl document writes what an intent gives',
  rationale:
    'A right that follows from an intent goes when the intent goes. An Acl document that states the same right keeps it: whoever takes the intent away believes that the access is gone, and it is not. One of the two says why the right exists; the other only repeats it.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['SE3'],
  sources: ['Apache Kafka 4.3, StandardAuthorizerData: any matching ALLOW allows', 'Weir: judgement that an intent is the better reason'],
  waiveWhen: 'The ACLs are moved to intents step by step, and the Acl is removed in the next one.',
  judgeAll(model, _options, report) {
    if (model.acls.length === 0) return;
    const derived = new CoverageIndex<DerivedAcl>();
    for (const one of deriveAcls(model)) derived.add(one.binding, one);
    for (const resource of model.acls) {
      if (resource.spec.permission === 'deny') continue;
      const bindings = bindingsOf(resource.spec);
      const by = bindings.map(binding => {
        const {principal, host, operation} = binding;
        const query = {
          permission: 'allow',
          principals: [principal],
          hosts: ['*', host],
          operations: grantingOperations(operation),
          resource: binding,
        } as const;
        return derived.covering(query).next().value?.reasons[0]?.application.name;
      });
      const names = [...new Set(by.filter(name => name !== undefined))];
      if (names.length === 0) continue;
      const of = `the intents of Application ${names.join(' and ')}`;
      if (by.every(name => name !== undefined)) {
        report({
          resource,
          at: 'spec.operations',
          message: `${resource.spec.principal} has all of this by ${of}: remove this Acl`,
          evidence: {applications: names},
          discriminator: 'whole',
        });
        continue;
      }
      for (const [index, name] of by.entries())
        if (name !== undefined)
          report({
            resource,
            at: `/spec/operations/${index}`,
            message: `${bindings[index]?.operation} is given by the intents of Application ${name} already: take it out here`,
            evidence: {applications: [name]},
          });
    }
  },
  examples: {
    good: [
      [application(), topic(), user(), quota()],
      [
        application({acls: 'written'}),
        acl(),
        acl({name: 'group', resource: {type: 'group', name: 'audit'}, operations: ['read']}),
        topic(),
        user(),
        quota(),
      ],
      [application(), acl({name: 'more', operations: ['delete']}), topic(), user(), quota()],
    ],
    bad: [
      [application(), acl(), topic(), user(), quota()],
      [application(), acl({operations: ['read', 'write']}), topic(), user(), quota()],
    ],
  },
});
