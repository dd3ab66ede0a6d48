import {
  type ApplicationSpec,
  application,
  BROKERS_OWN_TOPICS,
  cluster,
  clustersPolicy,
  type Model,
  type Resource,
  SortedNames,
  suggestion,
  type TopicUse,
  topic,
  topicUsesOf,
  user,
} from 'kafka-weir/policy';

export default clustersPolicy({
  kinds: ['Application', 'Topic'],
  title: 'The topics of an intent are declared where the application runs',
  rationale:
    'An intent on a topic that does not exist is a slip of the keyboard, or a topic of another environment. The ACL would be written all the same, and wait for whoever makes a topic of that name; the application would wait for the topic.',
  level: 'error',
  packs: {development: 'error'},
  covers: ['TO6', 'P12'],
  sources: [
    'Apache Kafka documentation, Authorization: ACLs name resources as text, whether they exist or not',
    'Weir: judgement that an intent without a topic is a mistake',
  ],
  waiveWhen: 'Something else makes the topic, like a tool that is about to be replaced, or it follows in another pull request.',
  judgeAll(models, _options, report) {
    const where = clustersByTopic(models);
    for (const model of models) {
      const names = model.topics.map(({name}) => name);
      const declared = new Set(names);
      const sorted = new SortedNames(model.topics);
      const isMade = madeElsewhere(model);
      const clusters = model.cluster === undefined ? [] : [model.cluster.name];
      for (const resource of model.applications) {
        for (const use of topicsOf(resource.spec)) {
          const {name, pattern, at} = use;
          if (BROKERS_OWN_TOPICS.includes(name) || isMade(name)) continue;
          if (pattern === 'literal' ? declared.has(name) : sorted.hasStart(name)) continue;
          report({resource, at, clusters, message: messageFor(use, where, names)});
        }
      }
    }
  },
  examples: {
    good: [
      [application(), topic(), user()],
      [application({consumes: [{topicPrefix: 'payments.'}]}), topic(), user()],
      [application({consumes: [{topic: '__consumer_offsets'}]}), topic(), user()],
      // A topic that Kafka Streams makes for itself.
      [
        application({name: 'totals', streams: {applicationId: 'totals'}}),
        application({consumes: [{topic: 'totals-sums-changelog'}]}),
        topic(),
        user(),
      ],
    ],
    bad: [
      [application({consumes: [{topic: '__consumer_offset'}]}), topic(), user()],
      [application({consumes: [{topic: 'payments.orders.placed.v2'}]}), topic(), user()],
      [application({consumes: [{topicPrefix: 'payment.'}]}), topic(), user()],
      [application({consumes: [{topic: 'payments.orders.placed.v1', deadLetter: 'payments.orders.dlq.v1'}]}), topic(), user()],
      // Only on another cluster.
      [
        cluster(),
        cluster({name: 'staging', environment: 'staging', bootstrap: ['staging:9093']}),
        application(),
        topic({metadata: {clusters: ['staging']}}),
        user(),
      ],
    ],
  },
});

/** Every topic that somebody else has to make before the application can use it: Connect makes its stores, and a connector its dead letters. */
function topicsOf(spec: ApplicationSpec): TopicUse[] {
  return topicUsesOf(spec).filter(({at}) => {
    if (at.startsWith('/spec/connect')) return false;
    return !(at.endsWith('/deadLetter') && spec.connector !== undefined);
  });
}

function clustersByTopic(models: readonly Model[]): Map<string, string[]> {
  const where = new Map<string, string[]>();
  for (const {cluster: document, topics} of models) {
    if (document === undefined) continue;
    for (const {name} of topics) where.set(name, [...(where.get(name) ?? []), document.name]);
  }
  return where;
}

/** Names that Kafka Streams or MirrorMaker make on a cluster. */
function madeElsewhere({applications}: {applications: readonly Resource<'Application'>[]}): (name: string) => boolean {
  const prefixes = applications.flatMap(({spec: {streams, mirrorMaker}}) => [
    ...(streams === undefined ? [] : [`${streams.applicationId}-`]),
    ...(mirrorMaker?.side === 'target' ? [`${mirrorMaker.from}.`] : []),
  ]);
  return name => prefixes.some(prefix => name.startsWith(prefix));
}

function messageFor({name, pattern}: TopicUse, where: ReadonlyMap<string, readonly string[]>, names: readonly string[]): string {
  if (pattern === 'prefixed') return `no Topic document has a name that starts with ${name}: correct the prefix, or declare what it is for`;
  const elsewhere = where.get(name);
  if (elsewhere === undefined) return `no Topic document declares ${name}: declare it, or correct the name${suggestion(name, names)}`;
  return `${name} is declared for ${elsewhere.join(', ')} alone, and this application is for this cluster too: let the topic have it, or limit the application by metadata.clusters`;
}
