import {Admin} from '../cluster/admin.ts';
import type {Target} from '../cluster/target.ts';
import {readLayout} from '../cluster/topics.ts';
import {usageError} from '../findings/error.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Model} from '../specs/model.ts';
import {assertSameCluster} from '../terraform/cluster-pin.ts';
import type {BrokerControl} from './broker-control.ts';
import {Canaries, removeLeftovers} from './canaries.ts';
import type {EvidenceStep} from './evidence.ts';
import {newRun, type RunIdentity} from './run-identity.ts';
import type {Scenario, ScenarioOptions} from './scenario.ts';
import type {Timeline} from './timeline.ts';

export interface RunScenariosOptions {
  /** By name, in the order in which they run. */
  scenarios: readonly {name: string; scenario: Scenario}[];
  model: Model;
  target: Target;
  root: string;
  brokers?: BrokerControl;
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
}

/**
 * Runs scenarios one after another on one cluster, with canaries that are removed in the end whatever happens.
 * Verdicts are data; what is thrown (a cluster that cannot be reached, a fault that could not be healed) passes through.
 */
export async function runScenarios(options: RunScenariosOptions): Promise<ScenariosResult> {
  const {model, target, signal, note = () => undefined} = options;
  const {cluster} = model;
  if (cluster === undefined)
    throw usageError('verify/no-cluster', 'a proof needs a Cluster document', 'Add one under topic-specs/clusters/.');
  const {mode} = cluster.spec.verification;
  const run = newRun();
  const admin = await Admin.open(await target.admin(), {signal});
  const result: ScenariosResult = {run, clusterId: '', verdicts: [], steps: [], timelines: []};
  try {
    result.clusterId = (await readLayout(admin, [])).clusterId;
    assertSameCluster(cluster, result.clusterId, options.root);
    if (mode !== 'read-only') await removeLeftovers(admin);
    for (const {name, scenario} of options.scenarios) {
      signal.throwIfAborted();
      const startedAt = new Date();
      const canaries = new Canaries(admin, run);
      const context = {
        model,
        cluster,
        target,
        mode,
        run,
        admin,
        canaries,
        brokers: options.brokers,
        root: options.root,
        options: options.options ?? {},
        signal,
        note: (text: string) => note(`${name}: ${text}`),
        record: (timeline: Timeline) => result.timelines.push(timeline),
      };
      try {
        result.verdicts.push(...(await scenario.run(context)));
      } finally {
        await canaries.removeAll();
      }
      result.steps.push({
        name: `${scenario.kind} ${name}`,
        startedAt: startedAt.toISOString(),
        durationMs: Date.now() - startedAt.getTime(),
      });
    }
  } finally {
    await admin.close();
  }
  return result;
}
