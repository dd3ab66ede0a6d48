import {usageError} from '../findings/error.ts';
import {type Finding, finding} from '../findings/finding.ts';
import {suggestion} from '../findings/suggest.ts';
import {type Kind, type Model, type Resource, resourcesOf, type VerificationMode} from '../specs/model.ts';
import type {NamedScenario} from './run-scenario.ts';

/**
 * From the least to the most that a proof may do. `read-only` writes nothing, `canary` writes to topics, groups and ids of
 * its own, `full` writes to the declared topics, too.
 */
export const MODES = ['read-only', 'canary', 'full'] as const satisfies readonly VerificationMode[];

/** Whether what needs a mode may run in another. */
export function allows(mode: VerificationMode, needed: VerificationMode): boolean {
  return MODES.indexOf(needed) <= MODES.indexOf(mode);
}

/** The mode of a run: the Cluster's own, or a lesser one that was asked for. A wider one, or one that is none, is wrong use. */
export function modeOf(cluster: Resource<'Cluster'>, asked: string | undefined): VerificationMode {
  const declared = cluster.spec.verification.mode;
  if (asked === undefined) return declared;
  const mode = MODES.find(one => one === asked);
  if (mode === undefined)
    throw usageError('verify/mode', `there is no mode ${asked}${suggestion(asked, MODES)}`, `modes: ${MODES.join(', ')}`);
  if (allows(declared, mode)) return mode;
  const {file, line, column} = cluster.locate('/spec/verification/mode');
  throw usageError(
    'verify/mode-wider',
    `${file}:${line}:${column}: cluster ${cluster.name} is verified in the mode ${declared}, and --mode ${mode} would do more`,
    '--mode only narrows; what a cluster takes is stated in spec.verification.mode',
  );
}

/** A scenario that was left out, and why: it claims nothing about what it leaves out. */
export interface LeftOut {
  name: string;
  kind: string;
  title: string;
  why: {needs: VerificationMode} | {nothing: string};
}

/** Divides scenarios into those that run in a mode on some documents, and the others. Chaos alone is bound to none. */
export function divide(
  scenarios: readonly NamedScenario[],
  mode: VerificationMode,
  model: Model,
): {run: NamedScenario[]; leftOut: LeftOut[]} {
  const run: NamedScenario[] = [];
  const leftOut: LeftOut[] = [];
  for (const one of scenarios) {
    const {kind, title, about} = one.scenario;
    const needs = neededMode(one);
    const common = {name: one.name, kind, title};
    if (needs !== undefined && !allows(mode, needs)) leftOut.push({...common, why: {needs}});
    else {
      const nothing =
        about !== undefined && !about.some(wanted => hasAny(model, wanted))
          ? `there is no document of the kind ${about.join(' or ')} that it would be about`
          : one.scenario.nothingToProve?.(model);
      if (nothing === undefined) run.push(one);
      else leftOut.push({...common, why: {nothing}});
    }
  }
  return {run, leftOut};
}

/** What says no mode is taken to write canaries: it must not run where nothing may be written. */
export function neededMode({scenario}: NamedScenario): VerificationMode | undefined {
  return scenario.kind === 'chaos' ? undefined : (scenario.mode ?? 'canary');
}

function hasAny(model: Model, kind: Kind): boolean {
  return resourcesOf(model).some(one => one.kind === kind);
}

/** One note for each scenario that was left out, at what says so: a reader must not take it for passed. */
export function leftOutNotes(leftOut: readonly LeftOut[], cluster: Resource<'Cluster'>, mode: VerificationMode): Finding[] {
  return leftOut.map(({name, kind, title, why}) => {
    const reason = 'needs' in why ? `it needs the mode ${why.needs}, and this run is ${mode}` : why.nothing;
    return finding({
      rule: 'proof/not-run',
      level: 'note',
      message: `${kind} ${name} (${title}) was not run: ${reason}`,
      resource: {kind: 'Cluster', name: cluster.name},
      clusters: [cluster.name],
      location: cluster.locate('needs' in why ? '/spec/verification/mode' : '/metadata/name'),
      discriminator: `${kind}/${name}`,
    });
  });
}
