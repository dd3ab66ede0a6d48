import {withAdmin} from '../cluster/admin.ts';
import {readFacts} from '../cluster/facts.ts';
import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {fails} from '../findings/report.ts';
import {secretsOf} from '../sandbox/target.ts';
import {findOrphans, type Orphan} from '../terraform/adoption.ts';
import {resolvePasswords} from '../terraform/apply.ts';
import type {Transition} from '../terraform/transitions.ts';
import {writeTransitions} from '../terraform/transitions.ts';
import {applyShown} from './applying.ts';
import {chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command} from './command.ts';
import {confirmed, requireConsent} from './confirm.ts';
import {type Gate, gateSpecs} from './gate.ts';
import {chosen, readNamedResources} from './kafka-names.ts';
import {changesText} from './plan-pretty.ts';
import {planReport, renderPlan} from './plan-report.ts';
import {type Preparation, planPrepared, preparePlanning, prepareStates, withScratchFolder} from './planning.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'take what is declared, on the cluster and in no state into the state, so that Terraform manages it',
  examples: [
    {line: 'weir adopt Topic payments.orders.placed.v1', does: 'takes one topic in; its records stay as they are'},
    {line: "weir adopt Topic 'payments.*'", does: 'takes in all topics whose name begins so'},
    {line: 'weir adopt --all --cluster staging', does: 'takes in everything, as after weir import'},
  ],
  define: parser =>
    parser
      .argument('[kind]', 'Topic, Acl, Quota or User')
      .argument('[names...]', 'names as weir plan shows them; * stands for any characters')
      .option('--all', 'everything that is declared, on the cluster and in no state')
      .option('--yes', 'do not ask; needed without a terminal; never approves a risk')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain'),
  async run(context, {args: [kind, names], options}) {
    const format = textOrJson(options.format);
    if ((kind === undefined) === (options.all !== true))
      throw usageError('adopt/what', 'name what to adopt, or pass --all', "weir adopt Topic 'payments.*', or weir adopt --all");
    const named = kind === undefined ? undefined : readNamedResources(kind, names);
    const gate = await gateSpecs(context, options, 'adopt');
    if (gate.refused !== undefined) return gate.refused;
    requireConsent(context, 'adopt', options.yes, 'writes to the state');
    const model = chooseCluster(gate.models, {cluster: options.cluster, writes: true});
    const prepared = await preparePlanning(context, model, options.stack);
    const orphans = await readOrphans(context, prepared);
    const wanted = named === undefined ? orphans : chosen(named, orphans, 'declared, on the cluster and in no state');
    const {adoptable, refused} = sorted(wanted);
    for (const {kind: one, name, document, differs} of refused) {
      const {file, line, column} = document.locate('/spec');
      context.complain(
        `${file}:${line}:${column} ${one} ${name} is not adopted: it has no importer and would have to be written, and ${differs}; change the document to what is live, or apply`,
      );
    }
    if (adoptable.length === 0) {
      context.result(
        format === 'json' ? '{"adopted": []}\n' : `nothing to adopt: every declared resource on ${model.cluster.name} is in a state\n`,
      );
      return refused.length === 0 ? EXIT.ok : EXIT.findings;
    }
    const exit = await withScratchFolder(context.cwd, folder =>
      adopt({context, gate, prepared, format, yes: options.yes === true}, adoptable, folder),
    );
    return exit === EXIT.ok && refused.length > 0 ? EXIT.findings : exit;
  },
});

/** What is declared, live and in no state. A cluster that Weir's own clients cannot ask is wrong use. */
async function readOrphans(context: CommandContext, prepared: Preparation): Promise<Orphan[]> {
  const {model, stacks, connection, clusterId} = prepared;
  if (clusterId === undefined) {
    throw usageError(
      'adopt/unread',
      `what is on ${model.cluster.name} cannot be read: only Terraform's provider can authenticate with its mechanism`,
      'write import blocks into the folder of the stack and apply by hand',
    );
  }
  const states = await prepareStates(context, prepared);
  const facts = await context.progress.run(`read ${model.cluster.name}`, () =>
    withAdmin(connection, admin => readFacts(admin), {signal: context.signal}),
  );
  for (const area of [facts.topics, facts.acls, facts.quotas, facts.scramUsers]) if ('unknown' in area) context.complain(area.unknown);
  return findOrphans({model, stacks, states, facts});
}

function sorted(orphans: readonly Orphan[]): {adoptable: Orphan[]; refused: Orphan[]} {
  const {adoptable = [], refused = []} = Object.groupBy(orphans, ({differs}) => (differs === undefined ? 'adoptable' : 'refused'));
  return {adoptable, refused};
}

interface Adopting {
  context: CommandContext;
  gate: Gate;
  prepared: Preparation;
  format: 'pretty' | 'json';
  yes: boolean;
}

/** Plans only what is adopted, shows it, asks, and applies that plan. */
async function adopt({context, gate, prepared, format, yes}: Adopting, orphans: readonly Orphan[], folder: string): Promise<ExitCode> {
  const byStack = Map.groupBy(orphans, ({stack}) => stack);
  const concerned = {...prepared, stacks: prepared.stacks.filter(({name}) => byStack.has(name))};
  for (const {name, directory} of concerned.stacks) writeTransitions(directory, (byStack.get(name) ?? []).flatMap(importOf));
  const targets = new Map([...byStack].map(([stack, own]) => [stack, own.map(({address}) => address)]));
  const planned = await planPrepared(context, concerned, gate, {directory: folder, targets});
  const report = planReport('adopt', gate, planned);
  if (fails(report, 'error')) {
    const text = await renderPlan({context, report, planned, judged: gate}, format);
    if (format === 'json') context.result(text);
    else context.complain(text.trimEnd());
    context.complain('weir adopt: refused, because adopting would change what is on the cluster; mend the documents to what is live');
    return EXIT.findings;
  }
  context.say(changesText(planned, context.color).trimEnd());
  if (!yes && !(await confirmed(`Adopt these into the state of ${prepared.model.cluster.name}?`))) {
    context.say('nothing was adopted');
    return EXIT.ok;
  }
  const users = new Set(orphans.flatMap(({kind, document}) => (kind === 'User' ? [document.name] : [])));
  const {model} = prepared;
  // Only an adopted user's password can be written: the plan holds nothing else.
  const writers = {...model, users: model.users.filter(({name}) => users.has(name))};
  const passwords = await resolvePasswords(writers, secretsOf(model.cluster, context));
  await context.progress.run(`adopt on ${model.cluster.name}`, note =>
    applyShown(
      context,
      concerned,
      passwords,
      planned.plans.filter(({changes}) => changes.length > 0),
      {note},
    ),
  );
  if (format === 'json') context.result(await renderPlan({context, report, planned, judged: gate}, 'json'));
  else context.result(`adopted ${orphans.length} ${orphans.length === 1 ? 'resource' : 'resources'} of ${model.cluster.name}\n`);
  return EXIT.ok;
}

function importOf({by, address}: Orphan): Transition[] {
  return by === 'identical write' ? [] : [{do: 'import', address, id: by.import}];
}
