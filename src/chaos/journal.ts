import {closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf, unfinished} from '../findings/error.ts';

/** A fault that is about to be, or is, in force. */
export interface JournalEntry {
  version: 1;
  runId: string;
  /** Name of the Cluster document, and the id of the cluster that was harmed. */
  cluster: string;
  clusterId: string;
  /** Of the process that injected it. */
  pid: number;
  injectedAt: string;
  fault: {kind: 'kill-broker'; brokerId: number};
}

/** Where a run writes down its faults, below the folder that holds `.weir/`. */
export function journalFolder(root: string): string {
  return join(root, '.weir', 'journal');
}

/**
 * Writes a fault down before it is injected, so that it can be healed even when this process dies: the file and its
 * folder are flushed to disk before this returns. Returns what takes the entry away once the fault is healed.
 */
export function journalFault(root: string, entry: JournalEntry): () => void {
  const folder = journalFolder(root);
  const file = join(folder, `${entry.runId}-${entry.fault.kind}-${entry.fault.brokerId}.json`);
  try {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    // Never over another entry: that one would not be healed any more.
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, `${JSON.stringify(entry, null, 2)}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    flushFolder(folder);
  } catch (cause) {
    throw unfinished('chaos/journal', `no fault was injected: it could not be written down in ${file}: ${messageOf(cause)}`, {cause});
  }
  return () => rmSync(file, {force: true});
}

/** Faults that were written down and not healed. Fails with `chaos/journal` on an entry that cannot be read, naming it. */
export function openFaults(root: string): {entry: JournalEntry; remove: () => void}[] {
  const folder = journalFolder(root);
  let names: string[];
  try {
    names = readdirSync(folder).filter(name => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.sort().map(name => {
    const file = join(folder, name);
    return {entry: readEntry(file), remove: () => rmSync(file, {force: true})};
  });
}

function readEntry(file: string): JournalEntry {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw unreadable(file, cause);
  }
  if (!isEntry(value)) throw unreadable(file);
  return value;
}

function unreadable(file: string, cause?: unknown) {
  return unfinished('chaos/journal', `${file} is no journal entry of a fault`, {
    hint: 'See that every broker runs (`weir sandbox status`), then delete the file.',
    cause,
  });
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: Partial<Record<keyof JournalEntry, unknown>> = value;
  const {fault} = entry;
  return (
    entry.version === 1 &&
    [entry.runId, entry.cluster, entry.clusterId, entry.injectedAt].every(one => typeof one === 'string') &&
    Number.isInteger(entry.pid) &&
    typeof fault === 'object' &&
    fault !== null &&
    'kind' in fault &&
    fault.kind === 'kill-broker' &&
    'brokerId' in fault &&
    Number.isInteger(fault.brokerId)
  );
}

function flushFolder(folder: string): void {
  // Windows opens no folders; there the entry's own flush has to do.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
