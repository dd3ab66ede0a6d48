import {Admin} from '../cluster/admin.ts';
import type {Target} from '../cluster/target.ts';
import {readLayout} from '../cluster/topics.ts';
import {usageError} from '../findings/error.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Model, VerificationMode} from '../specs/model.ts';
import {assertIntendedCluster, assertSameCluster} from '../terraform/cluster-pin.ts';
import type {BrokerControl} from './broker-control.ts';
import {Canaries, removeLeftovers} from './canaries.ts';
import type {EvidenceStep} from './evidence.ts';
import {divide, type LeftOut, neededMode} from './modes.ts';
import {newRun, type RunIdentity} from './run-identity.ts';
import {type NamedScenario, runScenario} from './run-scenario.ts';
import type {ScenarioContext, ScenarioOptions} from './scenario.ts';
import type {Timeline} from './timeline.ts';

export interface RunScenariosOptions {
  /** In the order in which they run. */
  scenarios: readonly NamedScenario[];
  model: Model;
  target: Target;
  root: string;
  brokers?: BrokerControl;
  /** The Cluster's own unless given; the caller has checked that it is no wider. */
  mode?: VerificationMode;
  options?: ScenarioOptions;
  signal: AbortSignal;
  note?(text: string): void;
}

export interface ScenariosResult {
  run: RunIdentity;
  clusterId: string;
  verdicts: Verdict[];
  steps: EvidenceStep[];
  timelines: Timeline[];
  mode: VerificationMode;
  /** Scenarios that this mode or these documents leave nothing to do. */
  leftOut: LeftOut[];
  /** What ended the run early or was left behind: to be thrown once everything that was proved is reported. */
  stopped?: {thrown: unknown};
}

/**
 * Runs scenarios one after another on one cluster, with canaries that are removed in the end whatever happens.
 * Verdicts are data. A cluster that cannot be opened is thrown; what stops the run later (it cannot be reached any more,
 * a fault could not be healed, Ctrl-C) stands beside the verdicts that there are, in `stopped`.
 */
export async function runScenarios(options: RunScenariosOptions): Promise<ScenariosResult> {
  const {model, target, signal, note = () => undefined} = options;
  const {cluster} = model;
  if (cluster === undefined)
    throw usageError('verify/no-cluster', 'a proof needs a Cluster document', 'Add one under topic-specs/clusters/.');
  const {mode = cluster.spec.verification.mode} = options;
  const {run: scenarios, leftOut} = divide(options.scenarios, mode, model);
  const run = newRun();
  const result: ScenariosResult = {run, clusterId: '', verdicts: [], steps: [], timelines: [], mode, leftOut};
  // Nothing to do needs no cluster.
  if (scenarios.length === 0) return result;
  const admin = await Admin.open(await target.admin(), {signal});
  try {
    result.clusterId = (await readLayout(admin, [])).clusterId;
    if (mode === 'read-only') assertSameCluster(cluster, result.clusterId, options.root);
    else {
      assertIntendedCluster(cluster, result.clusterId, options.root);
      await removeLeftovers(admin);
    }
    const shared = {
      model,
      cluster,
      target,
      mode,
      run,
      admin,
      brokers: options.brokers,
      root: options.root,
      options: options.options ?? {},
      signal,
      record: (timeline: Timeline) => result.timelines.push(timeline),
    };
    let left: {thrown: unknown} | undefined;
    for (const one of scenarios) {
      if (signal.aborted) result.stopped = {thrown: signal.reason};
      if (result.stopped !== undefined) break;
      const context = {
        ...shared,
        canaries: new Canaries(admin, run, {writes: neededMode(one) !== 'read-only'}),
        note: (text: string) => note(`${one.name}: ${text}`),
      };
      const failure = await runAndClear(one, context, result);
      left ??= failure;
    }
    if (left !== undefined) result.stopped ??= left;
  } finally {
    await admin.close();
  }
  return result;
}

/** Adds what a scenario came to; gives back what its canaries' removal failed with, which never hides the scenario's own end. */
async function runAndClear(one: NamedScenario, context: ScenarioContext, result: ScenariosResult): Promise<{thrown: unknown} | undefined> {
  const startedAt = new Date();
  const {verdicts, stopped} = await runScenario(one, context);
  result.verdicts.push(...verdicts.map(verdict => (verdict.area === undefined ? {...verdict, area: one.name} : verdict)));
  if (stopped !== undefined) result.stopped = stopped;
  let left: {thrown: unknown} | undefined;
  try {
    await context.canaries.removeAll();
  } catch (thrown) {
    left = {thrown};
  }
  result.steps.push({
    name: `${one.scenario.kind} ${one.name}`,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
  });
  return left;
}
