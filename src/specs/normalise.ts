import {type Fields, isFields} from './kinds/fields.ts';
import type {Issue} from './kinds/kind.ts';
import {COMMENT, type Schema} from './schema.ts';
import {type TopicSetting, topicSetting} from './topic-settings.ts';
import {measure, type Unit} from './units.ts';
import {formatPointer} from './yaml/document.ts';

/**
 * The valid `spec` of a document with its units resolved: durations and sizes become whole numbers, topic settings
 * Kafka's text. The shape stays, so pointers stay. Text that Terraform or the broker would change is refused.
 */
export function normalise(schema: Schema, spec: Fields, written: (pointer: string) => string | undefined): {spec: Fields; issues: Issue[]} {
  const walk: Walk = {path: ['spec'], issues: [], written};
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
  readonly written: (pointer: string) => string | undefined;
}

function visit(node: Schema | undefined, value: unknown, walk: Walk): unknown {
  const {path, issues} = walk;
  if (typeof value === 'string') checkText(value, path, issues);
  const comment = node?.$comment;
  if (comment === COMMENT.duration || comment === COMMENT.size || comment?.startsWith(COMMENT.config)) {
    const setting = path[1] === 'config' ? topicSetting(path[2] ?? '') : undefined;
    return setting === undefined ? quantity(comment, value, path, issues) : settingText(setting, value, walk);
  }
  if (Array.isArray(value)) return value.map((item, index) => visitBelow(String(index), node?.items, item, walk));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visitBelow(key, node?.properties?.[key], inner, walk)]));
}

function visitBelow(key: string, node: Schema | undefined, value: unknown, walk: Walk): unknown {
  walk.path.push(key);
  const normal = visit(node, value, walk);
  walk.path.pop();
  return normal;
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

/** A topic setting as Kafka writes it, checked against the bounds of Kafka's own definition. */
function settingText(setting: TopicSetting, value: unknown, walk: Walk): string {
  if (setting.type === 'LIST') return listText(setting, value, walk);
  if (setting.min === undefined && setting.type !== 'DOUBLE') return String(value);
  if (setting.type === 'DOUBLE') {
    const number = Number(value);
    if (!(number >= 0 && number <= 1)) report(setting, walk, `must be a fraction between 0 and 1, not ${String(value)}`);
    return String(value);
  }
  const unit: Unit = setting.name.endsWith('.ms') ? 'duration' : setting.name.endsWith('.bytes') ? 'size' : 'whole-number';
  const measured = measure(unit, typeof value === 'number' ? value : String(value));
  if ('problem' in measured) {
    report(setting, walk, measured.problem);
    return walk.written(formatPointer(walk.path)) ?? String(value);
  }
  const exact = BigInt(measured.text);
  if (setting.min !== undefined && exact < setting.min) report(setting, walk, `must be at least ${setting.min}, not ${measured.text}`);
  if (setting.max !== undefined && exact > setting.max) report(setting, walk, `must be at most ${setting.max}, not ${measured.text}`);
  return measured.text;
}

function report(setting: TopicSetting, {path, issues}: Walk, problem: string): void {
  issues.push({rule: 'value', pointer: formatPointer(path), message: `${setting.name}: ${problem}`});
}

function listText(setting: TopicSetting, value: unknown, walk: Walk): string {
  const items = (Array.isArray(value) ? value.map(String) : String(value).split(',')).map(item => item.trim());
  if (items.some(item => item === '')) report(setting, walk, 'must not have an empty entry');
  if (new Set(items).size < items.length) report(setting, walk, 'names one entry twice');
  const unknown = setting.choices === undefined ? undefined : items.find(item => item !== '' && setting.choices?.includes(item) === false);
  if (unknown !== undefined) report(setting, walk, `${JSON.stringify(unknown)} is none of ${setting.choices?.join(', ')}`);
  // Kafka keeps the order that it was given; one order for all makes equal settings equal text.
  return items.sort().join(',');
}

/**
 * Terraform turns text into NFC, so other text would never match the cluster again. Control characters and those that
 * change the direction of writing can make a name look like another one (Unicode TR36, TR39).
 */
function checkText(text: string, path: readonly string[], issues: Issue[]): void {
  if (/^[\x20-\x7e]*$/.test(text)) return;
  const pointer = formatPointer(path);
  if (text.normalize('NFC') !== text) {
    issues.push({
      rule: 'text',
      pointer,
      message: `${path.at(-1)} is not in Unicode's normal form C, and Terraform would change it: type its accented letters as one character each`,
    });
  }
  if (NAME_KEYS.has(path.at(-1) ?? '')) checkName(text, pointer, issues);
}

const NAME_KEYS = new Set(['name', 'principal', 'user', 'clientId', 'subject', 'ip', 'host']);

/** A name without characters that nobody sees. */
export function checkName(name: string, pointer: string, issues: Issue[]): void {
  const hidden = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.exec(name);
  if (hidden === null) return;
  const code = hidden[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  issues.push({rule: 'text', pointer, message: `this name holds the invisible character U+${code}; remove it`});
}

/** Checks of `metadata.name`, whose text is not part of `spec`. */
export function checkMetadataText(metadata: Fields, issues: Issue[]): void {
  for (const [key, value] of Object.entries(metadata)) if (typeof value === 'string') checkText(value, ['metadata', key], issues);
}
