import {withAdmin} from '../cluster/admin.ts';
import {readFacts} from '../cluster/facts.ts';
import {EXIT, type ExitCode} from '../findings/error.ts';
import {reportOf} from '../findings/report.ts';
import {openTarget} from '../sandbox/target.ts';
import {assertSameCluster} from '../terraform/cluster-pin.ts';
import {compareWithLive, type Drift} from '../verify/drift.ts';
import {VERSION} from '../version.ts';
import type {ClusterModel} from './choose-cluster.ts';
import {type CommandContext, command} from './command.ts';
import {openSpecs, render} from './proving.ts';

export default command({
  summary: 'compare what is declared with what is on the live cluster',
  examples: [
    {line: 'weir drift --cluster staging', does: 'lists every difference at the line that declares it'},
    {line: 'weir drift --fail-on-changes', does: 'exits 1 where something differs, for a scheduled job'},
  ],
  covers: ['P06'],
  define: parser =>
    parser
      .option('--fail-on-changes', 'exit 1 where declared and live differ')
      .option('--allow-unknown', 'exit 0 even where a part of the cluster could not be read'),
  async run(context, {options}) {
    const opened = await openSpecs(context, options, {name: 'drift', writes: false});
    if ('refused' in opened) return opened.refused;
    const {model, specs} = opened;
    const drift = await readDrift(context, model);
    // What differs is listed as findings; of the areas' verdicts only those are shown that say what was not compared.
    const verdicts = drift.verdicts.filter(one => one.status === 'unknown');
    const report = reportOf({
      version: VERSION,
      command: 'drift',
      findings: drift.findings,
      verdicts,
      documents: specs.documents,
      files: specs.files,
    });
    await render(context, options.format ?? 'pretty', report, specs, text => context.result(text));
    return exitOf(drift, options.failOnChanges === true, options.allowUnknown === true);
  },
});

/** Reads the live cluster in a few requests and compares it with the model. */
export async function readDrift(context: CommandContext, model: ClusterModel): Promise<Drift> {
  const {cwd, env, signal} = context;
  const connection = await openTarget(model.cluster, {cwd, env}).admin();
  const facts = await context.progress.run(`read ${model.cluster.name}`, () =>
    withAdmin(connection, admin => readFacts(admin, {brokerConfigs: model.cluster.spec.brokers?.config !== undefined}), {signal}),
  );
  assertSameCluster(model.cluster, facts.clusterId, cwd);
  const administrator = connection.sasl === undefined ? [] : [`User:${connection.sasl.username}`];
  return compareWithLive(model, facts, {unmanagedPrincipals: administrator});
}

function exitOf({verdicts}: Drift, failOnChanges: boolean, allowUnknown: boolean): ExitCode {
  if (failOnChanges && verdicts.some(one => one.status === 'fail')) return EXIT.findings;
  return !allowUnknown && verdicts.some(one => one.status === 'unknown') ? EXIT.unfinished : EXIT.ok;
}
