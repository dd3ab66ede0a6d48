import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import path from 'node:path';
import {usageError} from '../findings/error.ts';
import type {Finding} from '../findings/finding.ts';
import {VERSION} from '../version.ts';
import type {Engine} from './engine.ts';
import {isObject} from './engine-event.ts';
import type {StackPlan} from './plan.ts';
import {readPrivateJson, writePrivateJson} from './private-json.ts';

/**
 * What `plan --out DIR` leaves beside the engine's files, as `plan.json`: enough to refuse a plan of another version,
 * cluster or spec. Holds no secret.
 */
export interface SavedPlan {
  version: 1;
  weir: string;
  engine: {kind: string; version: string};
  cluster: string;
  /** As the brokers reported it; absent where Weir's own clients cannot authenticate (see passesThrough). */
  clusterId?: string;
  /** SHA-256 of all specs. */
  specs: string;
  /** `after`: stacks that are applied before it, because they take in what it lets go of. */
  stacks: {name: string; domain: string; sha256: string; changes: number; after: readonly string[]}[];
  /** What the rules about plans found, whole, so that a refusal can name the line. */
  risks: Finding[];
}

export interface SavedPlanParts {
  engine: Engine;
  cluster: string;
  clusterId: string | undefined;
  specs: string;
  plans: readonly StackPlan[];
  risks: readonly Finding[];
}

/** The folder for a plan to keep, without what an earlier plan left there: neither its files nor what of it was applied. */
export function planFolder(directory: string): string {
  if (statSync(directory, {throwIfNoEntry: false})?.isDirectory() === false) {
    throw usageError('plan/no-folder', `${directory} is a file`, 'name a folder with --out DIR');
  }
  mkdirSync(directory, {recursive: true, mode: 0o700});
  for (const name of readdirSync(directory)) {
    if (name.endsWith('.tfplan') || name === 'plan.json' || name === 'applied.json') rmSync(path.join(directory, name));
  }
  return directory;
}

export function savedPlanOf({engine, cluster, clusterId, specs, plans, risks}: SavedPlanParts): SavedPlan {
  return {
    version: 1,
    weir: VERSION,
    engine: {kind: engine.kind, version: engine.version},
    cluster,
    ...(clusterId === undefined ? {} : {clusterId}),
    specs,
    stacks: plans.map(({stack, sha256, changes, after}) => ({
      name: stack.name,
      domain: stack.domain,
      sha256,
      changes: changes.length,
      after,
    })),
    risks: [...risks],
  };
}

export function writeSavedPlan(directory: string, plan: SavedPlan): void {
  writePrivateJson(path.join(directory, 'plan.json'), plan);
}

/** What must hold for a saved plan to be applied here and now. */
export interface Surroundings {
  engine: Engine;
  cluster: string;
  clusterId: string | undefined;
  specs: string;
}

/**
 * Reads `plan.json` and holds it against what is. Anything that differs is wrong use: the plan says what was reviewed,
 * and nothing else may be applied.
 */
export function readSavedPlan(directory: string, now: Surroundings): SavedPlan {
  const plan = parseSavedPlan(directory);
  const again = 'plan again, review it, and apply that';
  const refuse = (code: string, message: string): never => {
    throw usageError(`plan/${code}`, message, again);
  };
  if (plan.weir !== VERSION) refuse('version', `the plan in ${directory} was made by Weir ${plan.weir}, and this is ${VERSION}`);
  if (plan.engine.kind !== now.engine.kind || plan.engine.version !== now.engine.version) {
    refuse(
      'engine',
      `the plan in ${directory} was made with ${plan.engine.kind} ${plan.engine.version}, and this is ${now.engine.kind} ${now.engine.version}`,
    );
  }
  if (plan.cluster !== now.cluster) refuse('cluster', `the plan in ${directory} is for the cluster ${plan.cluster}, not ${now.cluster}`);
  if (plan.clusterId !== now.clusterId)
    refuse('cluster', `the plan in ${directory} is for the cluster with id ${plan.clusterId}, and the brokers report ${now.clusterId}`);
  if (plan.specs !== now.specs) refuse('specs', `the specs have changed since the plan in ${directory} was made`);
  for (const {name, sha256} of plan.stacks) {
    const file = path.join(directory, `${name}.tfplan`);
    if (!existsSync(file)) refuse('missing-file', `the plan in ${directory} lacks ${name}.tfplan`);
    if (createHash('sha256').update(readFileSync(file)).digest('hex') !== sha256)
      refuse('changed-file', `${file} is not the file that was planned`);
  }
  return plan;
}

function parseSavedPlan(directory: string): SavedPlan {
  const file = path.join(directory, 'plan.json');
  if (!existsSync(file)) throw usageError('plan/missing', `there is no plan in ${directory}`, `make one: weir plan --out ${directory}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw usageError('plan/unreadable', `${file} is no JSON: ${String(error)}`, 'plan again');
  }
  if (!isSavedPlan(parsed)) throw usageError('plan/unreadable', `${file} is no plan of Weir`, 'plan again');
  return parsed;
}

function isSavedPlan(value: unknown): value is SavedPlan {
  if (!isObject(value) || value['version'] !== 1) return false;
  const {engine, stacks, risks} = value;
  const hasTexts = ['weir', 'cluster', 'specs'].every(key => typeof value[key] === 'string');
  return (
    hasTexts &&
    isObject(engine) &&
    typeof engine['kind'] === 'string' &&
    typeof engine['version'] === 'string' &&
    Array.isArray(risks) &&
    risks.every(isRisk) &&
    Array.isArray(stacks) &&
    stacks.every(
      one =>
        isObject(one) &&
        typeof one['name'] === 'string' &&
        /^[a-z0-9.-]+$/.test(one['name']) &&
        typeof one['domain'] === 'string' &&
        typeof one['sha256'] === 'string' &&
        isTexts(one['after']),
    )
  );
}

function isRisk(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['location'])) return false;
  const {location, resource} = value;
  // By its resource a waiver knows a risk.
  const isAbout =
    resource === undefined || (isObject(resource) && typeof resource['kind'] === 'string' && typeof resource['name'] === 'string');
  const hasTexts = ['fingerprint', 'rule', 'level', 'message'].every(key => typeof value[key] === 'string');
  const hasPlace = ['line', 'column', 'endLine', 'endColumn'].every(key => typeof location[key] === 'number');
  return isAbout && hasTexts && hasPlace && typeof location['file'] === 'string' && Array.isArray(value['clusters']);
}

/** Hashes of the stack plans of this folder that were applied whole, so that a rerun skips them. */
export function readApplied(directory: string): Set<string> {
  const remedy = 'remove the file to apply every stack of this plan again; the engine refuses plans that were applied';
  return new Set(readPrivateJson(path.join(directory, 'applied.json'), isTexts, remedy) ?? []);
}

export function recordApplied(directory: string, applied: ReadonlySet<string>): void {
  writePrivateJson(path.join(directory, 'applied.json'), [...applied]);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string');
}
