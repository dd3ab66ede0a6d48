import type {Ajv, ErrorObject} from 'ajv';
import {isRecord} from '../findings/record.ts';
import {suggestion} from '../findings/suggest.ts';
import {WHOLE_NUMBER_KEYWORDS} from '../policy/keywords.ts';
import {patternProblem} from '../policy/options.ts';
import {escapeKey, type Schema} from '../policy/schema.ts';
import {quoted, type SettingsReader} from '../policy/settings-reader.ts';
import type {Kind} from '../specs/model.ts';
import {parsePointer} from '../specs/yaml/document.ts';
import {below, canonical, isSetting, type Place, placeOfKeys} from './yaml-rule-paths.ts';

/** What the conditions of a rule are checked against. */
export interface Conditions {
  kind: Kind;
  options: readonly string[];
  reader: SettingsReader;
  ajv: Ajv;
}

/** Keywords that hold one schema of the same value, or lists of such. */
const SAME = new Set(['if', 'then', 'else', 'not', 'allOf', 'anyOf', 'oneOf']);
/** Keywords whose schema is of values inside. */
const INSIDE = new Set([
  'properties',
  'patternProperties',
  'additionalProperties',
  'items',
  'additionalItems',
  'contains',
  'propertyNames',
]);
/** Keywords that look at numbers, which a setting is not: it is Kafka's text. */
const NUMERIC = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']);
const WHOLE: ReadonlySet<string> = new Set(WHOLE_NUMBER_KEYWORDS);
/** Keywords whose value is compared with that of the document. */
const COMPARED = new Set([...NUMERIC, ...WHOLE, 'const', 'enum']);
/** Of the whole of JSON Schema; in a rule they would lead outside of it. */
const REFERENCES = new Set(['$ref', '$id', 'id', 'definitions', '$defs', '$schema', '$async', 'nullable', 'default']);

/**
 * Conditions as AJV takes them: limits in the form in which documents are judged, `$data` from the root. Whatever could
 * never hold or never fail is a problem at its place, and so is what AJV refuses.
 */
export function readConditions(pointer: string, place: Place, conditions: Conditions): Schema {
  const stated = conditions.reader.value(pointer);
  const schema = new Walk(conditions).schema(pointer, stated, place);
  if (!isRecord(schema)) return {};
  const {ajv, reader} = conditions;
  if (ajv.validateSchema(schema) !== true) {
    for (const [instancePath, message] of firstErrors(ajv.errors ?? [])) {
      const keyword = parsePointer(instancePath).at(-1);
      reader.problem(pointer + instancePath, `${keyword === undefined ? 'a schema' : keyword} ${message}`);
    }
  }
  return schema;
}

/** One message a place: what a choice consists of is said by its parts, and that `$data` would fit is no news. */
function firstErrors(errors: readonly ErrorObject[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const {instancePath, keyword, message, schemaPath} of errors) {
    if (keyword === 'anyOf' || keyword === 'if' || schemaPath.includes('$data') || first.has(instancePath)) continue;
    first.set(instancePath, message ?? 'is not valid');
  }
  return first;
}

class Walk {
  readonly #conditions: Conditions;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
  }

  schema(pointer: string, stated: unknown, place: Place): unknown {
    if (typeof stated === 'boolean') return stated;
    if (!isRecord(stated)) {
      this.#problem(pointer, `a schema is a mapping, like {maximum: 12}, not ${quoted(stated)}`);
      return {};
    }
    return Object.fromEntries(
      Object.entries(stated).map(([keyword, value]) => [keyword, this.#keyword(pointer + escapeKey(keyword), keyword, value, place)]),
    );
  }

  #keyword(pointer: string, keyword: string, value: unknown, place: Place): unknown {
    if (REFERENCES.has(keyword)) {
      this.#problem(pointer, `${keyword} has no place in a rule; write the piece out, or use a YAML anchor (&name and *name)`, {key: true});
      return value;
    }
    const {keywords} = this.#conditions.ajv.RULES;
    if (!Object.hasOwn(keywords, keyword)) {
      this.#problem(pointer, `unknown keyword ${quoted(keyword)}${suggestion(keyword, Object.keys(keywords))}`, {key: true});
      return value;
    }
    if (isRecord(value) && '$data' in value && !INSIDE.has(keyword)) return this.#reference(pointer, value);
    if (SAME.has(keyword)) return this.#each(pointer, value, place);
    if (INSIDE.has(keyword)) return this.#inside(pointer, keyword, value, place);
    if (keyword === 'required') this.#keysExist(pointer, value, place);
    if (keyword === 'pattern') this.#pattern(pointer, value);
    if (NUMERIC.has(keyword) && isSetting(place)) {
      const instead = WHOLE_NUMBER_KEYWORDS.join(', ');
      this.#problem(pointer, `${keyword} does not look at settings, which are Kafka's text; use ${instead} or pattern`, {key: true});
      // Told once: that a limit like 7d is no number does not matter where it would not be looked at.
      return 0;
    }
    return COMPARED.has(keyword) ? this.#compared(pointer, keyword, value, place) : value;
  }

  /** One schema, or a list of them. */
  #each(pointer: string, value: unknown, place: Place): unknown {
    if (!Array.isArray(value)) return this.schema(pointer, value, place);
    return value.map((one, index) => this.schema(`${pointer}/${index}`, one, place));
  }

  #inside(pointer: string, keyword: string, value: unknown, place: Place): unknown {
    const unknown: Place = {keys: [...place.keys, '*'], schema: undefined};
    if (keyword === 'propertyNames') return this.schema(pointer, value, unknown);
    if (keyword !== 'properties' && keyword !== 'patternProperties') {
      const element = below(place, '*');
      return this.#each(pointer, value, 'problem' in element ? unknown : element);
    }
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const at = pointer + escapeKey(key);
        const there = keyword === 'properties' ? below(place, key) : unknown;
        if (!('problem' in there)) return [key, this.schema(at, inner, there)];
        this.#problem(at, there.problem, {key: true});
        return [key, inner];
      }),
    );
  }

  #compared(pointer: string, keyword: string, value: unknown, place: Place): unknown {
    if (keyword === 'enum' && Array.isArray(value))
      return value.map((one, index) => this.#compared(`${pointer}/${index}`, 'const', one, place));
    const read = canonical(place, value);
    if ('problem' in read) {
      this.#problem(pointer, read.problem);
      return value;
    }
    if (WHOLE.has(keyword) && !/^-?[0-9]+$/.test(String(read.value)))
      this.#problem(pointer, `${keyword} compares whole numbers, and ${quoted(value)} is none`);
    return read.value;
  }

  /** `{$data: /options/max}` or `{$data: /spec/partitions}`, from the root of what AJV is given. */
  #reference(pointer: string, reference: Record<string, unknown>): unknown {
    const {$data: target, ...others} = reference;
    if (typeof target !== 'string' || Object.keys(others).length > 0) {
      this.#problem(pointer, 'a reference is {$data: POINTER} and nothing else, like {$data: /options/max}');
      return reference;
    }
    const checked = dataPointer(target, this.#conditions);
    if (typeof checked === 'string') return {$data: checked};
    this.#problem(`${pointer}/$data`, checked.problem);
    return reference;
  }

  #keysExist(pointer: string, value: unknown, place: Place): void {
    if (!Array.isArray(value)) return;
    value.forEach((key, index) => {
      const there = typeof key === 'string' ? below(place, key) : undefined;
      if (there !== undefined && 'problem' in there) this.#problem(`${pointer}/${index}`, there.problem);
    });
  }

  #pattern(pointer: string, value: unknown): void {
    const problem = typeof value === 'string' ? patternProblem(value) : undefined;
    if (problem !== undefined) this.#problem(pointer, problem);
  }

  #problem(pointer: string, message: string, options: {key?: boolean} = {}): void {
    this.#conditions.reader.problem(pointer, message, options);
  }
}

/** Where AJV finds what a rule means by a pointer: options and the document stand beside each other there. */
export function dataPointer(target: string, {kind, options}: Pick<Conditions, 'kind' | 'options'>): string | {problem: string} {
  const [first, ...rest] = target.startsWith('/') ? parsePointer(target) : [];
  if (first === 'options') {
    const [name = ''] = rest;
    if (rest.length === 1 && options.includes(name)) return target;
    const known = options.length === 0 ? 'the rule has none' : `it has ${options.join(', ')}`;
    return {problem: `there is no option ${quoted(rest.join('/'))}; ${known}${suggestion(name, options)}`};
  }
  if (first === undefined || !['metadata', 'spec', 'apiVersion', 'kind'].includes(first))
    return {
      problem: `${quoted(target)} leads nowhere: write /options/NAME for an option, or the pointer of a value in the document, like /spec/partitions`,
    };
  const place = placeOfKeys(kind, [first, ...rest]);
  return 'problem' in place ? place : `/document${target}`;
}
