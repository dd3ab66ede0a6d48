import {type Fields, isFields, setField} from './kinds/fields.ts';
import type {Issue} from './kinds/kind.ts';
import {CLIENT_SECTIONS} from './model.ts';
import {COMMENT, type Schema} from './schema.ts';
import {judgeSetting, type SettingOwner} from './setting-issues.ts';
import {measure, type Unit} from './units.ts';
import {formatPointer} from './yaml/document.ts';

/**
 * The valid `spec` of a document with its units resolved: durations and sizes become whole numbers, Kafka's settings its
 * text, judged by the definitions of `version` (of the newest release where that is undefined). The shape stays, so pointers
 * stay. Text that Terraform or the broker would change is refused.
 */
export function normalise(schema: Schema, spec: Fields, version: string | undefined): {spec: Fields; issues: Issue[]} {
  const walk: Walk = {path: ['spec'], issues: [], version};
  const normal = visit(schema, spec, walk);
  return {spec: isFields(normal) ? normal : {}, issues: walk.issues};
}

/**
 * One path for the whole walk, and pointers only where there is an issue: most values have none, and at thousands of
 * documents the copies would be most of the work.
 */
interface Walk {
  /** Keys from the document to the value that is being visited. */
  readonly path: string[];
  readonly issues: Issue[];
  /** Of Kafka, by whose definitions settings are judged. */
  readonly version: string | undefined;
}

function visit(node: Schema | undefined, value: unknown, walk: Walk): unknown {
  const {path, issues} = walk;
  if (typeof value === 'string') checkText(value, path, issues);
  const comment = node?.$comment;
  if (comment === COMMENT.duration || comment === COMMENT.size) return quantity(comment, value, path, issues);
  if (comment === COMMENT.topicSettings) return settings('topic', value, walk);
  if (comment === COMMENT.brokerSettings) return settings('broker', value, walk);
  const section = comment?.startsWith(COMMENT.clientSettings) === true ? comment.slice(COMMENT.clientSettings.length) : undefined;
  const client = CLIENT_SECTIONS.find(one => one === section);
  if (client !== undefined) return settings(client, value, walk);
  if (Array.isArray(value)) return value.map((item, index) => visitBelow(String(index), node?.items, item, walk));
  if (!isFields(value)) return value;
  const normal: Fields = {};
  for (const key of Object.keys(value)) setField(normal, key, visitBelow(key, node?.properties?.[key], value[key], walk));
  return normal;
}

function visitBelow(key: string, node: Schema | undefined, value: unknown, walk: Walk): unknown {
  walk.path.push(key);
  const normal = visit(node, value, walk);
  walk.path.pop();
  return normal;
}

/** A map of Kafka's own settings as Kafka's text. */
function settings(owner: SettingOwner, value: unknown, walk: Walk): unknown {
  if (!isFields(value)) return value;
  const faultless = faultlessSettings(owner, walk.version);
  const normal: Fields = {};
  for (const name of Object.keys(value)) {
    const one = value[name];
    setField(normal, name, faultless.get(name)?.get(one) ?? settingValue(owner, name, value, walk, faultless));
  }
  return normal;
}

function settingValue(owner: SettingOwner, name: string, stated: Fields, walk: Walk, faultless: FaultlessSettings): unknown {
  const {path, issues, version} = walk;
  const value = stated[name];
  const before = issues.length;
  path.push(name);
  if (typeof value === 'string') checkText(value, path, issues);
  const judged = judgeSetting(owner, name, value, version);
  if ('problem' in judged) {
    const {removable, renamed, ...problem} = judged.problem;
    const pointer = formatPointer(path);
    const fix = removable === true ? {fix: {[pointer]: null}} : {};
    const isFree = renamed !== undefined && !Object.hasOwn(stated, renamed);
    issues.push({...problem, pointer, ...fix, ...(isFree ? {rename: {[pointer]: renamed}} : {})});
  }
  path.pop();
  if ('problem' in judged) return value;
  if (issues.length === before && typeof value !== 'object') remember(faultless, name, value, judged.text);
  return judged.text;
}

/** Texts by name and written value. The same few values of a setting stand in thousands of documents. */
type FaultlessSettings = Map<string, Map<unknown, string>>;

const MOST_REMEMBERED = 1_000;
const remembered = new Map<string, FaultlessSettings>();

function faultlessSettings(owner: SettingOwner, version: string | undefined): FaultlessSettings {
  const key = version === undefined ? owner : `${owner} ${version}`;
  const known = remembered.get(key) ?? new Map<string, Map<unknown, string>>();
  remembered.set(key, known);
  return known;
}

function remember(faultless: FaultlessSettings, name: string, value: unknown, text: string): void {
  const values = faultless.get(name) ?? new Map<unknown, string>();
  faultless.set(name, values);
  if (values.size < MOST_REMEMBERED) values.set(value, text);
}

/** A duration or size outside Kafka's own settings: a whole number that JavaScript holds exactly. */
function quantity(comment: string, value: unknown, path: readonly string[], issues: Issue[]): unknown {
  if (typeof value !== 'number' && typeof value !== 'string') return value;
  const unit: Unit = comment === COMMENT.duration ? 'duration' : 'size';
  const measured = measure(unit, value);
  const pointer = formatPointer(path);
  const name = path.at(-1);
  if ('problem' in measured) {
    issues.push({rule: 'value', pointer, message: `${name}: ${measured.problem}`});
    return value;
  }
  const number = Number(measured.text);
  if (number < 0 || !Number.isSafeInteger(number)) {
    issues.push({rule: 'value', pointer, message: `${name} must be between 0 and ${Number.MAX_SAFE_INTEGER}, not ${measured.text}`});
  }
  return number;
}

/**
 * Terraform turns text into NFC, so other text would never match the cluster again. Control characters and those that
 * change the direction of writing can make a name look like another one (Unicode TR36, TR39).
 */
function checkText(text: string, path: readonly string[], issues: Issue[]): void {
  if (isPrintableAscii(text)) return;
  const pointer = formatPointer(path);
  if (text.normalize('NFC') !== text) {
    issues.push({
      rule: 'text',
      pointer,
      message: `${path.at(-1)} is not in Unicode's normal form C, and Terraform would change it: type its accented letters as one character each`,
      fix: {[pointer]: text.normalize('NFC')},
    });
  }
  if (!text.isWellFormed()) {
    const message = `${path.at(-1)} holds half of a character (a lone surrogate, like "\\ud83d"), which no UTF-8 can hold: write it whole`;
    issues.push({rule: 'text', pointer, message});
  }
  if (NAME_KEYS.has(keyOf(path))) checkName(text, pointer, issues);
}

/** Text that nothing can be wrong with, as most is. */
function isPrintableAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** The key of a value; of an entry of a list that of the list. */
function keyOf(path: readonly string[]): string {
  return path.findLast(token => !/^\d+$/.test(token)) ?? '';
}

const NAME_KEYS = new Set([
  ...['name', 'principal', 'user', 'clientId', 'subject', 'ip', 'host', 'hosts'],
  ...['topic', 'topics', 'topicPrefix', 'deadLetter', 'group', 'groups', 'prefix', 'ids', 'applicationId', 'client'],
  ...['configTopic', 'offsetTopic', 'statusTopic', 'workerGroup', 'from', 'to', 'consumers', 'producers'],
]);

/** A name without characters that nobody sees. */
export function checkName(name: string, pointer: string, issues: Issue[]): void {
  const hidden = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.exec(name);
  if (hidden === null) return;
  const code = hidden[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  issues.push({rule: 'text', pointer, message: `this name holds the invisible character U+${code}; remove it`});
}

/** Checks of `metadata.name`, whose text is not part of `spec`. */
export function checkMetadataText(metadata: Fields, issues: Issue[]): void {
  for (const key of Object.keys(metadata)) {
    const value = metadata[key];
    if (typeof value === 'string' && !isPrintableAscii(value)) checkText(value, ['metadata', key], issues);
  }
}
