import {withAdmin} from '../cluster/admin.ts';
import {readFacts} from '../cluster/facts.ts';
import {EXIT, type ExitCode} from '../findings/error.ts';
import {type Report, reportOf} from '../findings/report.ts';
import {openTarget} from '../sandbox/target.ts';
import type {LoadedSpecs} from '../specs/load.ts';
import {assertSameCluster} from '../terraform/cluster-pin.ts';
import {compareWithLive, type Drift, type DriftOptions} from '../verify/drift.ts';
import {VERSION} from '../version.ts';
import type {ClusterModel} from './choose-cluster.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {readIgnored} from './drift-ignored.ts';
import {readHoldings} from './drift-states.ts';
import {openSpecs, render} from './proving.ts';

export default command({
  summary: 'compare what is declared with what was applied and with what is on the live cluster',
  examples: [
    {line: 'weir drift --cluster staging', does: 'lists every difference at the line that declares it, and who can put it right'},
    {line: "weir drift --ignore 'Topic/legacy.*'", does: 'leaves out what nobody manages, by kind and name'},
    {line: 'weir drift --fail-on-changes', does: 'exits 1 where something differs, for a scheduled job'},
    {line: 'weir drift --watch 60', does: 'looks every minute, and tells what changed since'},
  ],
  covers: ['P06'],
  define: parser =>
    parser
      .option('--ignore <pattern>', 'live resources in no document that are not told: Topic/legacy.*; can be repeated', collect)
      .option('--fail-on-changes', 'exit 1 where declared and live differ')
      .option('--allow-unknown', 'exit 0 even where a part of the cluster could not be read')
      .option('--watch [seconds]', 'look again and again, 30 seconds apart, and tell what changed, until Ctrl-C'),
  async run(context, {options}) {
    const isIgnored = readIgnored(options.ignore ?? []);
    if (options.watch !== undefined) {
      const {watchDrift} = await import('./drift-watch.ts');
      return watchDrift(context, options, isIgnored);
    }
    const looked = await lookAtDrift(context, options, isIgnored);
    if ('refused' in looked) return looked.refused;
    const {drift, report, specs} = looked;
    await render(context, options.format ?? 'pretty', report, specs, text => context.result(text));
    return exitOf(drift, options.failOnChanges === true, options.allowUnknown === true);
  },
});

/** One look: the documents, the states and the cluster as they are now. */
export async function lookAtDrift(
  context: CommandContext,
  options: GlobalOptions,
  isIgnored: DriftOptions['isIgnored'],
): Promise<{refused: ExitCode} | {drift: Drift; report: Report; specs: LoadedSpecs; model: ClusterModel}> {
  const opened = await openSpecs(context, options, {name: 'drift', writes: false});
  if ('refused' in opened) return opened;
  const {model, specs} = opened;
  const drift = await readDrift(context, model, isIgnored);
  // What differs is listed as findings; of the areas' verdicts only those are shown that say what was not compared.
  const verdicts = drift.verdicts.filter(one => one.status === 'unknown');
  const {findings} = drift;
  const report = reportOf({version: VERSION, command: 'drift', findings, verdicts, documents: specs.documents, files: specs.files});
  return {drift, report, specs, model};
}

/** Reads the live cluster in a few requests, and the states, and compares both with the model. */
export async function readDrift(context: CommandContext, model: ClusterModel, isIgnored?: DriftOptions['isIgnored']): Promise<Drift> {
  const {cwd, env, signal} = context;
  const connection = await openTarget(model.cluster, {cwd, env}).admin();
  const facts = await context.progress.run(`read ${model.cluster.name}`, () =>
    withAdmin(connection, admin => readFacts(admin, {brokerConfigs: model.cluster.spec.brokers?.config !== undefined, controller: false}), {
      signal,
    }),
  );
  assertSameCluster(model.cluster, facts.clusterId, cwd);
  const states = await readHoldings(context, model);
  const administrator = connection.sasl === undefined ? [] : [`User:${connection.sasl.username}`];
  return compareWithLive(model, facts, {unmanagedPrincipals: administrator, states, ...(isIgnored === undefined ? {} : {isIgnored})});
}

function exitOf({verdicts}: Drift, failOnChanges: boolean, allowUnknown: boolean): ExitCode {
  if (failOnChanges && verdicts.some(one => one.status === 'fail')) return EXIT.findings;
  return !allowUnknown && verdicts.some(one => one.status === 'unknown') ? EXIT.unfinished : EXIT.ok;
}

function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}
