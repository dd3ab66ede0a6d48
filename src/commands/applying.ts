import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {usageError} from '../findings/error.ts';
import {applyStacks} from '../terraform/apply.ts';
import {pinCluster} from '../terraform/cluster-pin.ts';
import type {SynthesisedStack} from '../terraform/synth.ts';
import type {CommandContext} from './command.ts';
import type {Preparation} from './planning.ts';

/** A stack's plan that was shown, by the hash of its file. */
export interface ShownPlan {
  stack: SynthesisedStack;
  file: string;
  sha256: string;
  /** Stacks that are applied before it. */
  after: readonly string[];
}

/**
 * Applies plans that were shown, and nothing else: a file that is not the one that was planned is refused. The cluster
 * is pinned first, so that a state, be it that of a failed run, always says whose it is.
 */
export async function applyShown(
  context: CommandContext,
  {engine, model, connection, clusterId}: Preparation,
  passwords: ReadonlyMap<string, string>,
  plans: readonly ShownPlan[],
  options: {note?(text: string): void; onApplied?(stack: string): void} = {},
): Promise<void> {
  for (const {file, sha256} of plans) {
    if (createHash('sha256').update(readFileSync(file)).digest('hex') === sha256) continue;
    throw usageError('plan/changed-file', `${file} is not the file that was planned`, 'plan again');
  }
  if (clusterId !== undefined) pinCluster(model.cluster.name, clusterId, context.cwd);
  await applyStacks({
    engine,
    model,
    cwd: context.cwd,
    plans,
    connection,
    passwords,
    signal: context.signal,
    onProgress: (stack, text) => options.note?.(`${stack}: ${text}`),
    ...(options.onApplied === undefined ? {} : {onApplied: options.onApplied}),
  });
}
