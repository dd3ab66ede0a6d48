import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {messageOf, unfinished, usageError, WeirError} from '../findings/error.ts';
import {type AppliedPlan, applyStacks} from '../terraform/apply.ts';
import {pinCluster} from '../terraform/cluster-pin.ts';
import type {StackPlan} from '../terraform/plan.ts';
import {appliedWords} from './applied-words.ts';
import type {CommandContext} from './command.ts';
import type {Preparation} from './planning.ts';
import {stackProgress} from './stack-progress.ts';

export interface ApplyingOptions {
  note?(text: string): void;
  onBegin?(stack: string): void;
  onApplied?(stack: string): void;
  /** Called once with what became of every plan, before a failure is thrown. */
  onEnd?(ends: readonly AppliedPlan[]): void;
}

/**
 * Applies plans that were shown, and nothing else: a file that is not the one that was planned is refused. The cluster
 * is pinned first, so that a state, be it that of a failed run, always says whose it is. Throws (exit 3) where a stack
 * failed, and says what was applied and what was not.
 */
export async function applyShown(
  context: CommandContext,
  {engine, model, connection, clusterId}: Preparation,
  passwords: ReadonlyMap<string, string>,
  plans: readonly StackPlan[],
  {note, onBegin, onApplied, onEnd}: ApplyingOptions = {},
): Promise<void> {
  for (const {file, sha256} of plans) {
    if (createHash('sha256').update(readFileSync(file)).digest('hex') === sha256) continue;
    throw usageError('plan/changed-file', `${file} is not the file that was planned`, 'plan again');
  }
  if (clusterId !== undefined) pinCluster(model.cluster.name, clusterId, context.cwd);
  const ends = await applyStacks({
    engine,
    model,
    cwd: context.cwd,
    plans,
    connection,
    passwords,
    signal: context.signal,
    ...(note === undefined ? {} : {onProgress: stackProgress(note, plans.length)}),
    ...(onBegin === undefined ? {} : {onBegin}),
    ...(onApplied === undefined ? {} : {onApplied}),
  });
  onEnd?.(ends);
  const failures = ends.flatMap(({failure}) => (failure === undefined ? [] : [failure]));
  if (failures.length > 0 && context.signal.aborted) context.complain(appliedWords(ends, plans));
  if (failures.length > 0) throw stopped(failures, ends, plans);
}

/** All that failed as one error, with what was applied until then. An interruption or a defect stays what it is. */
function stopped(failures: readonly unknown[], ends: readonly AppliedPlan[], plans: readonly StackPlan[]): unknown {
  const expected = failures.filter((one): one is WeirError => one instanceof WeirError);
  const [first] = expected;
  if (first === undefined || expected.length < failures.length) return failures.find(one => !(one instanceof WeirError)) ?? first;
  const messages = expected.map(messageOf).join('\n');
  return unfinished(first.code, `${messages}\n${appliedWords(ends, plans)}`, {
    ...(first.hint === undefined ? {} : {hint: first.hint}),
    retriable: expected.every(({retriable}) => retriable),
    cause: first,
  });
}
