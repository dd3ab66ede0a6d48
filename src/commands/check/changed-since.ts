import {statSync} from 'node:fs';
import path from 'node:path';
import type {Finding} from '../../findings/finding.ts';
import {ruleTest} from '../../policy/coverage.ts';
import {judge} from '../../policy/engine.ts';
import {subtract} from '../../policy/subtract.ts';
import {waive} from '../../policy/waivers.ts';
import {type Base, findBase} from '../../specs/trees/base.ts';
import {loadBase} from '../../specs/trees/load-base.ts';
import {type JudgedSpecs, judgedOn} from '../judged-specs.ts';

/** What is compared: the specs of the working directory with those that a commit has. */
export interface ChangedSince {
  cwd: string;
  /** Of the specs. */
  directory: string;
  cluster: string | undefined;
  base: Base;
}

/** The tree to compare with; undefined where there is no folder of specs, which whoever reads it reports. */
export async function changedSince(
  {cwd, specs: directory, cluster}: {cwd: string; specs: string; cluster?: string | undefined},
  ref: string,
): Promise<ChangedSince | undefined> {
  const folder = path.resolve(cwd, directory);
  if (statSync(folder, {throwIfNoEntry: false})?.isDirectory() !== true) return undefined;
  return {cwd, directory, cluster, base: await findBase({folder, ref})};
}

/**
 * The findings that the older tree does not have, and those that it has as well. Both trees are judged by the rules, the
 * settings and the waivers of the working directory, so that a stricter rule is no news about a document.
 */
export async function sinceThen(
  judged: JudgedSpecs,
  {cwd, directory, cluster, base}: ChangedSince,
): Promise<{fresh: Finding[]; unchanged: Finding[]}> {
  const {specs, policies, run, documents} = judged;
  const old = await loadBase(base, {cwd, directory, current: specs});
  const {own, models} = judgedOn(old, cluster);
  const found = [...own, ...judge(models, {...policies, today: run.today, judged: documents})];
  // Waivers may split a finding by its clusters: so must they those that it is compared with.
  const waivers = judged.accepted.waivers?.waivers ?? [];
  const before = waive(found, waivers, {today: run.today, isRule: ruleTest(run.rules)}).findings;
  return subtract(judged.findings, before);
}
