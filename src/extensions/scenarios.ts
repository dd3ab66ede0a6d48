import {usageError} from '../findings/error.ts';
import {isRecord} from '../findings/record.ts';
import {suggestion} from '../findings/suggest.ts';
import {KINDS, type VerificationMode} from '../specs/model.ts';
import type {UnitEntry} from './entries.ts';
import {scenarioEntries} from './units.ts';

const MODES: readonly VerificationMode[] = ['read-only', 'canary', 'full'];

/** What every scenario has; the part of its contract that the loader can check. */
export interface LoadedScenario {
  name: string;
  /** Relative to the package for ours, to the working directory for a team's. */
  file: string;
  exported: Readonly<Record<string, unknown>>;
}

/**
 * Loads scenarios of a kind, all or one by name. An unknown name, and a file whose default export is no scenario of that
 * kind, is wrong use.
 */
export async function loadScenarios(cwd: string, kind: 'smoke' | 'chaos', name?: string): Promise<LoadedScenario[]> {
  const entries = scenarioEntries(cwd, kind);
  const wanted = name === undefined ? entries : entries.filter(one => one.id === name);
  if (name !== undefined && wanted.length === 0) {
    const names = entries.map(one => one.id);
    throw usageError(`${kind}/unknown`, `there is no ${kind} scenario ${name}${suggestion(name, names)}`, `scenarios: ${names.join(', ')}`);
  }
  return await Promise.all(wanted.map(one => load(one, kind)));
}

async function load(entry: UnitEntry, kind: 'smoke' | 'chaos'): Promise<LoadedScenario> {
  const {default: exported} = await entry.load();
  const problem = problemOf(exported, kind);
  if (problem === undefined && isRecord(exported)) return {name: entry.id, file: entry.file, exported};
  throw usageError(
    'extensions/no-scenario',
    `${entry.file} is no ${kind} scenario: ${problem}`,
    'make it with scenario({…}) of kafka-weir/scenario',
  );
}

function problemOf(exported: unknown, kind: string): string | undefined {
  if (!isRecord(exported)) return 'its default export is no object';
  if (exported['kind'] !== kind) return `its kind is not ${kind}`;
  if (typeof exported['title'] !== 'string') return 'it has no title';
  if (!Array.isArray(exported['claims']) || exported['claims'].some(claim => typeof claim !== 'string')) return 'it has no claims';
  const {mode, about} = exported;
  if (mode !== undefined && !MODES.some(one => one === mode)) return `its mode is none of ${MODES.join(', ')}`;
  if (about !== undefined && (!Array.isArray(about) || about.some(kind => !KINDS.some(one => one === kind))))
    return `it is about what is no kind of document: ${KINDS.join(', ')}`;
  if (typeof exported['run'] !== 'function') return 'it has no function run';
  return undefined;
}
