import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import type {Connection} from '../cluster/connection.ts';
import {inParallel} from '../in-parallel.ts';
import type {Model, Resource} from '../specs/model.ts';
import type {Engine, EngineResult} from './engine.ts';
import {providerEnvironment, stackVariables} from './environment.ts';
import {engineFailure} from './failure.ts';
import {failurePlace} from './failure-place.ts';
import {type PlannedChange, readChanges} from './plan-change.ts';
import {documentsByAddress} from './resource-ids.ts';
import {writtenUsers} from './secret-variables.ts';
import type {SynthesisedStack} from './synth.ts';

/** A stack's saved plan. */
export interface StackPlan {
  stack: SynthesisedStack;
  /** The engine's own plan file, 0600. */
  file: string;
  /** SHA-256 of that file. */
  sha256: string;
  changes: PlannedChange[];
  /** Stacks that take in what this plan lets go of: they are applied before it. */
  after: readonly string[];
}

export interface PlanOptions {
  engine: Engine;
  model: Model;
  stacks: readonly SynthesisedStack[];
  /** Existing folder for the plan files. */
  directory: string;
  /** The administrator's. */
  connection: Connection;
  signal: AbortSignal;
  /** Addresses by stack: nothing else of it is planned. */
  targets?: ReadonlyMap<string, readonly string[]>;
  /** Without a text a stack is done. */
  onProgress?(stack: string, text?: string): void;
}

/** Stacks that are planned or applied at once: more make each slower on a small machine. */
const AT_ONCE = 2;

/** Prepares the folders of stacks for the engine: provider and backend. Throws the engine's failure as one error of exit 3. */
export async function initStacks({
  engine,
  model,
  stacks,
  connection,
  signal,
  onProgress,
}: Omit<PlanOptions, 'directory' | 'targets'>): Promise<void> {
  // The first init of a pg backend makes a schema, a table and a sequence that all stacks share.
  const atOnce = model.cluster?.spec.terraform.backend.type === 'pg' ? 1 : AT_ONCE;
  await inParallel(stacks, atOnce, async stack => {
    onProgress?.(stack.name, 'init');
    const args = ['init', '-input=false', '-no-color', '-reconfigure'];
    const attempt = () => engine.run({args, cwd: stack.directory, env: stackEnvironment(model, stack, connection), signal});
    const first = await attempt();
    // Another run made them at the same moment: "if not exists" holds no lock in PostgreSQL.
    const init = first.status !== 0 && /unique constraint "pg_|tuple concurrently updated/.test(first.stderr) ? await attempt() : first;
    if (init.status !== 0) throw engineFailure(init, failurePlace({engine, model}, stack, 'init'));
    onProgress?.(stack.name);
  });
}

/**
 * Plans every stack, whose folder {@link initStacks} has prepared, into a file. Needs no user's password. Throws the
 * engine's failure as one error of exit 3.
 */
export async function planStacks(options: PlanOptions): Promise<StackPlan[]> {
  const documents = documentsByAddress(options.model);
  return inParallel(options.stacks, AT_ONCE, async stack => {
    const {engine, signal, connection, directory} = options;
    const env = stackEnvironment(options.model, stack, connection);
    const fail = (result: EngineResult, action: string): never => {
      throw engineFailure(result, failurePlace(options, stack, action));
    };
    options.onProgress?.(stack.name, 'refresh and plan');
    const file = path.join(directory, `${stack.name}.tfplan`);
    const targets = (options.targets?.get(stack.name) ?? []).map(address => `-target=${address}`);
    const args = ['plan', '-json', '-input=false', '-parallelism=50', '-lock-timeout=5s', `-out=${file}`, ...targets];
    const attempt = () =>
      engine.run({
        args,
        cwd: stack.directory,
        env,
        signal,
        onEvent: event => {
          if (event.address !== undefined) options.onProgress?.(stack.name, event.message);
        },
      });
    const first = await attempt();
    // The provider's client loses a connection now and then on a busy machine; planning once more changes nothing.
    const plan = first.status !== 0 && lostConnection(first) ? await attempt() : first;
    if (plan.status !== 0) fail(plan, 'plan');
    const changes = await showPlan({engine, stack, file, env, signal, fail});
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    options.onProgress?.(stack.name);
    return {stack, file, after: [], sha256, changes: declared(changes, documents)};
  });
}

/** Reads the changes of plans that were saved, with the engine, in folders that {@link initStacks} has prepared. */
export async function readPlans(
  {engine, model, connection, signal}: Pick<PlanOptions, 'engine' | 'model' | 'connection' | 'signal'>,
  saved: readonly Omit<StackPlan, 'changes'>[],
): Promise<StackPlan[]> {
  const documents = documentsByAddress(model);
  return inParallel(saved, AT_ONCE, async one => {
    const {stack, file} = one;
    const fail = (result: EngineResult, action: string): never => {
      throw engineFailure(result, failurePlace({engine, model}, stack, action));
    };
    const changes = await showPlan({engine, stack, file, env: stackEnvironment(model, stack, connection), signal, fail});
    return {...one, changes: declared(changes, documents)};
  });
}

/** Changes with the documents that declare what they change. */
function declared(changes: readonly Omit<PlannedChange, 'resource'>[], documents: ReadonlyMap<string, Resource>): PlannedChange[] {
  return changes.map(change => {
    const resource = documents.get(change.address);
    return resource === undefined ? change : {...change, resource};
  });
}

function lostConnection({events}: EngineResult): boolean {
  const errors = events.flatMap(({diagnostic}) => (diagnostic?.severity === 'error' ? [diagnostic] : []));
  return errors.length > 0 && errors.every(({summary, detail}) => /broker not connected|broken pipe|EOF/i.test(`${summary} ${detail}`));
}

async function showPlan(options: {
  engine: Engine;
  stack: SynthesisedStack;
  file: string;
  env: Record<string, string>;
  signal: AbortSignal;
  fail(result: EngineResult, action: string): never;
}): Promise<Omit<PlannedChange, 'resource'>[]> {
  const {engine, stack, file, env, signal} = options;
  const shown = await engine.run({args: ['show', '-json', '-no-color', file], cwd: stack.directory, env, signal});
  if (shown.status !== 0) options.fail(shown, 'reading the plan');
  // Either engine may print warnings around its answer, which is one line.
  const json = shown.stdout.split('\n').find(text => text.startsWith('{"format_version"'));
  if (json === undefined) options.fail(shown, 'reading the plan');
  return readChanges(json ?? '', stack);
}

/** Everything that the engine needs beyond the stack's folder. `passwords` only for apply. */
export function stackEnvironment(
  model: Model,
  stack: SynthesisedStack,
  connection: Connection,
  passwords?: ReadonlyMap<string, string>,
): Record<string, string> {
  const users = writtenUsers(model.users.filter(({domain}) => domain === stack.domain)).map(({name}) => name);
  return {
    ...providerEnvironment(connection),
    ...stackVariables({
      users,
      ...(passwords === undefined ? {} : {passwords}),
      ...(model.cluster?.spec.sandbox === true ? {bootstrap: connection.bootstrap} : {}),
    }),
  };
}
