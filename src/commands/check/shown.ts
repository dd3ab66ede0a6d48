import type {Finding} from '../../findings/finding.ts';
import type {JudgedSpecs} from '../judged-specs.ts';
import type {ChangedSince} from './changed-since.ts';
import {onPaths} from './paths.ts';

/** Which of the findings of a run are reported. */
export interface Scope {
  cwd: string;
  /** Of the specs. */
  directory: string;
  paths: readonly string[];
  since: ChangedSince | undefined;
}

/** The findings to report, and with `--changed-since` how many the older tree has as well. */
export interface Shown {
  findings: Finding[];
  unchanged?: number;
}

/** What `--changed-since` compares with; undefined without it. Throws a usage error before anything is read. */
export async function changedSince(
  cwd: string,
  {changedSince: ref, specs, cluster}: {changedSince?: string | undefined; specs: string; cluster?: string | undefined},
): Promise<ChangedSince | undefined> {
  if (ref === undefined) return undefined;
  return (await import('./changed-since.ts')).changedSince({cwd, specs, cluster}, ref);
}

/** The findings in the named paths and, with `--changed-since`, the new ones among them. */
export async function shownOf(judged: JudgedSpecs, scope: Scope): Promise<Shown> {
  const on = (findings: Finding[]): Finding[] => onPaths({findings, specs: judged.specs}, scope);
  if (scope.since === undefined) return {findings: on(judged.findings)};
  const {sinceThen} = await import('./changed-since.ts');
  const {fresh, unchanged} = await sinceThen(judged, scope.since);
  return {findings: on(fresh), unchanged: on(unchanged).length};
}
