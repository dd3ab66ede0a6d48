import {mkdirSync} from 'node:fs';
import path from 'node:path';
import type {Connection} from '../cluster/connection.ts';
import {usageError} from '../findings/error.ts';
import {inParallel} from '../in-parallel.ts';
import type {Model} from '../specs/model.ts';
import {resolveSecret, type SecretSurroundings} from '../specs/secrets.ts';
import {applyWaves} from './apply-order.ts';
import type {Engine} from './engine.ts';
import {engineFailure} from './failure.ts';
import {failurePlace} from './failure-place.ts';
import {stackEnvironment} from './plan.ts';
import {PLAN_STAND_IN, writtenUsers} from './secret-variables.ts';
import {stateFile} from './stack-id.ts';
import type {SynthesisedStack} from './synth.ts';

/**
 * The real passwords of all users that the stacks write, by user. Wrong use where one is missing, empty, or the text
 * that stands for passwords in plans.
 */
export async function resolvePasswords(model: Model, secrets: SecretSurroundings): Promise<Map<string, string>> {
  const passwords = new Map<string, string>();
  for (const user of writtenUsers(model.users)) {
    const {scram} = user.spec;
    if (scram === undefined) continue;
    const at = user.locate('/spec/scram/passwordFrom');
    const password = await resolveSecret(scram.passwordFrom, at, secrets);
    if (password === PLAN_STAND_IN) {
      throw usageError(
        'secrets/stand-in',
        `the password of ${user.name} is the text that stands for passwords in plans; ${at.file}:${at.line}:${at.column} asks for it`,
        'set the real one',
      );
    }
    passwords.set(user.name, password);
  }
  return passwords;
}

export interface ApplyOptions {
  engine: Engine;
  model: Model;
  cwd: string;
  /** Each with its saved plan: nothing else is applied. */
  plans: readonly {stack: SynthesisedStack; file: string; after: readonly string[]}[];
  connection: Connection;
  passwords: ReadonlyMap<string, string>;
  signal: AbortSignal;
  /** Without a text a stack is done. */
  onProgress?(stack: string, text?: string): void;
  /** Called before a stack's plan is given to the engine. */
  onBegin?(stack: string): void;
  /** Called when a stack was applied whole. */
  onApplied?(stack: string): void;
}

/** What became of a stack's plan. */
export interface AppliedPlan {
  stack: string;
  status: 'applied' | 'failed' | 'not begun';
  startedAt?: string;
  finishedAt?: string;
  /** Addresses of the resources whose changes the engine reported as done. */
  done: string[];
  /** What stopped it. */
  failure?: unknown;
}

/**
 * Applies saved plans and says what became of each. What a failed stack did is in its state. After a failure no further
 * stack is begun: whatever failed one would likely fail the next, or wait for what the first did not do.
 */
export async function applyStacks(options: ApplyOptions): Promise<AppliedPlan[]> {
  const ends = new Map<string, AppliedPlan>(options.plans.map(({stack: {name}}) => [name, {stack: name, status: 'not begun', done: []}]));
  try {
    for (const wave of applyWaves(options.plans)) {
      await inParallel(wave, 2, async one => {
        const end = await applyStack(options, one);
        ends.set(end.stack, end);
        if (end.failure !== undefined) throw new Stop();
      });
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return [...ends.values()];
}

/** Ends the work on further stacks; what stopped it stands in the results. */
class Stop extends Error {}

async function applyStack(options: ApplyOptions, {stack, file}: {stack: SynthesisedStack; file: string}): Promise<AppliedPlan> {
  const {engine, model, connection, passwords, signal, cwd} = options;
  mkdirSync(path.dirname(stateFile(cwd, stack)), {recursive: true, mode: 0o700});
  const startedAt = new Date().toISOString();
  const done = new Set<string>();
  const end = (status: 'applied' | 'failed', failure?: unknown): AppliedPlan => {
    const finishedAt = new Date().toISOString();
    return {stack: stack.name, status, startedAt, finishedAt, done: [...done], ...(failure === undefined ? {} : {failure})};
  };
  options.onBegin?.(stack.name);
  options.onProgress?.(stack.name, 'apply');
  try {
    const result = await engine.run({
      args: ['apply', '-json', '-input=false', '-parallelism=50', '-lock-timeout=5s', file],
      cwd: stack.directory,
      env: stackEnvironment(model, stack, connection, passwords),
      signal,
      applying: stack.name,
      onEvent: ({type, message, address}) => {
        if (type === 'apply_complete' && address !== undefined) done.add(address);
        if (type === 'apply_complete' || type === 'apply_errored') options.onProgress?.(stack.name, message);
      },
    });
    if (result.status !== 0) {
      return end('failed', engineFailure(result, failurePlace(options, stack, 'apply')));
    }
  } catch (error) {
    // Interrupted, or the engine could not be started: what it did until then counts all the same.
    return end('failed', error);
  }
  options.onProgress?.(stack.name);
  options.onApplied?.(stack.name);
  return end('applied');
}
