import type {Finding, Location} from '../findings/finding.ts';
import type {Model} from '../specs/model.ts';
import {defaultConfig, type PolicyConfig} from './config.ts';
import {judge, judgePlan} from './engine.ts';
import {cluster, type Document, topic} from './examples.ts';
import {fixProblems} from './fix-tests.ts';
import {deepFreeze} from './freeze.ts';
import {defaultsOf} from './options.ts';
import {resolveExamples} from './resolve-examples.ts';
import type {Pack, PlanExample, PlanRule, Rule, TopicClass} from './rule.ts';
import {isRuleFailure} from './rule-failure.ts';
import type {Validators} from './validators.ts';

export type Which = 'good' | 'bad';

/** What is wrong with a rule, by its own examples. */
export interface RuleProblem {
  /** The example that shows it, counted from 0; absent where the rule itself is incomplete. */
  example?: {which: Which; index: number};
  message: string;
  /** Where the example stands; only a rule in YAML can say. */
  location?: Location;
}

/** What the examples of a rule say of it. */
export interface TestedRule {
  id: string;
  origin: Rule['origin'];
  /** The team's file. */
  file?: string;
  examples: {good: number; bad: number};
  /** None: the rule keeps what its examples promise. */
  problems: RuleProblem[];
}

/** The day on which examples are judged, so that those about dates say the same for ever: an ISO date. */
export const EXAMPLES_DAY = '2026-11-01';

/** What a rule is tested in. */
export interface RuleTesting {
  validators: ReadonlyMap<string, Validators>;
  config: PolicyConfig;
}

/** What the recommended pack says of every rule, for whoever has no packs at hand. */
const OWN_LEVELS: ReadonlyMap<string, Pack> = new Map([['recommended', {subject: 'pack', summary: '', levelOf: ({level}) => level}]]);

/**
 * The settings under which examples are judged: those of the recommended pack with the rules' default options, and
 * the rules switched on that a team has to choose. What `policy.yaml` states does not count.
 */
export function configForExamples({
  packs = OWN_LEVELS,
  classes = new Map(),
}: {
  packs?: ReadonlyMap<string, Pack>;
  classes?: ReadonlyMap<string, TopicClass>;
} = {}): PolicyConfig {
  const config = defaultConfig(packs, classes);
  return {
    ...config,
    settingsOf(rule, environment, topicClass) {
      const settings = config.settingsOf(rule, environment, topicClass);
      return settings.level === 'off' ? {...settings, level: 'warning'} : settings;
    },
  };
}

/**
 * Runs the examples of a rule: the good ones must satisfy it, the bad ones must not, and what it offers as a fix must
 * satisfy it. What it judges is frozen, because a rule that changes a document changes it for all rules.
 */
export function testRule(rule: Rule, testing: RuleTesting): TestedRule {
  const {id, origin, source, examples} = rule;
  const problems = [
    ...descriptionProblems(rule, testing),
    ...(['good', 'bad'] as const).flatMap(which =>
      sets(rule, which).flatMap((set, index): RuleProblem[] => {
        const location = source?.locate?.(`/examples/${which}/${index}`);
        return exampleProblems(rule, which, set, testing).map(message => ({
          example: {which, index},
          message,
          ...(location === undefined ? {} : {location}),
        }));
      }),
    ),
  ];
  return {
    id,
    origin,
    ...(source === undefined ? {} : {file: source.file}),
    examples: {good: examples.good.length, bad: examples.bad.length},
    problems,
  };
}

/** The documents of an example, or the planned change that it is. */
type ExampleSet = {documents: readonly Document[]} | {planned: PlanExample<unknown, unknown>};

function sets(rule: Rule, which: Which): ExampleSet[] {
  switch (rule.subject) {
    case 'document':
      return rule.examples[which].map(document => ({documents: [document]}));
    case 'plan':
      return rule.examples[which].map(planned => ({planned}));
    default:
      return rule.examples[which].map(documents => ({documents}));
  }
}

/** Names under which `message` and `fix` get something else than an option. */
const TAKEN = ['value', 'resource', 'pointer'];

function descriptionProblems(rule: Rule, {validators}: RuleTesting): RuleProblem[] {
  const problems: string[] = [];
  if (rule.title.trim() === '') problems.push('it has no title: say in one line what holds where it is satisfied');
  if (rule.rationale.trim() === '') problems.push('it has no rationale: say why it matters');
  if (!rule.sources.some(source => source.trim() !== '')) problems.push('it names no source: say where its condition comes from');
  for (const [name, {description}] of Object.entries(rule.options)) {
    if (typeof description !== 'string' || description.trim() === '') problems.push(`its option ${name} has no description`);
    if (TAKEN.includes(name)) problems.push(`its option cannot be named ${name}: a message gets that from the document`);
  }
  for (const {instancePath, message} of validators.get(rule.id)?.options(defaultsOf(rule.options)) ?? [])
    problems.push(`the default of its option ${instancePath.slice(1)} ${message ?? 'is not valid'}`);
  const contradiction = rule.checkOptions?.(defaultsOf(rule.options));
  if (contradiction !== undefined) problems.push(`the defaults of its options contradict each other: ${contradiction}`);
  for (const which of ['good', 'bad'] as const)
    if (rule.examples[which].length === 0)
      problems.push(`it has no ${which} example: nothing shows that it ${which === 'good' ? 'can be satisfied' : 'finds anything'}`);
  return problems.map(message => ({message}));
}

function exampleProblems(rule: Rule, which: Which, example: ExampleSet, testing: RuleTesting): string[] {
  const {invalid, found} = judgeExample(rule, example, testing);
  if (invalid.length > 0) return invalid.map(one => `it is no valid document${atPointer(one)}: ${one.message}`);
  const failed = found.find(isRuleFailure);
  if (failed !== undefined) return [failureProblem(failed)];
  if (which === 'good') return found.map(one => `it is a good example, and the rule finds fault with it${atPointer(one)}: ${one.message}`);
  if (found.length === 0) return ['it is a bad example, and the rule finds no fault with it'];
  const garbled = found.filter(({message}) => /\bundefined\b|\[object |\bNaN\b/.test(message));
  return [
    ...garbled.map(({message}) => `the message holds what JavaScript writes for no value: ${message}`),
    ...('planned' in example ? [] : fixProblems(rule, example.documents, found, models => judgeFrozen(rule, models, testing))),
  ];
}

/** What the rule alone finds in one of its examples; or what the schemas find, where the documents are not valid. */
function judgeExample(rule: Rule, example: ExampleSet, testing: RuleTesting): {invalid: Finding[]; found: Finding[]} {
  if ('planned' in example) return {invalid: [], found: judgePlanned(rule, example.planned, testing)};
  const {models, findings} = resolveExamples(example.documents);
  return {invalid: findings, found: findings.length > 0 ? [] : judgeFrozen(rule, models, testing)};
}

/** What a rule says of its first bad example: what a user would see. */
export function findingsInBadExample(rule: Rule, testing: RuleTesting): Finding[] {
  const [first] = sets(rule, 'bad');
  return first === undefined ? [] : judgeExample(rule, first, testing).found;
}

function judgeFrozen(rule: Rule, models: readonly Model[], {validators, config}: RuleTesting): Finding[] {
  return judge(deepFreeze(models), {rules: [rule], validators, config, today: EXAMPLES_DAY});
}

function judgePlanned(rule: Rule, {change, facts}: PlanExample<unknown, unknown>, {config}: RuleTesting): Finding[] {
  const [model] = resolveExamples([cluster(), topic()]).models;
  if (model?.cluster === undefined) throw new Error('the smallest Cluster is no valid document');
  const planRules: readonly Rule<PlanRule>[] = rule.subject === 'plan' ? [rule] : [];
  return judgePlan(
    {model, clusterDocument: model.cluster, changes: [deepFreeze(change)], facts: deepFreeze(facts)},
    {rules: planRules, config},
  );
}

function failureProblem({message}: Finding): string {
  return `the rule fails: ${/\((.*)\); /s.exec(message)?.[1] ?? message}`;
}

function atPointer({location}: Finding): string {
  return location.pointer === '' ? '' : ` at ${location.pointer}`;
}
