import type {ApplicationSpec, Resource} from '../specs/model.ts';

/** The list of a Topic's `spec.access` that a use stands in. */
export type ConsentSide = 'consumers' | 'producers';

/** A topic that an application uses and does not keep for itself, with the place that says so. */
export interface TopicUse {
  name: string;
  pattern: 'literal' | 'prefixed';
  /** JSON pointer into the Application. */
  at: string;
  side: ConsentSide;
}

/**
 * The topics whose owners are asked: what an application reads, writes or copies. Who writes dead letters, or keeps the stores
 * of Connect in a topic, produces; who copies a topic consumes it. The internal topics of Kafka Streams and what MirrorMaker
 * makes are named by these themselves, and are nobody else's.
 */
export function topicUsesOf({produces, consumes, mirrorMaker, connectWorker, connector}: ApplicationSpec): TopicUse[] {
  const store = (name: string | undefined, at: string): TopicUse[] =>
    name === undefined ? [] : [{name, pattern: 'literal', at, side: 'producers'}];
  const as =
    (side: ConsentSide) =>
    (one: Omit<TopicUse, 'side'>): TopicUse => ({...one, side});
  return [
    ...produces.flatMap(({topics}) => topics.map(as('producers'))),
    ...consumes.flatMap(({topics}) => topics.map(as('consumers'))),
    ...consumes.flatMap(({deadLetter, at}): TopicUse[] =>
      deadLetter === undefined ? [] : [{name: deadLetter, pattern: 'literal', at: `${at}/deadLetter`, side: 'producers'}],
    ),
    ...(mirrorMaker?.side === 'source' ? mirrorMaker.topics.map(as('consumers')) : []),
    ...(['configTopic', 'offsetTopic', 'statusTopic'] as const).flatMap(key => store(connectWorker?.[key], `/spec/connectWorker/${key}`)),
    ...store(connector?.exactlyOnce?.offsetTopic, '/spec/connector/exactlyOnce/offsetTopic'),
  ];
}

/** Whether an application may use a topic in the eyes of its owner: it is of the same domain, or named in `spec.access`. */
export function hasConsent(
  {domain, spec}: Pick<Resource<'Topic'>, 'domain' | 'spec'>,
  application: {name: string; domain: string},
  side: ConsentSide,
): boolean {
  return domain === application.domain || spec.access?.[side].includes(application.name) === true;
}
