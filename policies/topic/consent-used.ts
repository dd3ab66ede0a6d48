import {
  application,
  type ConsentSide,
  clustersPolicy,
  type Model,
  type Resource,
  suggestion,
  topic,
  topicUsesOf,
  user,
} from 'kafka-weir/policy';

export default clustersPolicy({
  kinds: ['Topic', 'Application'],
  title: 'Consent is for applications that exist and use it',
  rationale:
    'The consent of a topic says who depends on it: whoever changes the topic asks them. A misspelt name consents to nobody, and the application that was meant is told that it has none; a name that is left over from an application that is gone, or that reads it no more, is one that the next owner asks in vain, and a door that stands open.',
  level: 'warning',
  packs: {development: 'off'},
  covers: ['SE3'],
  sources: ['Kafka Weir, contract of the kind Topic: spec.access names applications', 'The Kafka guide: documentation of topics'],
  waiveWhen: 'The application is agreed on and its document follows.',
  judgeAll(models, _options, report) {
    const applications = new Map(models.flatMap(model => model.applications.map(one => [one.name, one] as const)));
    // Consent is stated before the first application is written down: then there is nothing to compare it with.
    if (applications.size === 0) return;
    const uses = usesOf(models);
    for (const {cluster, topics} of models) {
      const clusters = cluster === undefined ? [] : [cluster.name];
      for (const resource of topics) {
        for (const side of ['consumers', 'producers'] as const) {
          for (const [index, name] of (resource.spec.access?.[side] ?? []).entries()) {
            const message = problemOf(name, side, resource, applications, uses);
            if (message !== undefined) report({resource, at: `/spec/access/${side}/${index}`, clusters, message});
          }
        }
      }
    }
  },
  examples: {
    good: [
      [application(), topic({metadata: {domain: 'orders'}, access: {consumers: ['audit']}}), user()],
      [
        application({consumes: [{topicPrefix: 'payments.'}]}),
        topic({metadata: {domain: 'orders'}, access: {consumers: ['audit']}}),
        user(),
      ],
      [topic({access: {consumers: ['audit']}})],
    ],
    bad: [
      [application(), topic({metadata: {domain: 'orders'}, access: {consumers: ['audit', 'adit']}}), user()],
      [application(), topic({metadata: {domain: 'orders'}, access: {consumers: ['audit'], producers: ['audit']}}), user()],
      // In its own domain an application needs none.
      [application(), topic({access: {consumers: ['audit']}}), user()],
    ],
  },
});

/** What applications use, as `consumers audit` by the literal name or prefix. */
interface Uses {
  literal: ReadonlySet<string>;
  prefixes: ReadonlyMap<string, readonly string[]>;
}

function usesOf(models: readonly Model[]): Uses {
  const literal = new Set<string>();
  const prefixes = new Map<string, string[]>();
  for (const {applications} of models) {
    for (const {name: application, spec} of applications) {
      for (const {side, name, pattern} of topicUsesOf(spec)) {
        if (pattern === 'literal') literal.add(`${side} ${application} ${name}`);
        else prefixes.set(`${side} ${application}`, [...(prefixes.get(`${side} ${application}`) ?? []), name]);
      }
    }
  }
  return {literal, prefixes};
}

function problemOf(
  name: string,
  side: ConsentSide,
  {name: topicName, domain}: Resource<'Topic'>,
  applications: ReadonlyMap<string, Resource<'Application'>>,
  {literal, prefixes}: Uses,
): string | undefined {
  const one = applications.get(name);
  if (one === undefined) return `there is no Application ${name}: correct the name, or take it out${suggestion(name, applications.keys())}`;
  const isUsed =
    literal.has(`${side} ${name} ${topicName}`) || prefixes.get(`${side} ${name}`)?.some(prefix => topicName.startsWith(prefix)) === true;
  if (!isUsed)
    return `Application ${name} does not ${side === 'consumers' ? 'consume' : 'produce to'} ${topicName}: take it out, or state the intent there`;
  return one.domain === domain ? `Application ${name} is of the domain ${domain} itself and needs no consent: take it out` : undefined;
}
