import type {ErrorObject} from 'ajv';
import {misspelt, nearest} from '../findings/suggest.ts';
import type {Issue} from './kinds/kind.ts';
import {COMMENT, type Schema} from './schema.ts';
import {exactSpelling, measure, type Unit} from './units.ts';
import {parsePointer, valueAt} from './yaml/document.ts';

/**
 * AJV's errors in words, one issue a value. `prefix` is the pointer of the judged value inside the document
 * (`/spec`), `written` gives the source text of a value so that the words are those of the writer.
 */
export function explain(
  errors: readonly ErrorObject[],
  schema: Schema,
  value: unknown,
  prefix: string,
  written: (pointer: string) => string | undefined,
): Issue[] {
  const issues: Issue[] = [];
  for (const error of withoutTypes(withoutBranches(errors))) {
    if (error.keyword === 'if') continue;
    const node = schemaAt(schema, error.schemaPath);
    const pointer = prefix + error.instancePath;
    issues.push(issueOf({error, node, pointer, value: valueAt(value, error.instancePath), source: written(pointer)}));
  }
  return issues;
}

interface Context {
  error: ErrorObject;
  node: Schema;
  pointer: string;
  value: unknown;
  /** Source text of the value; undefined where nothing is written, and for a block of text (`|` or `>`). */
  source: string | undefined;
}

function issueOf(context: Context): Issue {
  const {error, node, pointer} = context;
  const name = nameOf(pointer);
  const part = SECRET_PART.exec(pointer)?.[1];
  if (part !== undefined) return secretPartIssue(pointer, part);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(context);
    case 'required': {
      const key = String(error.params['missingProperty']);
      const where = parsePointer(pointer).length === 0 ? 'the document' : name;
      return {
        rule: 'missing-key',
        pointer: `${pointer}/${escapeToken(key)}`,
        message: `${where} needs ${key}${sentence(node.properties?.[key]?.description)}`,
      };
    }
    case 'anyOf':
      if (node.$comment === COMMENT.duration || node.$comment === COMMENT.size) return unitIssue(context, name);
      break;
  }
  if (node.$comment === COMMENT.secret) return secretIssue(context, name);
  const said = node.$comment?.startsWith(COMMENT.says) ? node.$comment.slice(COMMENT.says.length) : undefined;
  if (said !== undefined && error.keyword !== 'type') return {rule: 'value', pointer, message: `${name}: ${said}`};
  return {rule: 'value', pointer, message: valueMessage(context, name), ...valueFix(context)};
}

/** What a person calls the value at a pointer: its key, or `operations[1]` for an entry of a list. */
function nameOf(pointer: string): string {
  const tokens = parsePointer(pointer);
  const last = tokens.at(-1);
  if (last === undefined) return 'the document';
  return /^\d+$/.test(last) && tokens.length > 1 ? `${tokens.at(-2)}[${last}]` : last;
}

function unknownKey({error, node, pointer, value}: Context): Issue {
  const key = String(error.params['additionalProperty']);
  const known = Object.entries(node.properties ?? {}).flatMap(([name, property]) => (property.deprecated === true ? [] : [name]));
  const guess = nearest(key, known);
  // `passwordFrom: {hunter2}` is a mapping whose key is the password.
  if (node.$comment === COMMENT.secret && guess === undefined) {
    const message = `${nameOf(pointer)} has a key that is none of env, file, command; if a secret stood here, change it`;
    return {rule: 'unknown-key', pointer, message, redacted: true};
  }
  const advice = guess === undefined ? (known.length <= 12 ? `; known here: ${known.join(', ')}` : '') : `; did you mean ${guess}?`;
  const redacted = /pass|secret|token|credential|private|key$/i.test(key);
  return {
    rule: 'unknown-key',
    pointer: `${pointer}/${escapeToken(key)}`,
    key: true,
    message: `unknown key ${key}${advice}`,
    ...(redacted ? {redacted} : {}),
    ...renamed(`${pointer}/${escapeToken(key)}`, misspelt(key, known), value),
  };
}

/** A misspelt key keeps its value under the right name, unless that one stands beside it. */
function renamed(pointer: string, name: string | undefined, mapping: unknown): Pick<Issue, 'rename'> {
  const isTaken = name === undefined || typeof mapping !== 'object' || mapping === null || Object.hasOwn(mapping, name);
  return isTaken ? {} : {rename: {[pointer]: name}};
}

/** A literal where a reference belongs is taken for the secret itself, so nothing of it is repeated. */
function secretIssue({error, value, pointer}: Context, name: string): Issue {
  if (error.keyword === 'type' && value !== null) {
    return {
      rule: 'literal-secret',
      pointer,
      redacted: true,
      message: `${name} holds a literal; a secret never stands in a spec: write {env: NAME}, {file: PATH} or {command: [program, argument]}, and change what stood here`,
    };
  }
  return {rule: 'value', pointer, message: `${name} must be exactly one of {env: NAME}, {file: PATH}, {command: [program, argument]}`};
}

/** What a reference holds: a pasted password stands here as often as beside the key. */
const SECRET_PART = /From\/(env|file|command)(?:\/\d+)?$/;
const SECRET_PART_SAYS: Record<string, string> = {
  env: 'env: it must be the name of an environment variable, like KAFKA_PASSWORD',
  file: 'file: it must be the path of a file',
  command: 'command: it must be a list of texts, a program and its arguments',
};

function secretPartIssue(pointer: string, part: string): Issue {
  return {rule: 'value', pointer, redacted: true, message: `${SECRET_PART_SAYS[part]}; if the secret itself stood here, change it`};
}

function unitIssue({node, value, source, pointer}: Context, name: string): Issue {
  const unit: Unit = node.$comment === COMMENT.duration ? 'duration' : 'size';
  if (typeof value !== 'number' && typeof value !== 'string') {
    return {rule: 'value', pointer, message: `${name}: ${shown(value)} is not a ${unit}, like ${unit === 'duration' ? '30s' : '10MiB'}`};
  }
  const measured = measure(unit, source ?? value);
  const exact = exactSpelling(unit, String(value));
  const message = `${name}: ${'problem' in measured ? measured.problem : `${String(value)} is out of range`}`;
  return {rule: 'value', pointer, message, ...(exact === undefined ? {} : {fix: {[pointer]: exact}})};
}

function valueMessage({error, value, source, node}: Context, name: string): string {
  const is = source !== undefined && source.length <= 60 && !source.includes('\n') ? source : shown(value);
  switch (error.keyword) {
    case 'type':
      return `${name} must be ${typeWords(error.params['type'])}, not ${is}${quotedHint(error, value, source)}`;
    case 'enum': {
      const allowed = [...new Set(asTexts(error.params['allowedValues']))];
      const guess = typeof value === 'string' ? nearest(value, allowed) : undefined;
      return `${name} must be one of ${allowed.join(', ')}, not ${is}${guess === undefined ? '' : `; did you mean ${guess}?`}`;
    }
    case 'const':
      return `${name} must be ${String(error.params['allowedValue'])}, not ${is}`;
    case 'minimum':
      return `${name} must be at least ${String(error.params['limit'])}, not ${is}`;
    case 'exclusiveMinimum':
      return `${name} must be above ${String(error.params['limit'])}, not ${is}`;
    case 'maximum':
      return `${name} must be at most ${String(error.params['limit'])}, not ${is}`;
    case 'minItems':
    case 'minProperties':
      return `${name} must not be empty; leave it out instead`;
    case 'minLength':
      return `${name} must not be empty`;
    case 'uniqueItems':
      return `${name} names one value twice`;
    case 'anyOf': {
      const types = (node.anyOf ?? []).flatMap(({type}) => (type === undefined ? [] : [type]));
      // Numbers of settings may stand in quotes, too: no news to who wrote something else.
      const number = types.find(type => type === 'integer' || type === 'number');
      if (types.length === 0) return `${name}: ${is} is not valid`;
      return `${name} must be ${typeWords(number ?? types)}, not ${is}${blockHint(value, source)}`;
    }
    default:
      return `${name}: ${is} ${error.message ?? 'is not valid'}`;
  }
}

function typeWords(type: unknown): string {
  const words: Record<string, string> = {
    integer: 'a whole number',
    number: 'a number',
    string: 'text',
    boolean: 'true or false',
    object: 'a mapping',
    array: 'a list',
  };
  return asTexts(Array.isArray(type) ? type : [type])
    .map(one => words[one] ?? one)
    .join(' or ');
}

/** What is no text can only be written on the line of its key. */
function blockHint(value: unknown, source: string | undefined): string {
  return typeof value === 'string' && value !== '' && source === undefined ? '; write it on one line' : '';
}

function quotedHint(error: ErrorObject, value: unknown, source: string | undefined): string {
  const block = blockHint(value, source);
  if (block !== '') return block;
  if (error.params['type'] === 'integer' && typeof value === 'string' && /^["']-?\d+["']$/.test(source ?? ''))
    return '; leave the quotes out';
  if (error.params['type'] === 'integer' && typeof value === 'string') {
    const measured = measure('whole-number', value);
    return 'problem' in measured && measured.problem.includes(';') ? measured.problem.slice(measured.problem.indexOf(';')) : '';
  }
  if (error.params['type'] === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return '; put it in quotes';
  return '';
}

/** The value that was meant, where only its form is wrong: quotes, capitals, `_` for `-`. */
function valueFix({error, value, pointer, source}: Context): Pick<Issue, 'fix'> {
  const {type, allowedValues} = error.params;
  if (error.keyword === 'type' && type === 'integer' && typeof value === 'string' && /^-?(0|[1-9]\d{0,14})$/.test(value))
    return {fix: {[pointer]: Number(value)}};
  // As it was written: 4.10 is the number 4.1.
  if (error.keyword === 'type' && type === 'string' && ['number', 'boolean'].includes(typeof value) && /^[-\w.]+$/.test(source ?? ''))
    return {fix: {[pointer]: source}};
  if (error.keyword !== 'enum' || typeof value !== 'string') return {};
  const form = (text: string) => text.toLowerCase().replaceAll(/[_ ]/g, '-');
  const meant = new Set(asTexts(allowedValues).filter(one => form(one) === form(value)));
  return meant.size === 1 ? {fix: {[pointer]: [...meant][0]}} : {};
}

/** Where `anyOf` or `oneOf` failed, its branches' own errors are noise. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(error => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  return errors.filter(error => !choices.some(choice => error !== choice && error.schemaPath.startsWith(`${choice.schemaPath}/`)));
}

/** Where a value is none of those listed, that it has another type than they is no news. */
function withoutTypes(errors: readonly ErrorObject[]): ErrorObject[] {
  const listed = new Set(errors.filter(({keyword}) => keyword === 'enum').map(({instancePath}) => instancePath));
  return errors.filter(({keyword, instancePath}) => keyword !== 'type' || !listed.has(instancePath));
}

/** The schema that holds the keyword which failed. */
function schemaAt(schema: Schema, schemaPath: string): Schema {
  let node: unknown = schema;
  for (const token of parsePointer(decodeURI(schemaPath.slice(1))).slice(0, -1)) {
    node = typeof node === 'object' && node !== null ? Reflect.get(node, token) : undefined;
  }
  return isSchema(node) ? node : {};
}

function isSchema(node: unknown): node is Schema {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function asTexts(values: unknown): string[] {
  return Array.isArray(values) ? values.map(String) : [];
}

function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function sentence(description: string | undefined): string {
  return description === undefined ? '' : `: ${description}`;
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
