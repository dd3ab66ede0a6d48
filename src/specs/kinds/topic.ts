import type {TopicSpec} from '../model.ts';
import {COMMENT, kafkaSetting, type Schema} from '../schema.ts';
import {TOPIC_HISTORY, topicSetting} from '../topic-settings.ts';
import {type Fields, optionalFields, texts, whole} from './fields.ts';
import {kind} from './kind.ts';
import {objectivesOf, objectivesSchema} from './objectives.ts';

/** Of every release: whether the brokers have a setting depends on their version, which is judged later. */
const settings: {[name: string]: Schema} = Object.fromEntries(
  TOPIC_HISTORY.names().map((name): [string, Schema] => {
    const setting = topicSetting(name);
    return [name, setting === undefined ? {deprecated: true} : kafkaSetting(setting)];
  }),
);

/** The schema takes Kafka's names alone, so none is `__proto__`. */
function settingTexts(config: Fields): Record<string, string> {
  const settingsByName: Record<string, string> = {};
  for (const name of Object.keys(config)) settingsByName[name] = String(config[name]);
  return settingsByName;
}

const applications = {type: 'array', items: {type: 'string', minLength: 1}, uniqueItems: true} as const;

/** A topic and the claims about it. */
export default kind({
  kind: 'Topic',
  description: 'A topic: partitions, replication and settings, each a claim that is linted, applied and proved.',
  spec: {
    type: 'object',
    properties: {
      partitions: {
        type: 'integer',
        minimum: 1,
        maximum: 100_000,
        description: 'How many consumers of one group can share the work; never shrinks.',
      },
      replicationFactor: {type: 'integer', minimum: 1, maximum: 32_767, description: 'Copies of each partition, on as many brokers.'},
      config: {
        $comment: COMMENT.topicSettings,
        type: 'object',
        properties: settings,
        additionalProperties: false,
        description: "Kafka's own topic settings.",
      },
      access: {
        type: 'object',
        properties: {
          consumers: {...applications, description: 'Applications that may read.'},
          producers: {...applications, description: 'Applications that may write.'},
        },
        additionalProperties: false,
        description: "The owner's consent: applications of other domains that may use this topic.",
      },
      objectives: {...objectivesSchema, description: "Objectives tighter than the cluster's."},
    },
    required: ['partitions', 'replicationFactor'],
    additionalProperties: false,
  },
  resolve: (spec): TopicSpec => {
    const access = optionalFields(spec, 'access');
    const topic: TopicSpec = {
      partitions: whole(spec, 'partitions'),
      replicationFactor: whole(spec, 'replicationFactor'),
      config: settingTexts(optionalFields(spec, 'config') ?? {}),
      objectives: objectivesOf(optionalFields(spec, 'objectives')),
    };
    if (access !== undefined) topic.access = {consumers: texts(access, 'consumers'), producers: texts(access, 'producers')};
    return topic;
  },
});
