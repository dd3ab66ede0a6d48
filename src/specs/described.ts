import {brokerHistory, brokerSetting} from './broker-settings.ts';
import {elsewhere} from './client-names.ts';
import {clientHistory, clientSetting, EMBEDDED_PREFIXES} from './client-settings.ts';
import {documentSchema} from './envelope.ts';
import texts from './generated/config-texts.json' with {type: 'json'};
import {KIND_DEFINITIONS} from './kinds/index.ts';
import {CLIENT_SECTIONS, type ClientSection, type Kind} from './model.ts';
import {adviceOn} from './removed-settings.ts';
import {COMMENT, kafkaSetting, type Schema} from './schema.ts';
import type {Setting, SettingHistory} from './setting-history.ts';
import {TOPIC_HISTORY, topicSetting} from './topic-settings.ts';

/** The whole schema of a kind for editors: Kafka's settings described, and patches completed like the spec that they change. */
export function editorSchema(kind: Kind): Schema {
  const spec = describedSpec(kind);
  const schema = documentSchema(KIND_DEFINITIONS[kind], spec);
  if (schema.properties?.['environments'] === undefined) return schema;
  return withProperty(schema, 'environments', environments => {
    const each = isSchema(environments['additionalProperties']) ? environments['additionalProperties'] : {};
    return {
      ...environments,
      additionalProperties: withProperty(each, 'spec', stated => ({
        ...patchOf(spec),
        description: 'What differs of spec; null takes a key away.',
        ...stated,
      })),
    };
  });
}

/** Words about an object as a whole, which a patch of a part of it need not satisfy. */
const ABOUT_THE_WHOLE = ['required', 'if', 'then', 'else', 'oneOf', 'anyOf', 'minProperties', '$comment'];

/** The schema of a merge patch (RFC 7386) of what a schema describes: any part of it, and null for what is to go. */
function patchOf(schema: Schema): Schema {
  const {properties} = schema;
  if (properties === undefined) return schema;
  const kept = Object.fromEntries(Object.entries(schema).filter(([word]) => !ABOUT_THE_WHOLE.includes(word)));
  const patched = Object.entries(properties).map(([key, property]): [string, Schema] => {
    const {description, ...rest} = patchOf(property);
    return [key, {...(description === undefined ? {} : {description}), anyOf: [rest, {type: 'null'}]}];
  });
  return {...kept, properties: Object.fromEntries(patched)};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The schema of a kind's `spec` as an editor wants it: Kafka's settings with their documentation, those of brokers too. A
 * module of its own, because the texts are large and no check of specs needs them.
 */
function describedSpec(kind: Kind): Schema {
  const {spec} = KIND_DEFINITIONS[kind];
  if (kind === 'Topic') return withProperty(spec, 'config', config => ({...config, properties: topicSettings()}));
  if (kind === 'Cluster')
    return withProperty(spec, 'brokers', brokers => withProperty(brokers, 'config', config => ({...config, ...brokerSettings(config)})));
  if (kind === 'ClientProfile')
    return CLIENT_SECTIONS.reduce(
      (described, section) => withProperty(described, section, of => ({...of, ...clientSettings(section, of)})),
      spec,
    );
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

/** Those of the clients inside Kafka Streams are taken as they are, behind their prefix. */
function clientSettings(section: ClientSection, map: Schema): Record<string, unknown> {
  const described = settings(clientHistory(section), texts[section], name => clientSetting(section, name));
  return {
    properties: Object.fromEntries(Object.entries(described).filter(([name]) => elsewhere(name) === undefined)),
    ...(section === 'streams'
      ? {patternProperties: {[`^(${EMBEDDED_PREFIXES.join('|')})`.replaceAll('.', '\\.')]: map['additionalProperties']}}
      : {}),
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
      return [[name, {...withUnits(kafkaSetting(setting, meanings[name] ?? '')), ...(setting.deprecated ? {deprecated: true} : {})}]];
    }),
  );
}

/** Durations and sizes say which units they take. */
function withUnits(schema: Schema): Schema {
  const units = UNITS[schema.$comment ?? ''];
  return units === undefined
    ? schema
    : {...schema, description: `${schema.description ?? ''} ${units.says}`.trim(), examples: units.examples};
}

const UNITS: Readonly<Record<string, {says: string; examples: readonly string[]}>> = {
  [COMMENT.duration]: {says: 'Whole milliseconds, or with a unit: 500ms, 30s, 5m, 12h, 7d, 2w.', examples: ['30s', '7d']},
  [COMMENT.size]: {says: 'Whole bytes, or with a unit: 512KiB, 1MiB, 10GiB, 1TiB.', examples: ['1MiB', '10GiB']},
};

function goneText(history: SettingHistory, name: string): string {
  const advice = adviceOn(name);
  return `Gone since Kafka ${history.life(name).goneSince}${advice === undefined ? '' : `: ${advice}`}.`;
}
