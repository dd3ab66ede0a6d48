import {existsSync} from 'node:fs';
import path from 'node:path';
import {loadRules, type Rules} from '../extensions/rules.ts';
import {usageError} from '../findings/error.ts';
import {compareFindings, type Finding} from '../findings/finding.ts';
import type {RuleInfo} from '../findings/reporters/reporter.ts';
import {suggestion} from '../findings/suggest.ts';
import {type PolicyConfig, readPolicyConfig} from '../policy/config.ts';
import {judge} from '../policy/engine.ts';
import {validatorsOf} from '../policy/validators.ts';
import {type LoadedSpecs, loadSpecs} from '../specs/load.ts';
import type {Model} from '../specs/model.ts';

/** May be missing: then the recommended pack holds. A folder that somebody named may not. */
const DEFAULT_DIRECTORY = 'policies';

export interface Policies extends Rules {
  config: PolicyConfig;
  validators: Awaited<ReturnType<typeof validatorsOf>>;
}

/** The rules, ours and the team's, with what `policies/policy.yaml` says of them. Malformed is wrong use. */
export async function loadPolicies({cwd, directory}: {cwd: string; directory: string}): Promise<Policies> {
  if (directory !== DEFAULT_DIRECTORY && !existsSync(path.resolve(cwd, directory))) {
    throw usageError('policies/missing-folder', `there is no folder ${directory}`, 'name the folder of the policies with --policies DIR');
  }
  const {rules, packs, classes} = await loadRules({cwd, directory});
  const validators = await validatorsOf(rules);
  return {rules, packs, classes, validators, config: readPolicyConfig({cwd, directory, rules, packs, classes, validators})};
}

export interface JudgedSpecs {
  specs: LoadedSpecs;
  /** All of them, or the one that was asked for. */
  models: readonly Model[];
  policies: Policies;
  /** What is wrong with the documents and what the rules found, in reading order. */
  findings: Finding[];
}

/**
 * Reads and judges all specs: what `check` reports, and the gate of every command that writes. With `cluster`, only
 * that one is judged.
 */
export async function judgeSpecs(options: {
  cwd: string;
  specs: string;
  policies: string;
  cluster?: string | undefined;
}): Promise<JudgedSpecs> {
  const {cwd, cluster} = options;
  const specs = loadSpecs({cwd, directory: options.specs});
  const policies = await loadPolicies({cwd, directory: options.policies});
  requireEnvironments(specs, policies.config);
  const models = cluster === undefined ? specs.models : [modelNamed(specs.models, cluster)];
  const own = specs.findings.filter(({clusters}) => cluster === undefined || clusters.length === 0 || clusters.includes(cluster));
  return {specs, models, policies, findings: [...own, ...judge(models, policies)].sort(compareFindings)};
}

/** Only where all documents could be read: one that could not may be the Cluster of that environment. */
function requireEnvironments({models, findings}: LoadedSpecs, config: PolicyConfig): void {
  const environments = models.flatMap(({cluster}) => (cluster === undefined ? [] : [cluster.spec.environment]));
  if (environments.length > 0 && findings.length === 0) config.requireEnvironments(new Set(environments));
}

function modelNamed(models: readonly Model[], name: string): Model {
  const known = models.find(({cluster}) => cluster?.name === name);
  if (known !== undefined) return known;
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
      const {id, title, rationale, sources} = rule;
      return [id, {id, title, rationale, sources, level: config.settingsOf(rule).level}];
    }),
  );
}
