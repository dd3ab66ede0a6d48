import {messageOf, unfinished} from '../../findings/error.ts';
import type {ScenarioContext} from '../../verify/scenario.ts';
import type {Clock} from '../clock.ts';
import {type JournalEntry, journalFault} from '../journal.ts';

/** A harm that can be undone. Every kind of fault is one file in this folder that makes one of these. */
export interface Fault {
  /** Written to the journal before `inject` is called. */
  journal: JournalEntry['fault'];
  /** For people: `broker 2 killed (SIGKILL)`. */
  label: string;
  inject(): Promise<void>;
  /** Undoes it; called also when `inject` failed halfway, and when nothing is harmed any more. */
  heal(signal: AbortSignal): Promise<void>;
}

export interface FaultTimes {
  injectedMs: number;
  /** When healing began, which is when `whileFaulty` had ended. */
  healBeganMs: number;
  healedMs: number;
}

/** Healing is not to be cut short by the Ctrl-C that ended the run. */
const HEAL_TIMEOUT_MS = 180_000;

/**
 * Injects a fault, runs `whileFaulty`, and heals it whatever happens. The journal's entry is removed only when the fault
 * is healed, so that `weir chaos heal` can do it after a crash. Fails with `chaos/not-healed` when healing fails, which
 * also tells what ended the run before.
 */
export async function underFault(
  context: Pick<ScenarioContext, 'root' | 'run' | 'cluster'>,
  {fault, clusterId, clock}: {fault: Fault; clusterId: string; clock: Clock},
  whileFaulty: (injectedMs: number) => Promise<void>,
): Promise<FaultTimes> {
  const entry: JournalEntry = {
    version: 1,
    runId: context.run.id,
    cluster: context.cluster.name,
    clusterId,
    pid: process.pid,
    injectedAt: new Date().toISOString(),
    fault: fault.journal,
  };
  const forget = journalFault(context.root, entry);
  const times: FaultTimes = {injectedMs: 0, healBeganMs: 0, healedMs: 0};
  let what = `injecting it failed (${fault.label})`;
  let ended: {thrown: unknown} | undefined;
  try {
    await fault.inject();
    what = fault.label;
    times.injectedMs = clock.nowMs();
    await whileFaulty(times.injectedMs);
  } catch (thrown) {
    ended = {thrown};
  }
  times.healBeganMs = clock.nowMs();
  await heal(fault, ended === undefined ? what : `${what}, the run ended early: ${messageOf(ended.thrown)}`);
  times.healedMs = clock.nowMs();
  forget();
  if (ended !== undefined) throw ended.thrown;
  return times;
}

async function heal(fault: Fault, what: string): Promise<void> {
  try {
    await fault.heal(AbortSignal.timeout(HEAL_TIMEOUT_MS));
  } catch (cause) {
    throw unfinished('chaos/not-healed', `${what}; it could not be healed: ${messageOf(cause)}`, {
      hint: 'Run `weir chaos heal` until it succeeds.',
      retriable: true,
      cause,
    });
  }
}
