import {application, modelPolicy, quota, type Resource, SortedNames, topic, user} from 'kafka-weir/policy';

interface Claimed {
  /** The start of names, or a whole one. */
  name: string;
  isPrefix: boolean;
  /** What it is the name of. */
  of: 'transactional ids' | 'topics';
  resource: Resource<'Application'>;
  at: string;
}

export default modelPolicy({
  kinds: ['Application', 'Topic'],
  title: "No application's prefix covers what belongs to another",
  rationale:
    "Transactional ids, the internal topics of Kafka Streams and the copies of MirrorMaker are granted by prefix. Where one application's prefix is the start of another's, the first may fence the producers of the second, end its transactions, or read, write and delete its changelogs: with the application ids orders and orders-eu, the right on orders- is a right on all that orders-eu keeps, and on a topic orders-feed that another domain declares.",
  level: 'error',
  packs: {development: 'warning', 'exactly-once': 'error'},
  covers: ['SE3', 'EO1'],
  sources: [
    'KIP-290: prefixed ACLs match by the start of the text, also names that are created later',
    'Kafka Streams documentation, Security: internal topics start with the application id',
  ],
  waiveWhen: 'Both are parts of one application and share their user on purpose.',
  judgeAll({applications, topics}, _options, report) {
    const claims = applications.flatMap(claimsOf);
    const declared = new SortedNames(topics);
    for (const {of, name, isPrefix, resource, at} of claims) {
      if (of !== 'topics' || !isPrefix) continue;
      const foreign = declared.startingWith(name).find(({domain}) => domain !== resource.domain);
      if (foreign === undefined) continue;
      report({
        resource,
        at,
        message: `the prefix ${name} covers ${foreign.name} of the domain ${foreign.domain}, which this application could then write and delete: choose a name with which no other topic starts`,
        discriminator: foreign.name,
      });
    }
    for (const what of ['transactional ids', 'topics'] as const) {
      const sorted = claims.filter(one => one.of === what).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
      for (const [index, claim] of sorted.entries()) {
        if (!claim.isPrefix) continue;
        for (let next = index + 1; next < sorted.length; next += 1) {
          const other = sorted[next];
          if (other === undefined || !other.name.startsWith(claim.name)) break;
          if (isAllowed(claim.resource, other.resource)) continue;
          report({
            resource: claim.resource,
            at: claim.at,
            message: `the prefix ${claim.name} covers the ${what} ${other.name}${other.isPrefix ? '*' : ''} of Application ${other.resource.name}, which this one could then disturb: make neither the start of the other`,
            discriminator: other.resource.name,
          });
          break;
        }
      }
    }
  },
  examples: {
    good: [
      [
        settler('settler', 'settler-'),
        settler('refunder', 'refunder-'),
        topic(),
        user(),
        user({name: 'other', scram: undefined, external: true}),
        quota({entity: {default: 'user'}}),
      ],
      [streams('orders', 'audit'), streams('orders-eu', 'audit'), topic(), user(), quota()],
    ],
    bad: [
      [streams('orders', 'audit'), topic(), topic({name: 'orders-feed.v1', metadata: {domain: 'feeds'}}), user(), quota()],
      [
        application({consumes: undefined, mirrorMaker: {from: 'main', to: 'standby', side: 'target', topicPrefix: 'orders.'}}),
        topic({name: 'main.orders.v1', metadata: {domain: 'feeds'}}),
        user(),
        quota(),
      ],
      // The group connect makes the prefix connect-, with which the id of every other cluster's leader starts.
      [
        worker('connect', 'audit'),
        worker('other', 'other'),
        topic(),
        user(),
        user({name: 'other', scram: undefined, external: true}),
        quota({entity: {default: 'user'}}),
      ],
      [
        settler('settler', 'settle-'),
        settler('refunder', 'settle-refunds-'),
        topic(),
        user(),
        user({name: 'other', scram: undefined, external: true}),
        quota({entity: {default: 'user'}}),
      ],
      [
        streams('orders', 'audit'),
        streams('orders-eu', 'other'),
        topic(),
        user(),
        user({name: 'other', scram: undefined, external: true}),
        quota({entity: {default: 'user'}}),
      ],
    ],
  },
});

/** One user may do all that either may; and a worker fences the tasks of its connectors, whose ids start with its group (KIP-618). */
function isAllowed({spec}: Resource<'Application'>, {spec: other}: Resource<'Application'>): boolean {
  return (
    spec.user === other.user || (spec.connectWorker !== undefined && spec.connectWorker.group === other.connector?.exactlyOnce?.workerGroup)
  );
}

function claimsOf(resource: Resource<'Application'>): Claimed[] {
  const {transactionalId, streams, connectWorker, connector, mirrorMaker, produces} = resource.spec;
  const claims: Claimed[] = (transactionalId?.ids ?? []).map(({name, pattern, at}) => ({
    name,
    isPrefix: pattern === 'prefixed',
    of: 'transactional ids',
    resource,
    at,
  }));
  if (streams !== undefined) {
    const kinds = streams.exactlyOnce ? (['topics', 'transactional ids'] as const) : (['topics'] as const);
    for (const one of kinds)
      claims.push({name: `${streams.applicationId}-`, isPrefix: true, of: one, resource, at: '/spec/streams/applicationId'});
  }
  if (mirrorMaker?.side === 'target')
    claims.push({name: `${mirrorMaker.from}.`, isPrefix: true, of: 'topics', resource, at: '/spec/mirrorMaker/from'});
  if (connectWorker?.exactlyOnceSource === true) {
    const {group} = connectWorker;
    const own = {of: 'transactional ids', resource, at: '/spec/connectWorker/group'} as const;
    claims.push({name: `connect-cluster-${group}`, isPrefix: false, ...own});
    // Sources with users of their own have ids of their own, too.
    if (produces.length > 0) claims.push({name: `${group}-`, isPrefix: true, ...own});
  }
  if (connector?.exactlyOnce !== undefined)
    claims.push({
      name: `${connector.exactlyOnce.workerGroup}-${connector.name}-`,
      isPrefix: true,
      of: 'transactional ids',
      resource,
      at: '/spec/connector/name',
    });
  return claims;
}

function settler(name: string, prefix: string) {
  const userName = name === 'settler' ? 'audit' : 'other';
  return application({name, user: userName, consumes: [{topic: 'payments.orders.placed.v1'}], transactionalId: {prefix}});
}

function streams(applicationId: string, userName: string) {
  return application({name: applicationId, user: userName, streams: {applicationId}});
}

function worker(group: string, userName: string) {
  const topics = {configTopic: `${group}.configs`, offsetTopic: `${group}.offsets`, statusTopic: `${group}.status`};
  const produces = [{topic: 'payments.orders.placed.v1'}];
  return application({
    name: group,
    user: userName,
    consumes: undefined,
    produces,
    connectWorker: {group, ...topics, exactlyOnceSource: true},
  });
}
