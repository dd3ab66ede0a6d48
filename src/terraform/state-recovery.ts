import {copyFileSync, existsSync, renameSync, statSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {unfinished} from '../findings/error.ts';
import {providerEnvironment} from './environment.ts';
import {engineFailure} from './failure.ts';
import {failurePlace} from './failure-place.ts';
import {stateFile} from './stack-id.ts';
import type {StateSources} from './state.ts';
import type {SynthesisedStack} from './synth.ts';

/** A writer empties the file for an instant before it writes: what stays empty longer was left by one that was killed. */
const WRITER_MS = 500;

/**
 * Brings back what an engine that could not end well left of a state, before anything is planned by it. Both are given
 * to the engine's own `state push`, which takes the lock and refuses what is older than the state or of another lineage.
 *
 * - `errored.tfstate` in a stack's folder: the engine applied something and could not write that to its backend.
 * - An empty local state with a backup beside it: both engines empty the file before they write it (statemgr/filesystem.go,
 *   writeState), and one that is killed in between leaves nothing, which the next plan would take for "nothing exists".
 *   The backup is the state before that apply.
 *
 * The stacks must be initialised. `say` is told of each. Throws (exit 3) where it cannot be brought back; nothing is
 * removed then.
 */
export async function recoverStates(sources: StateSources & {say(line: string): void}): Promise<void> {
  for (const stack of sources.stacks) {
    await recoverErrored(sources, stack);
    await recoverEmptied(sources, stack);
  }
}

/** Where an engine puts a state that it could not write (local-run backends, backend_apply.go). */
export function erroredState(stackDirectory: string): string {
  return path.join(stackDirectory, 'errored.tfstate');
}

async function recoverErrored(sources: StateSources & {say(line: string): void}, stack: SynthesisedStack): Promise<void> {
  const file = erroredState(stack.directory);
  if (!existsSync(file)) return;
  await push(sources, stack, file, 'taking over errored.tfstate');
  const kept = `${file}.pushed`;
  renameSync(file, kept);
  sources.say(
    `${stack.name}: an earlier apply could not write its state, which lay in ${shown(sources, file)}; it is where it belongs now`,
  );
}

async function recoverEmptied(sources: StateSources & {say(line: string): void}, stack: SynthesisedStack): Promise<void> {
  const {model, cwd, say} = sources;
  if (model.cluster?.spec.terraform.backend.type !== 'local') return;
  const file = stateFile(cwd, stack);
  const backup = `${file}.backup`;
  if (!isEmpty(file) || !existsSync(backup) || isEmpty(backup)) return;
  await sleep(WRITER_MS);
  if (!isEmpty(file)) return;
  // The engine may write its own backup while it pushes.
  const kept = `${file}.before-crash`;
  copyFileSync(backup, kept);
  await push(sources, stack, kept, 'bringing back the state');
  say(
    `${stack.name}: an engine that was killed left ${shown(sources, file)} empty; the state before that apply is back, from its backup. What the apply did since is on the cluster alone: the plan names it`,
  );
}

function isEmpty(file: string): boolean {
  return statSync(file, {throwIfNoEntry: false})?.size === 0;
}

async function push(
  {engine, model, connection, signal}: StateSources,
  stack: SynthesisedStack,
  file: string,
  action: string,
): Promise<void> {
  const args = ['state', 'push', '-lock-timeout=5s', file];
  const result = await engine.run({args, cwd: stack.directory, env: providerEnvironment(connection), signal});
  if (result.status === 0) return;
  const failure = engineFailure(result, failurePlace({engine, model}, stack, action));
  throw unfinished('terraform/state-not-recovered', `${failure.message}\n  the state lies in ${file}`, {
    hint: `keep that file, and compare it with the state (${engine.kind} state pull in ${stack.directory}): if the state is newer and whole, move the file away, and weir plan names what is in no state; ${failure.hint ?? ''}`,
    retriable: failure.retriable,
    cause: failure,
  });
}

function shown({cwd}: StateSources, file: string): string {
  return path.relative(cwd, file).split(path.sep).join('/');
}
