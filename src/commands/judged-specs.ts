import {existsSync} from 'node:fs';
import path from 'node:path';
import {loadRules, type Rules} from '../extensions/rules.ts';
import {usageError, WeirError} from '../findings/error.ts';
import {compareFindings, type Finding} from '../findings/finding.ts';
import type {RuleInfo} from '../findings/reporters/reporter.ts';
import {suggestion} from '../findings/suggest.ts';
import {type Baseline, baselineFile, readBaseline} from '../policy/baseline-file.ts';
import {type PolicyConfig, readPolicyConfig} from '../policy/config.ts';
import {type Accepted, cover, type RunFacts, ruleTest} from '../policy/coverage.ts';
import {todayInUtc} from '../policy/dates.ts';
import {judge} from '../policy/engine.ts';
import {JudgedDocuments} from '../policy/judged-documents.ts';
import {validatorsOf} from '../policy/validators.ts';
import {readWaivers} from '../policy/waiver-reader.ts';
import {waive} from '../policy/waivers.ts';
import {type LoadedSpecs, loadSpecs} from '../specs/load.ts';
import type {Model} from '../specs/model.ts';

/** May be missing: then the recommended pack holds. A folder that somebody named may not. */
const DEFAULT_DIRECTORY = 'policies';

export interface Policies extends Rules {
  config: PolicyConfig;
  validators: Awaited<ReturnType<typeof validatorsOf>>;
}

/** The rules, ours and the team's, whatever `policies/policy.yaml` says of them. A folder that somebody named must exist. */
export async function loadKnownRules({cwd, directory}: {cwd: string; directory: string}): Promise<Rules> {
  if (directory !== DEFAULT_DIRECTORY && !existsSync(path.resolve(cwd, directory))) {
    throw usageError('policies/missing-folder', `there is no folder ${directory}`, 'name the folder of the policies with --policies DIR');
  }
  return loadRules({cwd, directory});
}

/** The rules with what `policies/policy.yaml` says of them. Malformed is wrong use. */
export async function loadPolicies({cwd, directory}: {cwd: string; directory: string}): Promise<Policies> {
  const {rules, packs, classes} = await loadKnownRules({cwd, directory});
  const validators = await validatorsOf(rules);
  return {rules, packs, classes, validators, config: readPolicyConfig({cwd, directory, rules, packs, classes, validators})};
}

export interface JudgedSpecs {
  specs: LoadedSpecs;
  /** All of them, or the one that was asked for. */
  models: readonly Model[];
  policies: Policies;
  /** What is wrong with the documents and what the rules found, whoever accepts it. */
  found: readonly Finding[];
  accepted: Accepted;
  run: RunFacts;
  /** What was found in single documents, where it was to be remembered. */
  documents: JudgedDocuments | undefined;
  /** All of `found`, marked where a waiver or the baseline covers it, and what is wrong with those: in reading order. */
  findings: Finding[];
  /** The text of a file that findings point into, for code frames. */
  sourceOf(file: string): string | undefined;
}

export interface JudgeRequest {
  cwd: string;
  specs: string;
  policies: string;
  /** Only this one is judged. */
  cluster?: string | undefined;
  /** False for an audit: nothing is waived. */
  waivers?: boolean;
  /** A file in the place of `policies/baseline.json`, relative to `cwd`; false: none. */
  baseline?: string | false | undefined;
  /** Is told that the baseline is malformed, which is then taken for none; without it, that is wrong use. */
  onBrokenBaseline?: (problem: WeirError) => void;
  /** Remembers what was found in single documents, for another version of the tree to share. */
  remembers?: boolean;
  /** A date like 2027-01-31, for tests; without it, that of today in UTC. */
  today?: string;
}

/**
 * Reads and judges all specs, and marks what the team accepts: what `check` reports, and the gate of every command that
 * writes.
 */
export async function judgeSpecs(request: JudgeRequest): Promise<JudgedSpecs> {
  const {cwd, cluster, today = todayInUtc()} = request;
  const specs = loadSpecs({cwd, directory: request.specs});
  const policies = await loadPolicies({cwd, directory: request.policies});
  const accepted: Accepted = {
    waivers: request.waivers === false ? undefined : readWaivers({cwd, directory: request.policies}),
    baseline: request.baseline === false ? undefined : knownFindings(request, request.baseline ?? baselineFile(request.policies)),
  };
  requireEnvironments(specs, policies.config);
  if (cluster !== undefined) requireCluster(specs.models, cluster);
  const {own, models} = judgedOn(specs, cluster);
  const documents = request.remembers === true ? new JudgedDocuments() : undefined;
  const found = [...own, ...judge(models, {...policies, today, judged: documents, everywhere: specs.models})].sort(compareFindings);
  const {rules, config} = policies;
  const isAllRead = specs.findings.length === 0;
  const run: RunFacts = {today, rules, config, models: specs.models, isAllRead, isAllJudged: cluster === undefined};
  return accept({specs, models, policies, found, run, documents}, accepted);
}

function knownFindings({cwd, onBrokenBaseline}: JudgeRequest, file: string): Baseline | undefined {
  try {
    return readBaseline(cwd, file);
  } catch (error) {
    if (onBrokenBaseline === undefined || !(error instanceof WeirError) || error.code !== 'policies/malformed') throw error;
    onBrokenBaseline(error);
    return undefined;
  }
}

/** The same findings by other waivers or another baseline. */
export function accept(judged: Omit<JudgedSpecs, 'accepted' | 'findings' | 'sourceOf'>, accepted: Accepted): JudgedSpecs {
  const {specs, found, run} = judged;
  const settings = new Map([accepted.waivers, accepted.baseline].flatMap(one => (one === undefined ? [] : [[one.file, one.text]])));
  return {
    ...judged,
    accepted,
    findings: cover(found, accepted, run),
    sourceOf: file => specs.sourceOf(file) ?? settings.get(file),
  };
}

/** Risks of a plan, marked where a waiver covers them. Marks that they carry already are taken off: a waiver may have ended. */
export function waiveRisks(risks: readonly Finding[], {accepted, run}: Pick<JudgedSpecs, 'accepted' | 'run'>): Finding[] {
  const bare = risks.map(({waivedBy: _by, waiver: _waiver, ...risk}) => risk);
  return waive(bare, accepted.waivers?.waivers ?? [], {today: run.today, isRule: ruleTest(run.rules)}).findings;
}

/** Only where all documents could be read: one that could not may be the Cluster of that environment. */
function requireEnvironments({models, findings}: LoadedSpecs, config: PolicyConfig): void {
  const environments = models.flatMap(({cluster}) => (cluster === undefined ? [] : [cluster.spec.environment]));
  if (environments.length > 0 && findings.length === 0) config.requireEnvironments(new Set(environments));
}

/** What of the specs is judged on one cluster, or on all: nothing where there is no such cluster. */
export function judgedOn({findings, models}: LoadedSpecs, name: string | undefined): {own: readonly Finding[]; models: readonly Model[]} {
  if (name === undefined) return {own: findings, models};
  return {
    own: findings.filter(({clusters}) => clusters.length === 0 || clusters.includes(name)),
    models: models.filter(({cluster}) => cluster?.name === name),
  };
}

function requireCluster(models: readonly Model[], name: string): void {
  if (models.some(({cluster}) => cluster?.name === name)) return;
  const names = models.flatMap(({cluster}) => (cluster === undefined ? [] : [cluster.name]));
  throw usageError(
    'cluster/unknown',
    `there is no cluster ${JSON.stringify(name)}${suggestion(name, names)}`,
    names.length === 0 ? 'declare one: kind: Cluster' : `clusters: ${names.join(', ')}`,
  );
}

/** What reports say of the rules, at the levels that hold. */
export function ruleInfos({rules, config}: Policies): Map<string, RuleInfo> {
  return new Map(
    rules.map(rule => {
      const {id, title, rationale, sources, waiveWhen} = rule;
      const {level} = config.settingsOf(rule);
      return [id, {id, title, rationale, sources, level, ...(waiveWhen === undefined ? {} : {waiveWhen})}];
    }),
  );
}
