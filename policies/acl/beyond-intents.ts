import {
  acl,
  application,
  bindingsOf,
  CoverageIndex,
  deriveAcls,
  grantingOperations,
  modelPolicy,
  principalOf,
  quota,
  topic,
  user,
} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl', 'Application', 'User'],
  title: 'No Acl gives an application more than its intents',
  rationale:
    'The intents of an application are what it does. A right beyond them is left over from what it did, was given to try something, or is an intent that nobody wrote down; in each case the documents do not say why it exists, and nobody dares to take it away.',
  level: 'note',
  packs: {strict: 'warning', regulated: 'error', development: 'off'},
  covers: ['SE3', 'C09.3'],
  sources: ['The Kafka guide: ACLs by role', 'Weir: judgement that a right should have a reason'],
  waiveWhen: 'The application administers what it is given, like a tool that makes topics, for which there is no intent.',
  judgeAll(model, _options, report) {
    if (model.acls.length === 0) return;
    const applications = new Map(
      model.applications.flatMap(({name, spec}) => (spec.acls === 'derived' ? [[spec.user, name] as const] : [])),
    );
    const written = new Set(model.applications.flatMap(({spec}) => (spec.acls === 'written' ? [spec.user] : [])));
    const byPrincipal = new Map(
      model.users.flatMap(one =>
        applications.has(one.name) && !written.has(one.name) ? [[principalOf(one), applications.get(one.name) ?? '']] : [],
      ),
    );
    if (byPrincipal.size === 0) return;
    const derived = new CoverageIndex<true>();
    for (const {binding} of deriveAcls(model)) derived.add(binding, true);
    for (const resource of model.acls) {
      const name = byPrincipal.get(resource.spec.principal);
      if (name === undefined || resource.spec.permission === 'deny') continue;
      for (const [index, binding] of bindingsOf(resource.spec).entries()) {
        const {principal, host, operation} = binding;
        const query = {
          permission: 'allow',
          principals: [principal],
          hosts: ['*', host],
          operations: grantingOperations(operation),
          resource: binding,
        } as const;
        if (derived.covering(query).next().done !== true) continue;
        report({
          resource,
          at: `/spec/operations/${index}`,
          message: `no intent of Application ${name} needs to ${operation} this: state the intent, or take the right away`,
        });
      }
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
      // Somebody who is no application.
      [
        application(),
        acl({principal: 'User:ops', operations: ['delete']}),
        topic(),
        user(),
        user({name: 'ops', scram: undefined, external: true}),
        quota({entity: {default: 'user'}}),
      ],
    ],
    bad: [[application(), acl({operations: ['delete', 'alter']}), topic(), user(), quota()]],
  },
});
