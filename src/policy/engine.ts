import {unfinished} from '../findings/error.ts';
import {type Finding, foldClusters, type Level} from '../findings/finding.ts';
import {type Kind, type Model, type Resource, resourcesOf} from '../specs/model.ts';
import {valueAt} from '../specs/yaml/document.ts';
import type {PolicyConfig} from './config.ts';
import {todayInUtc} from './dates.ts';
import {deepFreeze} from './freeze.ts';
import type {JudgedDocuments} from './judged-documents.ts';
import type {OptionValues} from './options.ts';
import {brokenRule, findingOf, reporting} from './reporting.ts';
import type {DocumentFacts, DocumentRule, JudgeContext, ModelRule, PlanRule, Rule} from './rule.ts';
import {withinTime} from './time-limit.ts';
import type {Validate, Validators} from './validators.ts';
import {pointersOf} from './violations.ts';

/** A rule as it holds for one environment. */
interface Active<R extends Rule = Rule> {
  rule: R;
  level: Level;
  options: OptionValues;
}

export interface Judging {
  rules: readonly Rule[];
  validators: ReadonlyMap<string, Validators>;
  config: PolicyConfig;
  /** ISO date, in UTC, by which rules about dates judge; without it, that of the machine. */
  today?: string;
  /** Filled, and taken from: for trees that share documents and are judged by the same rules on the same day. */
  judged?: JudgedDocuments | undefined;
  /**
   * The models of all clusters, where some of them alone are judged: rules about several clusters together look at all, and
   * what they find about the others is left out.
   */
  everywhere?: readonly Model[];
  /** All of it must be done by then; without it, so late that only what hangs is ended. */
  limitMs?: number;
}

interface ActiveDocumentRule extends Active<Rule<DocumentRule>> {
  validate: Validate;
  /** What the validator is given, one object for all documents: most satisfy most rules, and nothing of them is kept. */
  input: {options: OptionValues; document: unknown};
}

/**
 * What the rules find in the models. Equal findings of several clusters are one that names them all.
 * A rule that throws is a finding of level error that names the rule: what could not be judged is not fine. One that comes
 * to no end, as a regular expression can, is an error that ends the run.
 */
export function judge(models: readonly Model[], judging: Judging): Finding[] {
  const {limitMs = limitFor(models)} = judging;
  return withinTime(
    limitMs,
    () => judgeAll(models, judging),
    () => tooSlow(limitMs),
  );
}

function judgeAll(models: readonly Model[], judging: Judging): Finding[] {
  // What a team's code takes out of a document or a list would be judged by no rule after it.
  if (judging.rules.some(isTeamCode)) deepFreeze(judging.everywhere ?? models);
  const findings = models.flatMap(model => judgeModel(model, judging));
  return foldClusters([...findings, ...judgeClusters(models, judging)]);
}

/** A team's rule in YAML has places, and no code of its own. */
function isTeamCode({origin, source}: Rule): boolean {
  return origin === 'team' && source?.locate === undefined;
}

/** A hundred times what judging takes, for the slowest of machines. */
function limitFor(models: readonly Model[]): number {
  return 10_000 + 10 * models.reduce((sum, model) => sum + resourcesOf(model).length, 0);
}

/** What is judged at this moment, for the error that it takes for ever. */
const current: {rule: string; resource: Resource | undefined} = {rule: '', resource: undefined};

function tooSlow(limitMs: number): Error {
  const {rule, resource} = current;
  const place = resource?.locate('/metadata/name');
  const where = place === undefined ? '' : ` the ${resource?.kind} at ${place.file}:${place.line}:${place.column}`;
  return unfinished('policy/too-slow', `the rule ${rule} was still judging${where} when ${Math.round(limitMs / 1000)} s were over`, {
    hint: 'a pattern that repeats a repetition, like (a+)+, can try for years: write it so that a text fits it in one way only, or set the level of the rule to off in policies/policy.yaml',
  });
}

function judgeModel(model: Model, judging: Judging): Finding[] {
  const findings: Finding[] = [];
  const clusters = clustersOf(model);
  const environment = model.cluster?.spec.environment;
  const general = documentRules(judging, environment, undefined);
  const ofClasses = new Map<string, ReadonlyMap<Kind, readonly ActiveDocumentRule[]>>();
  const rulesFor = (resource: Resource): readonly ActiveDocumentRule[] => {
    const topicClass = classOf(resource);
    if (topicClass === undefined || !judging.config.topicClasses.has(topicClass)) return general.get(resource.kind) ?? [];
    const known = ofClasses.get(topicClass) ?? documentRules(judging, environment, topicClass);
    ofClasses.set(topicClass, known);
    return known.get(resource.kind) ?? [];
  };
  const context: JudgeContext = {today: judging.today ?? todayInUtc()};
  const resources = resourcesOf(model);
  const judged = judging.judged?.of(model);
  for (const resource of resources) {
    const first = findings.length;
    const known = judged?.get(resource);
    if (known === undefined) for (const one of rulesFor(resource)) judgeDocument(resource, one, clusters, findings);
    else for (const one of known) findings.push(one);
    judged?.set(resource, findings.length === first ? NOTHING : findings.slice(first));
  }
  for (const rule of judging.rules)
    if (isModelRule(rule))
      for (const {active, of} of partsFor(rule, model, judging)) judgeTogether({model: of, resources, context}, active, clusters, findings);
  return findings;
}

/**
 * What a rule about several documents judges by each of its settings: all of a cluster, or, where it judges each topic
 * alone, the topics of each class.
 */
function partsFor(rule: Rule<ModelRule>, model: Model, {config}: Judging): {active: Active<Rule<ModelRule>>; of: Model}[] {
  const environment = model.cluster?.spec.environment;
  const active = (topicClass: string | undefined, of: Model) => {
    const {level, options} = config.settingsOf(rule, environment, topicClass);
    return level === 'off' ? [] : [{active: {rule, level, options}, of}];
  };
  if (rule.eachTopic !== true) return active(undefined, model);
  const byClass = Map.groupBy(model.topics, topic => {
    const topicClass = classOf(topic);
    return topicClass !== undefined && config.topicClasses.has(topicClass) ? topicClass : undefined;
  });
  return [...byClass].flatMap(([topicClass, topics]) => active(topicClass, {...model, topics}));
}

const NOTHING: readonly Finding[] = [];

/** The class that a topic states in its label. */
function classOf({kind, metadata}: Resource): string | undefined {
  return kind === 'Topic' ? metadata.labels['class'] : undefined;
}

/** The rules that judge single documents, by kind, as they hold in an environment for a class of topics. */
function documentRules(
  judging: Judging,
  environment: string | undefined,
  topicClass: string | undefined,
): ReadonlyMap<Kind, readonly ActiveDocumentRule[]> {
  const byKind = new Map<Kind, ActiveDocumentRule[]>();
  for (const one of activeRules(judging, environment, topicClass)) {
    if (!isDocumentRule(one)) continue;
    const validate = judging.validators.get(one.rule.id)?.document;
    if (validate === undefined) throw new Error(`no validator was compiled for the rule ${one.rule.id}`);
    const ofKind = byKind.get(one.rule.kind) ?? [];
    ofKind.push({...one, validate, input: {options: one.options, document: undefined}});
    byKind.set(one.rule.kind, ofKind);
  }
  return byKind;
}

/** Rules about all clusters together hold at their general level: no single environment is theirs. */
function judgeClusters(models: readonly Model[], judging: Judging): Finding[] {
  const findings: Finding[] = [];
  const names = models.flatMap(clustersOf);
  const {everywhere = models} = judging;
  const tell = (found: Finding): void => {
    const here = found.clusters.filter(name => names.includes(name));
    if (found.clusters.length === 0 || here.length > 0) findings.push({...found, clusters: here});
  };
  for (const {rule, level, options} of activeRules(judging, undefined)) {
    if (rule.subject !== 'clusters') continue;
    try {
      current.rule = rule.id;
      current.resource = undefined;
      reporting(
        rule.id,
        found => tell(findingOf(rule, level, [], found)),
        report => rule.judgeAll(everywhere, options, report),
      );
    } catch (error) {
      const first = models.flatMap(resourcesOf)[0];
      if (first === undefined) throw error;
      findings.push(brokenRule(rule, first, names, error));
    }
  }
  return findings;
}

function judgeDocument(
  resource: Resource,
  {rule, level, options, validate, input}: ActiveDocumentRule,
  clusters: string[],
  findings: Finding[],
): void {
  try {
    current.rule = rule.id;
    current.resource = resource;
    input.document = resource.judged;
    const violations = validate(input);
    if (violations.length === 0) return;
    for (const pointer of pointersOf(violations)) {
      const facts: DocumentFacts & OptionValues = {...options, value: valueAt(resource.judged, pointer), resource, pointer};
      const fix = rule.fix?.(facts);
      findings.push(
        findingOf(rule, level, clusters, {
          resource,
          at: pointer,
          message: rule.message(facts),
          ...(rule.mark === undefined ? {} : {mark: rule.mark}),
          ...(fix === undefined ? {} : {fix}),
        }),
      );
    }
  } catch (error) {
    findings.push(brokenRule(rule, resource, clusters, error));
  }
}

function judgeTogether(
  {model, resources, context}: {model: Model; resources: readonly Resource[]; context: JudgeContext},
  {rule, level, options}: Active<Rule<ModelRule>>,
  clusters: string[],
  findings: Finding[],
): void {
  try {
    current.rule = rule.id;
    current.resource = model.cluster;
    reporting(
      rule.id,
      found => findings.push(findingOf(rule, level, clusters, found)),
      report => rule.judgeAll(model, options, report, context),
    );
  } catch (error) {
    const first = resources[0];
    if (first === undefined) throw error;
    findings.push(brokenRule(rule, first, clusters, error));
  }
}

/**
 * What the plan rules find in one cluster's planned changes. `clusterDocument` is where a rule that throws is
 * reported.
 */
export function judgePlan<Change, Facts>(
  plan: {model: Model; clusterDocument: Resource; changes: readonly Change[]; facts: Facts},
  judging: Pick<Judging, 'rules' | 'config'>,
): Finding[] {
  const findings: Finding[] = [];
  const clusters = clustersOf(plan.model);
  for (const {rule, level, options} of activeRules(judging, plan.model.cluster?.spec.environment)) {
    if (rule.subject !== 'plan') continue;
    const planRule: PlanRule = rule;
    for (const change of plan.changes) {
      try {
        reporting(
          rule.id,
          found => findings.push(findingOf(rule, level, clusters, found)),
          report => planRule.judge(change, plan.facts, options, report),
        );
      } catch (error) {
        findings.push(brokenRule(rule, plan.clusterDocument, clusters, error));
      }
    }
  }
  return foldClusters(findings);
}

function activeRules({rules, config}: Pick<Judging, 'rules' | 'config'>, environment: string | undefined, topicClass?: string): Active[] {
  const active: Active[] = [];
  for (const rule of rules) {
    const {level, options} = config.settingsOf(rule, environment, topicClass);
    if (level !== 'off') active.push({rule, level, options});
  }
  return active;
}

function isDocumentRule(active: Active): active is Active<Rule<DocumentRule>> {
  return active.rule.subject === 'document';
}

function isModelRule(rule: Rule): rule is Rule<ModelRule> {
  return rule.subject === 'model';
}

function clustersOf(model: Model): string[] {
  return model.cluster === undefined ? [] : [model.cluster.name];
}
