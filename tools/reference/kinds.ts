import {schemaName} from '../../src/commands/schema.ts';
import {envelopeSchema} from '../../src/specs/envelope.ts';
import texts from '../../src/specs/generated/config-texts.json' with {type: 'json'};
import {KIND_DEFINITIONS} from '../../src/specs/kinds/index.ts';
import {KINDS, type Kind} from '../../src/specs/model.ts';
import {adviceOn, laterPatchOf} from '../../src/specs/removed-settings.ts';
import {COMMENT, type Schema} from '../../src/specs/schema.ts';
import type {Setting} from '../../src/specs/setting-history.ts';
import {unitOf} from '../../src/specs/setting-unit.ts';
import {TOPIC_HISTORY, topicSetting} from '../../src/specs/topic-settings.ts';
import {anchor, code, page, prose, table} from './markdown.ts';

/** `docs/reference/kinds.md`, from the JSON Schemas that documents are checked by. */
export function kindsPage(header: string): string {
  const {properties = {}} = envelopeSchema;
  const around: Schema = {properties: {metadata: properties['metadata'] ?? {}, environments: properties['environments'] ?? {}}};
  return page(
    '# Kinds of documents',
    header,
    `A document is YAML with \`apiVersion: weir/v1\`, \`kind\`, \`metadata\`, \`spec\` and, on all kinds but Cluster, \`environments\`. Keys that start with \`x-\` are free. \`weir schema KIND\` prints the JSON Schema.`,
    table(
      ['kind', 'is'],
      KINDS.map(kind => [`[${code(kind)}](${anchor(kind)})`, prose(KIND_DEFINITIONS[kind].description)]),
    ),
    '## Units',
    table(
      ['type', 'takes'],
      [
        ['duration', 'whole milliseconds, or a whole number with a unit: `500ms` `30s` `5m` `12h` `7d` `2w`'],
        ['size', 'whole bytes, or a whole number with a unit: `512KiB` `1MiB` `10GiB` `1TiB`'],
        [
          'secret',
          'where the value comes from, exactly one of `{env: NAME}`, `{file: PATH}`, `{command: [program, argument, …]}`; never the value itself',
        ],
      ],
    ),
    '## Around every spec',
    fieldsTable(around, ''),
    ...KINDS.map(section),
    '## Settings of topics',
    `Keys of a Topic's \`spec.config\`: Apache Kafka's own, generated from its releases. A Cluster's \`spec.brokers.version\` chooses the release that judges them, from ${TOPIC_HISTORY.oldest()} on; without it ${TOPIC_HISTORY.releaseFor()} does, and this table is of that one.`,
    settingsTable(),
    'What the releases changed:',
    changesTable(),
    '## Settings of brokers',
    "Keys of a Cluster's `spec.brokers.config`: every public setting of Apache Kafka's brokers and controllers, and `listener.name.NAME.` before it for that of one listener. Passwords are refused. The Kafka documentation lists them; `weir schema cluster` holds each with its type and meaning.",
    '## Settings of clients',
    "Keys of a ClientProfile's `spec.producer`, `spec.consumer` and `spec.streams`: Apache Kafka's own, judged by the release in `spec.version`. `*.ms` are durations; `*.bytes`, `batch.size`, `buffer.memory`, `max.request.size` and `cache.max.bytes.buffering` are sizes. In `spec.streams` the settings of the clients inside stand behind `consumer.`, `main.consumer.`, `restore.consumer.`, `global.consumer.`, `producer.` and `admin.`. Refused are passwords, the connection (`bootstrap.servers`, `security.*`, `sasl.*`, `ssl.*`), and what tells programs and their instances apart (`client.id`, `client.rack`, `group.id`, `group.instance.id`, `transactional.id`, `application.id`, `application.server`). `weir schema client-profile` holds each with its type and meaning.",
  );
}

function section(kind: Kind): string {
  const {description, spec} = KIND_DEFINITIONS[kind];
  const parts = [`## ${kind}`, prose(description), fieldsTable(spec, 'spec.'), `Schema: ${code(`weir schema ${schemaName(kind)}`)}.`];
  const says = saysOf(spec);
  if (says !== undefined) parts.splice(2, 0, `${prose(`Of the spec: ${says}`)}.`);
  return parts.join('\n\n');
}

function fieldsTable(schema: Schema, prefix: string): string {
  return table(
    ['field', 'type', 'default', 'means'],
    fieldsOf(schema, prefix).map(({path, schema: field, required}) => [
      code(path) + (required ? ' *required*' : ''),
      typeOf(field),
      field['default'] === undefined ? '' : code(asText(field['default'])),
      prose([field.description, saysOf(field) === undefined ? undefined : `${capital(saysOf(field) ?? '')}.`].filter(Boolean).join(' ')),
    ]),
  );
}

interface Field {
  path: string;
  schema: Schema;
  required: boolean;
}

/** All fields in the schema's order, each before what is inside it; Kafka's settings have a table of their own. */
function fieldsOf(schema: Schema, prefix: string): Field[] {
  const needed: unknown = schema['required'];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]): Field[] => {
    const path = `${prefix}${name}`;
    const own = {path, schema: field, required: Array.isArray(needed) && needed.includes(name)};
    if (field.$comment === COMMENT.secret || path === 'spec.config') return [own];
    const free = freeKeys(field);
    return [own, ...fieldsOf(field, `${path}.`), ...(free === undefined ? [] : fieldsOf(free, `${path}.NAME.`))];
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function freeKeys(schema: Schema): Schema | undefined {
  const free: unknown = schema['additionalProperties'];
  return typeof free === 'object' && free !== null ? (free as Schema) : undefined;
}

function typeOf(schema: Schema): string {
  if (schema.$comment === COMMENT.duration) return 'duration';
  if (schema.$comment === COMMENT.size) return 'size';
  if (schema.$comment === COMMENT.secret) return 'secret';
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map(one => code(String(one))).join(', ');
  if (schema.type === 'array') return schema.items === undefined ? 'list' : `list of ${typeOf(schema.items)}`;
  if (schema.type === 'object') return 'mapping';
  if (schema.type === 'string') return 'text';
  if (schema.type === 'boolean') return 'true or false';
  return `${schema.type === 'integer' ? 'whole number' : 'number'}${bounds(schema)}`;
}

function bounds(schema: Schema): string {
  const {minimum, maximum, exclusiveMinimum} = schema as Schema & {minimum?: number; maximum?: number; exclusiveMinimum?: number};
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : ` of at least ${minimum}`;
}

function saysOf({$comment}: Schema): string | undefined {
  return $comment?.startsWith(COMMENT.says) === true ? $comment.slice(COMMENT.says.length) : undefined;
}

function settingsTable(): string {
  const meanings: Record<string, string> = texts.topic;
  return table(
    ['setting', 'type', "Kafka's default", 'means'],
    TOPIC_HISTORY.names().flatMap(name => {
      const setting = topicSetting(name);
      if (setting === undefined) return [];
      const fallback = setting.default === null || setting.default === '' ? '' : code(setting.default);
      return [[code(name), settingType(setting), fallback, prose(meanings[name] ?? '')]];
    }),
  );
}

/** What each release changed: a setting's bounds or default, or that it came or went. */
function changesTable(): string {
  return table(
    ['setting', 'since', 'change'],
    TOPIC_HISTORY.names().flatMap(name => {
      const definitions = TOPIC_HISTORY.definitions(name);
      const changes = definitions.flatMap(({setting, since}, index): string[][] => {
        if (since === undefined) return [];
        const is = `${settingType(setting)}, default ${code(setting.default ?? '')}`;
        return [[code(name), since, index === 0 ? `new: ${is}` : is]];
      });
      const {goneSince} = TOPIC_HISTORY.life(name);
      return goneSince === undefined ? changes : [...changes, [code(name), goneSince, `gone: ${prose(nowOf(name))}`]];
    }),
  );
}

function nowOf(name: string): string {
  const patch = laterPatchOf(name);
  return patch === undefined ? (adviceOn(name) ?? 'leave it out') : `it came with the later patch release ${patch}`;
}

const SETTING_TYPES: Record<string, string> = {
  BOOLEAN: 'true or false',
  DOUBLE: 'number',
  LIST: 'list, or text with commas',
  STRING: 'text',
};

function settingType(setting: Setting): string {
  const {type, min, max, choices} = setting;
  if (choices !== undefined) return `${type === 'LIST' ? 'list of ' : ''}${choices.map(code).join(', ')}`;
  if (min === undefined || max === undefined) return SETTING_TYPES[type] ?? type.toLowerCase();
  const unit = unitOf(setting)?.replace('-', ' ');
  const bounded = max !== 2n ** 63n - 1n && max !== 2n ** 31n - 1n;
  return `${unit} from ${min}${bounded ? ` to ${max}` : ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
