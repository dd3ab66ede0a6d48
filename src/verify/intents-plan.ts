import {defaultGroup} from '../access/archetypes/archetype.ts';
import {IntendedTopics} from '../access/intended-topics.ts';
import type {NewTopic} from '../cluster/topics.ts';
import type {AclBinding, AclResourceType, ConsumeIntent, IntendedTopic, Model, Resource} from '../specs/model.ts';
import {principalOf} from '../specs/model.ts';
import type {Canaries} from './canaries.ts';
import {canaryFor, mirrorOnto, statementsAbout} from './mirror.ts';

/** A declared topic in an intent, with the canary that stands for it. */
export interface TopicUse {
  topic: string;
  canary: string;
  /** JSON pointer into the Application to what names it. */
  at: string;
}

/** One intent to consume: its topics in its group, and where its dead letters go. */
export interface ConsumePlan {
  group: string;
  groupCanary: string;
  at: string;
  topics: TopicUse[];
  deadLetter: TopicUse | undefined;
}

/** What one Application does, on canaries. */
export interface IntentPlan {
  application: Resource<'Application'>;
  /** Undefined where no document declares the user. */
  user: Resource<'User'> | undefined;
  consumes: ConsumePlan[];
  produces: TopicUse[];
  /** `at`: where the first transactional id is stated. */
  transactionalId: {canary: string; standsFor: string; at: string} | undefined;
  /** Settings of its ClientProfile. */
  profile: Resource<'ClientProfile'> | undefined;
}

export interface IntentsPlan {
  plans: IntentPlan[];
  topics: NewTopic[];
  bindings: AclBinding[];
}

/** One partition is enough, and keeps a smoke of many applications cheap; everything else is as declared. */
const PARTITIONS = 1;

/**
 * What each Application of a model would do on canaries of the topics, groups and transactional ids that its intents name,
 * with the rights that its documents state of them, derived or written. Only declared topics have settings to be made like;
 * of a prefix the first one stands for all. Pure but for the canaries' running number.
 */
export function planIntents(model: Model, canaries: Pick<Canaries, 'prefix'>): IntentsPlan {
  const topics: NewTopic[] = [];
  const bindings: AclBinding[] = [];
  const plans = model.applications.map(application => planOne(model, application, {canaries, topics, bindings}));
  return {plans, topics, bindings};
}

interface Making {
  canaries: Pick<Canaries, 'prefix'>;
  topics: NewTopic[];
  bindings: AclBinding[];
}

function planOne(model: Model, application: Resource<'Application'>, making: Making): IntentPlan {
  const {spec} = application;
  const user = model.users.find(({name}) => name === spec.user);
  const principal = user === undefined ? `User:${spec.user}` : principalOf(user);
  // One canary for each resource of an application, however many intents name it.
  const made = new Map<string, string>();
  const canary = (type: AclResourceType, name: string): string => {
    const key = `${type}\n${name}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const own = canaryFor(making.canaries.prefix(), name);
    made.set(key, own.name);
    making.bindings.push(...mirrorOnto(statementsAbout(model, principal, {type, name}), own));
    const like = type === 'topic' ? model.topics.find(topic => topic.name === name) : undefined;
    if (like !== undefined)
      making.topics.push({
        name: own.name,
        partitions: PARTITIONS,
        replicationFactor: like.spec.replicationFactor,
        config: like.spec.config,
      });
    return own.name;
  };
  const use = ({name, pattern, at}: IntendedTopic): TopicUse[] => {
    const [topic] = IntendedTopics.of(model).named({name, pattern});
    return topic === undefined ? [] : [{topic: topic.name, canary: canary('topic', topic.name), at}];
  };
  const consumes = spec.consumes.map((intent): ConsumePlan => {
    const group = intent.group ?? defaultGroup(application);
    return {
      group,
      groupCanary: canary('group', group),
      at: intent.at,
      topics: intent.topics.flatMap(use),
      deadLetter: deadLetterOf(intent, use),
    };
  });
  const produces = spec.produces.flatMap(({topics}) => topics.flatMap(use));
  const [id] = spec.transactionalId?.ids ?? [];
  return {
    application,
    user,
    consumes,
    produces,
    transactionalId: id === undefined ? undefined : {canary: canary('transactional-id', id.name), standsFor: id.name, at: id.at},
    profile: model.profiles.find(({name}) => name === spec.client),
  };
}

function deadLetterOf({deadLetter, at}: ConsumeIntent, use: (topic: IntendedTopic) => TopicUse[]): TopicUse | undefined {
  return deadLetter === undefined ? undefined : use({name: deadLetter, pattern: 'literal', at: `${at}/deadLetter`})[0];
}
