import {type ApplicationSpec, acl, application, modelPolicy, quota, type Resource, resourcesOf, topic, user} from 'kafka-weir/policy';

/** Scripts with letters that look like Latin ones (Unicode UTS 39). */
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
const LATIN = /\p{Script=Latin}/u;

export default modelPolicy({
  kinds: ['Acl', 'Quota', 'User', 'Application'],
  title: 'No name mixes letters that look alike',
  rationale:
    'A Cyrillic "а" cannot be told from a Latin "a" by eye. A name that mixes the two looks like one that is known and is another: an ACL that seems to be there grants nothing, or grants it to somebody who chose that name on purpose.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['SE3'],
  sources: ['Unicode UTS 39, section 5: mixed-script detection', 'Apache Kafka 4.3, StandardAuthorizerData: names are compared as text'],
  waiveWhen: 'The name is a word that people write so, and its clients have it already.',
  judgeAll(model, _options, report) {
    for (const resource of resourcesOf(model)) {
      for (const [at, name] of namesIn(resource)) {
        const strange = name === undefined || !LATIN.test(name) ? undefined : LOOK_ALIKE.exec(name)?.[0];
        if (strange === undefined) continue;
        const code = strange.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
        report({
          resource,
          at,
          message: `${JSON.stringify(name)} mixes Latin letters with "${strange}" (U+${code}), which looks like one and is another: type the name anew`,
        });
      }
    }
  },
  examples: {
    good: [
      [user({scram: undefined, external: true, name: 'Jürgen'}), quota({entity: {user: 'Jürgen'}})],
      [user({scram: undefined, external: true, name: 'аудит'}), quota({entity: {user: 'аудит'}})],
    ],
    bad: [
      [user({scram: undefined, external: true, name: 'аudit'}), quota({entity: {default: 'user'}})],
      [user(), quota(), topic(), acl({resource: {type: 'group', name: 'аudit'}, operations: ['read']})],
      [user(), quota(), topic(), application({consumes: [{topic: 'payments.orders.placed.v1', group: 'аudit'}]})],
    ],
  },
});

/** The names that the broker compares, by the paths at which they stand; those of topics are ASCII already. */
function namesIn({kind, name, spec}: Resource): [string, string | undefined][] {
  const names: [string, string | undefined][] = [];
  if (kind === 'User') names.push(['metadata.name', name]);
  if ('principal' in spec) names.push(['spec.principal', spec.principal], ['spec.resource.name', spec.resource.name]);
  if ('entity' in spec) names.push([`spec.entity.${spec.entity.type}`, spec.entity.name]);
  if ('acls' in spec) names.push(...namesOfApplication(spec));
  if ('tls' in spec) names.push(['spec.tls.subject', spec.tls?.subject], ['spec.tls.principal', spec.tls?.principal]);
  return names;
}

/** What becomes part of ACLs: groups, transactional ids and what they are made of. */
function namesOfApplication({
  user: name,
  consumes,
  groups,
  transactionalId,
  streams,
  connectWorker,
  connector,
}: ApplicationSpec): [string, string | undefined][] {
  return [
    ['spec.user', name],
    ...consumes.map(({group, at}): [string, string | undefined] => [`${at}/group`, group]),
    ...groups.map((group, index): [string, string] => [`/spec/groups/${index}`, group]),
    ...(transactionalId?.ids ?? []).map((id): [string, string] => [id.at, id.name]),
    ['spec.streams.applicationId', streams?.applicationId],
    ['spec.connectWorker.group', connectWorker?.group],
    ['spec.connector.name', connector?.name],
  ];
}
