import {Ajv} from 'ajv';
import type {Location} from '../findings/finding.ts';
import {isRecord} from '../findings/record.ts';
import {teamAjv} from '../policy/compile.ts';
import {acl, application, cluster, type Document, profile, quota, topic, user} from '../policy/examples.ts';
import {type OptionSchemas, patternProblem} from '../policy/options.ts';
import {type DocumentFacts, type DocumentRule, policy, type RuleSource} from '../policy/rule.ts';
import {all, at, escapeKey, pointerOf, type Schema, when} from '../policy/schema.ts';
import {malformed, quoted, readSettingsText, SettingsReader, type SettingsText, settingsDocument} from '../policy/settings-reader.ts';
import {explain} from '../specs/explain.ts';
import type {Kind} from '../specs/model.ts';
import {valueAt, type YamlDocument} from '../specs/yaml/document.ts';
import {type Conditions, dataPointer, readConditions} from './yaml-rule-conditions.ts';
import {documentPlace, type Place, placeAt} from './yaml-rule-paths.ts';
import {yamlRuleSchema} from './yaml-rule-schema.ts';
import {FACTS, wordsOf} from './yaml-rule-words.ts';

const HINT = 'weir schema rule prints what a rule in YAML may hold; files that are no rules start with an underscore';

const SMALLEST: Record<Kind, () => Document> = {
  Topic: topic,
  Acl: acl,
  Quota: quota,
  User: user,
  Application: application,
  ClientProfile: profile,
  Cluster: cluster,
};

/** A rule file whose shape is that of {@link yamlRuleSchema}. */
interface Stated {
  kind: Kind;
  title: string;
  rationale: string;
  level: DocumentRule['level'];
  sources: string[];
  packs?: Record<string, DocumentRule['level']>;
  covers?: string[];
  waiveWhen?: string;
  options?: Record<string, Record<string, unknown>>;
  at?: string;
  must?: unknown;
  required?: boolean;
  when?: {at: string; must?: unknown} | {at: string; must?: unknown}[];
  schema?: unknown;
  mark?: 'value' | 'key';
  message: string;
  fix?: Record<string, unknown>;
  examples: {good: Record<string, unknown>[]; bad: Record<string, unknown>[]};
}

export interface YamlRule {
  rule: DocumentRule;
  source: RuleSource;
}

/**
 * Reads a rule that is written in YAML: JSON Schema over the documents of a kind, its words and its examples. Whatever
 * is wrong with it is a usage error with a line for each, with file:line:column.
 */
export function readYamlRule({cwd, file}: {cwd: string; file: string}): YamlRule {
  return yamlRuleOf(readSettingsText(cwd, file, HINT) ?? {file, text: ''});
}

/** As above, from the text of the file. */
export function yamlRuleOf(text: SettingsText): YamlRule {
  const {file} = text;
  const document = settingsDocument(text, HINT);
  if (document === undefined) throw malformed([`${file}:1:1: the file holds no rule`], HINT);
  const stated = statedRule(document);
  const reader = new SettingsReader(document);
  const rule = ruleOf(stated, reader);
  reader.finish(HINT);
  return {rule, source: {file, locate: pointer => locate(document, stated, pointer)}};
}

/** Positions are asked for by the pointers of a rule in TypeScript, whose conditions are all one schema. */
function locate(document: YamlDocument, stated: Stated, pointer: string): Location {
  return document.locate(pointer === '/schema' && stated.schema === undefined ? '/must' : pointer);
}

/** The rule as it stands there. A usage error lists every place where it has not the shape of one. */
function statedRule(document: YamlDocument): Stated {
  const validate = new Ajv({allErrors: true, strict: true, strictRequired: false, strictTypes: false}).compile<Stated>(yamlRuleSchema);
  const {value} = document;
  if (validate(value)) return value;
  // What is wrong with a name is said by the error inside.
  const errors = (validate.errors ?? []).filter(({keyword}) => keyword !== 'propertyNames');
  const problems = new Set<string>();
  for (const {pointer, key, message} of explain(errors, yamlRuleSchema, value, '', at => document.written(at))) {
    const {file, line, column} = document.locate(pointer, key === true ? {key} : {});
    problems.add(`${file}:${line}:${column}: ${message.replace(/^the document\b/, 'a rule')}`);
  }
  throw malformed([...problems], HINT);
}

function ruleOf(stated: Stated, reader: SettingsReader): DocumentRule {
  const {kind, title, rationale, level, sources, packs, covers, waiveWhen, mark, options = {}} = stated;
  const conditions: Conditions = {kind, options: Object.keys(options), reader, ajv: teamAjv()};
  const declared = readOptions(options, reader);
  const schema = readSchema(stated, conditions);
  const words = wordsOf(stated.message, conditions);
  for (const problem of words.problems) reader.problem('/message', problem);
  return policy({
    kind,
    title,
    rationale,
    level,
    sources,
    ...(packs === undefined ? {} : {packs}),
    ...(covers === undefined ? {} : {covers}),
    ...(waiveWhen === undefined ? {} : {waiveWhen}),
    ...(mark === undefined ? {} : {mark}),
    options: declared,
    schema,
    message: words.message,
    ...(stated.fix === undefined ? {} : {fix: readFix(stated.fix, conditions)}),
    examples: {good: readExamples(stated, 'good', reader), bad: readExamples(stated, 'bad', reader)},
  });
}

function readSchema(stated: Stated, conditions: Conditions): Schema {
  if (stated.at === undefined) return {properties: {document: readConditions('/schema', documentPlace(stated.kind), conditions)}};
  const place = readPlace('/at', stated.at, conditions);
  const must = at(stated.at, readConditions('/must', place, conditions), {required: stated.required === true});
  if (stated.when === undefined) return must;
  const several = Array.isArray(stated.when);
  const met = [stated.when].flat().map((one, index) => {
    const pointer = several ? `/when/${index}` : '/when';
    const there = readPlace(`${pointer}/at`, one.at, conditions);
    return at(one.at, one.must === undefined ? {} : readConditions(`${pointer}/must`, there, conditions), {required: true});
  });
  return when(all(...met), must);
}

function readPlace(pointer: string, path: string, {kind, reader}: Conditions): Place {
  const place = placeAt(kind, path);
  if (!('problem' in place)) return place;
  reader.problem(pointer, place.problem);
  return {keys: [], schema: undefined};
}

const TYPES: Record<string, (value: unknown) => boolean> = {
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  boolean: value => typeof value === 'boolean',
  string: value => typeof value === 'string',
  array: value => Array.isArray(value) && value.every(one => typeof one === 'string'),
};
const TYPE_WORDS: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'text',
  array: 'a list of texts',
};

/** Options whose names are free and whose defaults are of their types. */
function readOptions(options: Record<string, Record<string, unknown>>, reader: SettingsReader): OptionSchemas {
  const taken: readonly string[] = [...FACTS, 'resource'];
  for (const [name, {type, default: fallback, format, items}] of Object.entries(options)) {
    const pointer = `/options${escapeKey(name)}`;
    if (taken.includes(name))
      reader.problem(pointer, `an option cannot be named ${name}: a message gets that from the document`, {key: true});
    const isRegex = format === 'regex' || (isRecord(items) && items['format'] === 'regex');
    if (TYPES[String(type)]?.(fallback) !== true) {
      reader.problem(`${pointer}/default`, `the default must be ${TYPE_WORDS[String(type)]}, not ${quoted(fallback)}`);
    } else if (isRegex) {
      for (const one of [fallback].flat()) {
        const problem = patternProblem(String(one));
        if (problem !== undefined) reader.problem(`${pointer}/default`, problem);
      }
    }
  }
  // Checked against the file's schema, and the defaults above.
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, option['type'] === 'array' ? {items: {type: 'string'}, ...option} : option]),
  ) as unknown as OptionSchemas;
}

/** New values by path, as the rule states them; one that refers to a value which is missing is left out. */
function readFix(stated: Record<string, unknown>, conditions: Conditions): NonNullable<DocumentRule['fix']> {
  const {kind, options, reader} = conditions;
  const values = Object.entries(stated).map(
    ([path, value]): [string, (facts: DocumentFacts & Readonly<Record<string, unknown>>) => unknown] => {
      const pointer = `/fix${escapeKey(path)}`;
      const place = placeAt(kind, path);
      if ('problem' in place) reader.problem(pointer, place.problem, {key: true});
      if (!isRecord(value) || !('$data' in value)) return [path, () => value];
      const {$data: target} = value;
      const checked = typeof target === 'string' ? dataPointer(target, conditions) : {problem: 'write {$data: /options/NAME}'};
      if (typeof checked !== 'string') {
        reader.problem(`${pointer}/$data`, checked.problem);
        return [path, () => undefined];
      }
      return [path, facts => valueAt({options: ownOptions(facts, options), document: facts.resource.judged}, checked)];
    },
  );
  return facts =>
    Object.fromEntries(values.map(([path, value]) => [pointerOf(path), value(facts)] as const).filter(([, value]) => value !== undefined));
}

function ownOptions(facts: Readonly<Record<string, unknown>>, options: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(options.map(name => [name, facts[name]]));
}

/** The smallest valid documents of the kind, patched by what the examples state. */
function readExamples({kind, examples}: Stated, which: 'good' | 'bad', reader: SettingsReader): Document[] {
  return examples[which].map((patch, index) => {
    if ('kind' in patch && patch['kind'] !== kind)
      reader.problem(`/examples/${which}/${index}/kind`, `the rule judges ${kind}, so its examples are of that kind`);
    const smallest = SMALLEST[kind]();
    const metadata = patched(smallest.metadata, patch['metadata']);
    return {...smallest, metadata: {name: smallest.metadata.name, ...metadata}, spec: patched(smallest.spec, patch['spec'])};
  });
}

/** A JSON merge patch (RFC 7386). */
function patched(target: unknown, patch: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = isRecord(target) ? {...target} : {};
  for (const [key, value] of Object.entries(isRecord(patch) ? patch : {})) {
    if (value === null) delete result[key];
    else result[key] = isRecord(value) ? patched(result[key], value) : value;
  }
  return result;
}
