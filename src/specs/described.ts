import {brokerHistory, brokerSetting} from './broker-settings.ts';
import texts from './generated/config-texts.json' with {type: 'json'};
import {KIND_DEFINITIONS} from './kinds/index.ts';
import type {Kind} from './model.ts';
import {adviceOn} from './removed-settings.ts';
import {kafkaSetting, type Schema} from './schema.ts';
import type {Setting, SettingHistory} from './setting-history.ts';
import {TOPIC_HISTORY, topicSetting} from './topic-settings.ts';

/**
 * The schema of a kind's `spec` as an editor wants it: Kafka's settings with their documentation, those of brokers too. A
 * module of its own, because the texts are large and no check of specs needs them.
 */
export function describedSpec(kind: Kind): Schema {
  const {spec} = KIND_DEFINITIONS[kind];
  if (kind === 'Topic') return withProperty(spec, 'config', config => ({...config, properties: topicSettings()}));
  if (kind === 'Cluster')
    return withProperty(spec, 'brokers', brokers => withProperty(brokers, 'config', config => ({...config, ...brokerSettings(config)})));
  return spec;
}

function withProperty(schema: Schema, key: string, change: (property: Schema) => Schema): Schema {
  return {...schema, properties: {...schema.properties, [key]: change(schema.properties?.[key] ?? {})}};
}

function topicSettings(): Record<string, Schema> {
  return settings(TOPIC_HISTORY, texts.topic, name => topicSetting(name));
}

/** Those of one listener (`listener.name.NAME.`) are taken as they are: an editor cannot tell the listeners' names. */
function brokerSettings(config: Schema): Schema {
  return {
    properties: settings(brokerHistory(), texts.broker, name => brokerSetting(name)),
    patternProperties: {'^listener\\.name\\.': config['additionalProperties']},
    additionalProperties: false,
  };
}

function settings(
  history: SettingHistory,
  meanings: Readonly<Record<string, string>>,
  definitionOf: (name: string) => Setting | undefined,
): Record<string, Schema> {
  return Object.fromEntries(
    history.names().flatMap((name): [string, Schema][] => {
      const setting = definitionOf(name);
      // The newest release does not have it: an older cluster may, whose version the editor does not know.
      if (setting === undefined) return [[name, {deprecated: true, description: goneText(history, name)}]];
      if (setting.type === 'PASSWORD') return [];
      return [[name, {...kafkaSetting(setting, meanings[name] ?? ''), ...(setting.deprecated ? {deprecated: true} : {})}]];
    }),
  );
}

function goneText(history: SettingHistory, name: string): string {
  const advice = adviceOn(name);
  return `Gone since Kafka ${history.life(name).goneSince}${advice === undefined ? '' : `: ${advice}`}.`;
}
