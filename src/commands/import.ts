import path from 'node:path';
import {authorizerSettings} from '../access/settings.ts';
import {withAdmin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {type LiveFacts, readFacts} from '../cluster/facts.ts';
import {EXIT, type ExitCode, unfinished} from '../findings/error.ts';
import {reportOf} from '../findings/report.ts';
import {domainRule} from '../import/domains.ts';
import {type Imported, importCluster} from '../import/import-cluster.ts';
import {Scope} from '../import/scope.ts';
import {Workspace} from '../import/workspace.ts';
import {writeImport} from '../import/write-import.ts';
import {planImported, type ZeroPlan} from '../import/zero-plan.ts';
import {openTarget} from '../sandbox/target.ts';
import {assertSameCluster} from '../terraform/cluster-pin.ts';
import {Engine} from '../terraform/engine.ts';
import {VERSION} from '../version.ts';
import {type ClusterModel, chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {ownersFor} from './import/owners.ts';
import {type ImportReport, importJson, importText} from './import/report.ts';
import {loadStack} from './load-stack.ts';
import {withScratchFolder} from './planning.ts';
import {render} from './proving.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'write the documents of what is on a live cluster, and prove by a plan that they change nothing',
  examples: [
    {line: 'weir import --cluster production', does: 'writes what no document says yet, a folder a domain'},
    {line: 'weir import --dry-run', does: 'shows what would be written, and plans it all the same'},
    {line: "weir import --include 'Topic/orders.*' --owner team-orders", does: 'the topics of one team'},
    {line: 'weir import --update', does: 'also takes live values over into documents that say otherwise'},
  ],
  define: parser =>
    parser
      .option('--out <dir>', 'folder for the documents (default: the folder of the specs)')
      .option(
        '--domain-rule <regex>',
        "the part of a topic's name that is its domain: group domain, or the first (default: all before the first dot)",
      )
      .option('--owner <name>', 'owner of what --owners does not name')
      .option('--owners <file>', 'lines of PATTERN OWNER, the last that fits decides: orders.* team-orders, payments/ team-payments')
      .option('--include <pattern>', 'only these: orders.*, Topic/orders.*, Quota/*; can be repeated', collect)
      .option('--exclude <pattern>', 'not these; can be repeated', collect)
      .option('--update', 'change in place what documents say otherwise; comments stay')
      .option('--dry-run', 'write nothing, and show what would be written')
      .option('--no-plan', 'write the documents without planning them: needs no engine')
      .option('--allow-unknown', 'exit 0 even where a part of the cluster could not be read')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain'),
  async run(context, {options}) {
    const format = textOrJson(options.format);
    const scope = new Scope(options);
    const rule = domainRule(options.domainRule);
    const owners = ownersFor(context, options);
    const workspace = Workspace.open({cwd: context.cwd, specs: options.specs, out: options.out ?? options.specs});
    const refused = await refuseUnreadable(context, workspace);
    if (refused !== undefined) return refused;
    const model = chooseCluster(workspace.specs.models, {cluster: options.cluster, writes: false});
    const {facts, connection} = await readCluster(context, model);
    const imported = await importCluster(workspace, facts, {
      model,
      scope,
      rule,
      unmanaged: unmanagedBy(model, connection),
      owners,
      updates: options.update === true,
    });
    const after = requireReadable(imported);
    const isDryRun = options.dryRun === true;
    context.signal.throwIfAborted();
    if (!isDryRun) writeImport(context.cwd, imported.files);
    const proof = options.plan ? await prove(context, options, {model: after, facts, connection}) : undefined;
    const report: ImportReport = {
      cluster: model.cluster.name,
      clusterId: facts.clusterId,
      imported,
      proof,
      isDryRun,
      updates: options.update === true,
    };
    context.result(format === 'json' ? importJson(report) : importText(report));
    for (const line of nextSteps(report, options.specs)) context.say(line);
    return exitOf(report, options.allowUnknown === true);
  },
});

function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}

/** What cannot be read may declare what is live: it would be imported a second time. */
async function refuseUnreadable(context: CommandContext, {specs}: Workspace): Promise<ExitCode | undefined> {
  const wrong = specs.findings.filter(({level}) => level === 'error');
  if (wrong.length === 0) return undefined;
  const report = reportOf({version: VERSION, command: 'import', findings: wrong, documents: specs.documents, files: specs.files});
  await render(context, 'pretty', report, specs, text => context.complain(text.trimEnd()));
  context.complain('weir import: nothing was done, because some documents cannot be read; mend them');
  return EXIT.findings;
}

async function readCluster(context: CommandContext, {cluster}: ClusterModel): Promise<{facts: LiveFacts; connection: Connection}> {
  const {cwd, env, signal} = context;
  const connection = await openTarget(cluster, {cwd, env}).admin();
  const facts = await context.progress.run(`read ${cluster.name}`, () => withAdmin(connection, admin => readFacts(admin), {signal}));
  assertSameCluster(cluster, facts.clusterId, cwd);
  return {facts, connection};
}

/** Who is none of Weir's: it cannot manage itself, and super users need no ACL. */
function unmanagedBy({cluster}: ClusterModel, {sasl}: Connection): Map<string, string> {
  const superUsers = authorizerSettings(cluster).superUsers.map((name): [string, string] => [
    name,
    'a super user of the brokers, which look at none of its ACLs',
  ]);
  const administrator: [string, string][] =
    sasl === undefined ? [] : [[`User:${sasl.username}`, 'the administrator that Weir connects as']];
  return new Map([...superUsers, ...administrator]);
}

/** What was made must read back whole before a file is touched. */
function requireReadable({workspace, model}: Imported): ClusterModel {
  const [wrong] = workspace.specs.findings.filter(({level}) => level === 'error');
  if (model !== undefined && wrong === undefined) return model;
  const where = wrong === undefined ? '' : ` (${wrong.location.file}:${wrong.location.line}: ${wrong.message})`;
  throw unfinished('import/unreadable', `the documents of this import do not read back${where}; nothing was written`, {
    hint: 'leave out what it names with --exclude, and report it',
  });
}

async function prove(
  context: CommandContext,
  options: GlobalOptions & {stack: string},
  parts: {model: ClusterModel; facts: LiveFacts; connection: Connection},
): Promise<ZeroPlan> {
  const {cwd, env, signal} = context;
  const engine = await context.progress.run('engine and provider', note => Engine.open({root: cwd, env, signal, onProgress: note}));
  const definition = await loadStack(cwd, options.stack);
  return withScratchFolder(cwd, folder =>
    context.progress.run(`plan the import with ${engine.kind} ${engine.version}`, note =>
      planImported({...parts, engine, definition, cwd, folder: path.join(folder), signal, onProgress: note}),
    ),
  );
}

function nextSteps({cluster, imported, proof, isDryRun}: ImportReport, specs: string): string[] {
  if (isDryRun || imported.plan.drafts.length === 0) return [];
  const {workspace} = imported;
  return [
    ...(workspace.isInside ? [] : [`next: move what is in ${workspace.directory} into ${specs}, where other commands look for documents`]),
    'next: weir check; what it finds can be taken into a baseline: weir check --update-baseline --allow-new',
    ...(proof === undefined || proof.changes.length > 0
      ? []
      : [`then: weir adopt --all --cluster ${cluster}, which takes it into the state by the same import blocks`]),
  ];
}

function exitOf({imported, proof}: ImportReport, allowUnknown: boolean): ExitCode {
  if (proof !== undefined && proof.changes.length > 0) return EXIT.findings;
  return imported.plan.unread.length > 0 && !allowUnknown ? EXIT.unfinished : EXIT.ok;
}
