import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync} from 'node:fs';
import path from 'node:path';
import {usageError} from '../findings/error.ts';
import type {Approval, Finding} from '../findings/finding.ts';
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
  /** SHA-256 of the policies, the waivers among them. */
  policies: string;
  /** `after`: stacks that are applied before it, because they take in what it lets go of. */
  stacks: {name: string; domain: string; sha256: string; changes: number; after: readonly string[]}[];
  /** What the rules about plans found, whole, so that a refusal can name the line; each with its stack. */
  risks: Finding[];
  /** SHA-256 of all of the above: what was edited is no plan that anybody reviewed. */
  digest: string;
}

export interface SavedPlanParts {
  engine: Pick<Engine, 'kind' | 'version'>;
  cluster: string;
  clusterId: string | undefined;
  specs: string;
  policies: string;
  plans: readonly StackPlan[];
  risks: readonly Finding[];
}

const MADE_HERE: ReadonlySet<string> = new Set(['plan.json', 'applied.json', 'approvals.example.yaml']);

/**
 * The folder for a plan to keep, without what an earlier plan left there: neither its files nor what of it was applied. What
 * was applied from here before stays on record, under another name.
 */
export function planFolder(directory: string): string {
  if (statSync(directory, {throwIfNoEntry: false})?.isDirectory() === false) {
    throw usageError('plan/no-folder', `${directory} is a file`, 'name a folder with --out DIR');
  }
  mkdirSync(directory, {recursive: true, mode: 0o700});
  for (const name of readdirSync(directory)) {
    if (name.endsWith('.tfplan') || MADE_HERE.has(name)) rmSync(path.join(directory, name));
    if (name === 'evidence.json') keepEvidence(directory);
  }
  return directory;
}

function keepEvidence(directory: string): void {
  const file = path.join(directory, 'evidence.json');
  const time = statSync(file).mtime.toISOString().replaceAll(':', '');
  // Two of one moment are told apart.
  const name = (attempt: number): string => path.join(directory, `evidence.${time}${attempt === 0 ? '' : `-${attempt}`}.json`);
  let attempt = 0;
  while (existsSync(name(attempt))) attempt += 1;
  renameSync(file, name(attempt));
}

export function savedPlanOf({engine, cluster, clusterId, specs, policies, plans, risks}: SavedPlanParts): SavedPlan {
  const plan = {
    version: 1 as const,
    weir: VERSION,
    engine: {kind: engine.kind, version: engine.version},
    cluster,
    ...(clusterId === undefined ? {} : {clusterId}),
    specs,
    policies,
    stacks: plans.map(({stack, sha256, changes, after}) => ({
      name: stack.name,
      domain: stack.domain,
      sha256,
      changes: changes.length,
      after,
    })),
    risks: [...risks],
  };
  return {...plan, digest: digestOf(plan)};
}

/** Of the plan as JSON has it, without the digest itself. */
function digestOf({digest: _digest, ...plan}: Omit<SavedPlan, 'digest'> & {digest?: string}): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

/** SHA-256 of the plan of each stack, by the stack's name. */
export function hashesOf({stacks}: Pick<SavedPlan, 'stacks'>): Map<string, string> {
  return new Map(stacks.map(({name, sha256}) => [name, sha256]));
}

export function writeSavedPlan(directory: string, plan: SavedPlan): void {
  writePrivateJson(path.join(directory, 'plan.json'), plan);
}

/** What must hold for a saved plan to be applied here and now. */
export interface Surroundings {
  engine: Pick<Engine, 'kind' | 'version'>;
  cluster: string;
  clusterId: string | undefined;
  specs: string;
  policies: string;
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
  if (digestOf(plan) !== plan.digest) refuse('changed-file', `${path.join(directory, 'plan.json')} is not as weir plan wrote it`);
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
  if (plan.policies !== now.policies)
    refuse('policies', `the policies or waivers have changed since the plan in ${directory} was made, and it was judged by the old ones`);
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
  const hasTexts = ['weir', 'cluster', 'specs', 'policies', 'digest'].every(key => typeof value[key] === 'string');
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
  const {location, resource, stack} = value;
  // By its resource a waiver knows a risk.
  const isAbout =
    resource === undefined || (isObject(resource) && typeof resource['kind'] === 'string' && typeof resource['name'] === 'string');
  const hasTexts = ['fingerprint', 'rule', 'level', 'message'].every(key => typeof value[key] === 'string');
  const hasPlace = ['line', 'column', 'endLine', 'endColumn'].every(key => typeof location[key] === 'number');
  return (
    isAbout && typeof stack === 'string' && hasTexts && hasPlace && typeof location['file'] === 'string' && Array.isArray(value['clusters'])
  );
}

/** That a stack's plan was given to the engine, and when it was done. */
export interface AppliedStack {
  stack: string;
  /** SHA-256 of its plan. */
  plan: string;
  /** Number of its changes. */
  changes: number;
  startedAt: string;
  /** Absent where it failed, or where the run ended before its end was seen. */
  finishedAt?: string;
  /** The risks that were approved for it. */
  approvals: ApprovedRisk[];
}

/** Who took which risk of which plan. */
export interface ApprovedRisk extends Approval {
  /** Its fingerprint. */
  risk: string;
  rule: string;
  message: string;
  stack: string;
}

/** What of the plans of this folder was applied, so that a rerun skips what is whole and says what is not. */
export function readApplied(directory: string): AppliedStack[] {
  const remedy = 'remove the file to apply every stack of this plan again; the engine refuses plans that were applied';
  return readPrivateJson(path.join(directory, 'applied.json'), areApplied, remedy) ?? [];
}

export function recordApplied(directory: string, applied: readonly AppliedStack[]): void {
  writePrivateJson(path.join(directory, 'applied.json'), applied);
}

function areApplied(value: unknown): value is AppliedStack[] {
  return (
    Array.isArray(value) &&
    value.every(
      one =>
        isObject(one) &&
        ['stack', 'plan', 'startedAt'].every(key => typeof one[key] === 'string') &&
        typeof one['changes'] === 'number' &&
        (one['finishedAt'] === undefined || typeof one['finishedAt'] === 'string') &&
        Array.isArray(one['approvals']),
    )
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string');
}
