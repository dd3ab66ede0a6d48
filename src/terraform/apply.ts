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
import {lineOf, stackEnvironment} from './plan.ts';
import {documentsByAddress} from './resource-ids.ts';
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
  onProgress?(stack: string, text: string): void;
  /** Called when a stack was applied whole. */
  onApplied?(stack: string): void;
}

/** Applies saved plans. What a failed stack did is in its state; running again continues from there. */
export async function applyStacks(options: ApplyOptions): Promise<void> {
  const {engine, model, connection, passwords, signal, cwd} = options;
  const documents = documentsByAddress(model);
  const applyOne = async ({stack, file}: {stack: SynthesisedStack; file: string}): Promise<void> => {
    mkdirSync(path.dirname(stateFile(cwd, stack)), {recursive: true, mode: 0o700});
    let done = 0;
    const result = await engine.run({
      args: ['apply', '-json', '-input=false', '-parallelism=50', '-lock-timeout=5s', file],
      cwd: stack.directory,
      env: stackEnvironment(model, stack, connection, passwords),
      signal,
      onEvent: ({type, message}) => {
        if (type === 'apply_complete') done += 1;
        if (type === 'apply_complete' || type === 'apply_errored') options.onProgress?.(stack.name, message);
      },
    });
    if (result.status !== 0) {
      const action = done === 0 ? 'apply' : `apply (after ${done} changes, which are in its state)`;
      throw engineFailure(result, {stack: stack.name, action, line: address => lineOf(documents.get(address))});
    }
    options.onApplied?.(stack.name);
  };
  for (const wave of applyWaves(options.plans)) await inParallel(wave, 2, applyOne);
}
