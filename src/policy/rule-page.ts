import type {Level} from '../findings/finding.ts';
import type {PolicyConfig} from './config.ts';
import type {OptionSchema, OptionValues} from './options.ts';
import type {Pack, Rule, TopicClass} from './rule.ts';
import {exampleYaml} from './rule-example.ts';
import {configForExamples, findingsInBadExample} from './rule-tests.ts';
import type {Validators} from './validators.ts';

/** All that is told of a rule, in the order in which it is told: by `weir explain`, and by its page in the docs. */
export interface RulePage {
  id: string;
  title: string;
  /** What it judges, in words: `each Topic`. */
  judges: string;
  /** The team's file, where it is a team's. */
  file?: string;
  rationale: string;
  /** The packs that say anything of it. */
  packs: {pack: string; level: Level | 'off'}[];
  /** The topic classes that judge it in another way. */
  classes: {name: string; level?: Level | 'off'; options?: OptionValues}[];
  options: OptionPage[];
  /** When an exception is right. */
  waiveWhen?: string;
  /** The first good example, as YAML. */
  good?: string;
  /** The first bad example, as YAML, and what the rule says of it. */
  bad?: {yaml: string; says: {message: string; pointer: string; fix?: Record<string, unknown>}[]};
  sources: readonly string[];
  covers: readonly string[];
}

export interface OptionPage {
  name: string;
  /** Type and bounds, in words: `whole number of at least 1`. */
  type: string;
  description: string;
  default: unknown;
}

export interface RulePageInput {
  packs: ReadonlyMap<string, Pack>;
  classes: ReadonlyMap<string, TopicClass>;
  validators: ReadonlyMap<string, Validators>;
}

/** The content of a rule's page, from its own metadata and from judging its first bad example. */
export function rulePage(rule: Rule, {packs, classes, validators}: RulePageInput): RulePage {
  const {id, title, rationale, source, sources, covers = [], waiveWhen} = rule;
  const good = exampleYaml(rule, 'good');
  const bad = exampleYaml(rule, 'bad');
  return {
    id,
    title,
    judges: judged(rule),
    ...(source === undefined ? {} : {file: source.file}),
    rationale,
    packs: [...packs].flatMap(([pack, {levelOf}]) => {
      const level = levelOf(rule);
      return level === undefined ? [] : [{pack, level}];
    }),
    classes: [...classes].flatMap(([name, {rules}]) => (Object.hasOwn(rules, id) ? [{name, ...rules[id]}] : [])),
    options: Object.entries(rule.options).map(([name, schema]) => {
      return {name, type: typeWords(schema), description: schema.description, default: schema.default};
    }),
    ...(waiveWhen === undefined ? {} : {waiveWhen}),
    ...(good === undefined ? {} : {good}),
    ...(bad === undefined ? {} : {bad: {yaml: bad, says: saysOf(rule, {validators, config: configForExamples({packs, classes})})}}),
    sources,
    covers,
  };
}

function saysOf(rule: Rule, testing: {validators: ReadonlyMap<string, Validators>; config: PolicyConfig}) {
  return findingsInBadExample(rule, testing).map(({message, location, fix}) => ({
    message,
    pointer: location.pointer,
    ...(fix === undefined ? {} : {fix}),
  }));
}

/** What a rule judges, in words. */
export function judged(rule: Rule): string {
  switch (rule.subject) {
    case 'document':
      return `each ${rule.kind}`;
    case 'plan':
      return 'each planned change';
    case 'clusters':
      return `${rule.kinds.join(', ')} of all clusters together`;
    default:
      if (rule.eachTopic === true) return 'each Topic, beside its Cluster';
      if (String(rule.kinds) === 'ClientProfile') return 'each ClientProfile, beside its Cluster';
      return String(rule.kinds) === 'Cluster' ? 'each Cluster' : `${rule.kinds.join(', ')} of a cluster together`;
  }
}

function typeWords(schema: OptionSchema): string {
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'string':
      return textWords(schema);
    case 'array':
      return `list of ${textWords(schema.items)}`;
    default: {
      const {type, minimum, maximum} = schema;
      const from = minimum === undefined ? '' : maximum === undefined ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
      const upTo = minimum === undefined && maximum !== undefined ? ` of at most ${maximum}` : '';
      return `${type === 'integer' ? 'whole number' : 'number'}${from}${upTo}`;
    }
  }
}

function textWords({enum: choices, format}: {enum?: readonly string[]; format?: 'regex'}): string {
  if (choices !== undefined) return choices.join(' | ');
  return format === 'regex' ? 'regular expression' : 'text';
}
