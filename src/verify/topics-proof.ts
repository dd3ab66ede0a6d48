import {type LiveTopic, readTopics} from '../cluster/facts.ts';
import {describeFailure} from '../cluster/failure.ts';
import {readTopicSettings} from '../cluster/topic-settings.ts';
import {readLayout} from '../cluster/topics.ts';
import type {Verdict} from '../findings/finding.ts';
import type {ScenarioContext} from './scenario.ts';
import {SAFETY_SETTINGS} from './setting-strength.ts';
import {type SeenTopic, topicVerdicts} from './topic-verdicts.ts';

/**
 * Reads every declared topic in a few requests, whatever their number, and holds it against its document: partitions,
 * copies, settings that hold there, and whether each partition is led and in sync now. Writes nothing.
 */
export async function proveTopics(context: ScenarioContext): Promise<Verdict[]> {
  const {admin, model} = context;
  const {topics: layouts, missing} = await readLayout(
    admin,
    model.topics.map(({name}) => name),
  );
  const live = await readTopics(admin, layouts);
  const seen = new Map<string, SeenTopic>(live.map(topic => [topic.name, {live: topic, defaults: {}}]));
  for (const {name, errorCode} of missing) seen.set(name, {missing: errorCode});
  await addDefaults(context, live, seen);
  return model.topics.flatMap(topic => topicVerdicts(context, topic, seen.get(topic.name) ?? {missing: UNKNOWN_TOPIC}));
}

const UNKNOWN_TOPIC = 3;

/** What would hold without an override that nobody declared: asked for the topics that have one on which safety rests. */
async function addDefaults({admin, model}: ScenarioContext, live: readonly LiveTopic[], seen: Map<string, SeenTopic>): Promise<void> {
  const declared = new Map(model.topics.map(topic => [topic.name, topic.spec.config]));
  const overridden = live.filter(({name, config}) =>
    SAFETY_SETTINGS.some(setting => config[setting] !== undefined && declared.get(name)?.[setting] === undefined),
  );
  if (overridden.length === 0) return;
  const settings = await readTopicSettings(admin, overridden).catch(thrown => describeFailure(thrown).reason);
  for (const topic of overridden)
    seen.set(topic.name, {live: topic, defaults: typeof settings === 'string' ? settings : (settings.get(topic.name)?.defaults ?? {})});
}
