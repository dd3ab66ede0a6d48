import {messageOf, unfinished} from '../findings/error.ts';
import type {BrokerControl} from '../verify/broker-control.ts';
import {isProcessAlive} from '../verify/run-identity.ts';
import {type JournalEntry, openFaults} from './journal.ts';

export interface Healed {
  entry: JournalEntry;
  /** `running`: the process that injected it is alive and will heal it. */
  outcome: 'healed' | 'running';
}

/** No run holds a fault for longer: a process of that id is then another one. */
const RUN_MAX_MS = 600_000;

/**
 * Heals the faults that crashed runs left behind. All are tried; fails with `chaos/not-healed` naming those that could
 * not be healed, whose journal entries stay.
 */
export async function healLeftFaults(
  root: string,
  brokersOf: (entry: JournalEntry) => BrokerControl | undefined,
  signal: AbortSignal,
): Promise<Healed[]> {
  const healed: Healed[] = [];
  const failures: string[] = [];
  for (const {entry, remove} of openFaults(root)) {
    const {brokerId} = entry.fault;
    if (entry.pid !== process.pid && isProcessAlive(entry.pid) && Date.now() - Date.parse(entry.injectedAt) < RUN_MAX_MS) {
      healed.push({entry, outcome: 'running'});
      continue;
    }
    try {
      const brokers = brokersOf(entry);
      if (brokers === undefined) throw new Error(`there is no way to start the brokers of cluster ${entry.cluster} from here`);
      await brokers.start(brokerId, signal);
      remove();
      healed.push({entry, outcome: 'healed'});
    } catch (thrown) {
      failures.push(`broker ${brokerId} of ${entry.cluster}: ${messageOf(thrown)}`);
    }
  }
  if (failures.length === 0) return healed;
  throw unfinished('chaos/not-healed', `could not be healed: ${failures.join('; ')}`, {
    hint: 'See `weir sandbox status` and `weir sandbox logs`, then run `weir chaos heal` again.',
    retriable: true,
  });
}
