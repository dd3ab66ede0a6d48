import Table from 'cli-table3';
import {healLeftFaults} from '../chaos/heal.ts';
import {sandboxBrokers} from '../chaos/sandbox-brokers.ts';
import {withAdmin} from '../cluster/admin.ts';
import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {sandboxConnection, sandboxStatus} from '../sandbox/sandbox.ts';
import {removeLeftovers} from '../verify/canaries.ts';
import {type CommandContext, command} from './command.ts';
import {attemptProof, openSpecs, type ProofOptions, reportProof, scenariosOf} from './proving.ts';
import {textOrJson} from './text-or-json.ts';

interface Input extends ProofOptions {
  topic?: string;
}

type Action = (context: CommandContext, options: Input, name: string | undefined) => Promise<ExitCode>;

const ACTIONS: Record<string, Action> = {list, run: runOne, heal};

export default command({
  summary: 'inject faults and prove what the documents promise under them: list, run NAME, heal',
  examples: [
    {line: 'weir chaos list', does: 'shows the scenarios and what each claims'},
    {line: 'weir chaos run leader-failover', does: "kills a partition's leader on the sandbox under load, and heals it"},
    {line: 'weir chaos run leader-failover --topic orders.order.placed.v1', does: "with that topic's settings and objectives"},
    {line: 'weir chaos heal', does: 'heals what a crashed run left behind'},
  ],
  covers: ['DR4'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument('[name]', 'run: a scenario of scripts/chaos')
      .option('--topic <name>', 'run: a declared topic whose settings and objectives are proved')
      .option('--evidence <file>', 'run: write the evidence as JSON')
      .option('--allow-unknown', 'run: exit 0 even where a claim could be neither proved nor refuted'),
  async run(context, {args: [name, scenario], options}) {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) {
      const names = Object.keys(ACTIONS);
      throw usageError('chaos/action', `there is no action ${name}${suggestion(name, names)}`, `actions: ${names.join(', ')}`);
    }
    return await action(context, options, scenario);
  },
});

async function list(context: CommandContext, options: Input): Promise<ExitCode> {
  const scenarios = await scenariosOf(context, 'chaos');
  if (textOrJson(options.format) === 'json') {
    const listed = scenarios.map(({name, scenario: {title, claims}}) => ({name, title, claims}));
    context.result(`${JSON.stringify(listed, null, 2)}\n`);
    return EXIT.ok;
  }
  const table = new Table({
    head: ['scenario', 'what it does', 'what it claims'],
    colWidths: [18, 30, 60],
    wordWrap: true,
    style: {head: [], border: []},
  });
  for (const {name, scenario} of scenarios) table.push([name, scenario.title, scenario.claims.map(claim => `- ${claim}`).join('\n')]);
  context.result(`${table.toString()}\n`);
  return EXIT.ok;
}

async function runOne(context: CommandContext, options: Input, name: string | undefined): Promise<ExitCode> {
  if (name === undefined) throw usageError('chaos/no-name', 'no scenario is named', 'weir chaos list shows them; then weir chaos run NAME');
  const scenarios = await scenariosOf(context, 'chaos', name);
  const opened = await openSpecs(context, options, {name: 'chaos', writes: true});
  if ('refused' in opened) return opened.refused;
  const result = await attemptProof(context, opened.model, scenarios, {
    options: options.topic === undefined ? {} : {topic: options.topic},
  });
  return await reportProof(context, options, {command: 'chaos', ...opened, result});
}

/** Needs no specs: what was harmed stands in the journal. Faults can be injected on the sandbox alone so far. */
async function heal(context: CommandContext): Promise<ExitCode> {
  const root = context.cwd;
  const {clusterId} = await sandboxStatus({root});
  const healed = await context.progress.run('chaos heal', () =>
    healLeftFaults(root, entry => (entry.clusterId === clusterId ? sandboxBrokers(root) : undefined), context.signal),
  );
  for (const {entry, outcome} of healed) {
    const what = `broker ${entry.fault.brokerId} of ${entry.cluster}, harmed by run ${entry.runId}`;
    context.result(outcome === 'healed' ? `healed: ${what}\n` : `left alone: ${what}, which is going on in process ${entry.pid}\n`);
  }
  if (healed.length === 0) context.result('nothing to heal: no fault is written down in .weir/journal\n');
  await removeCanaries(
    context,
    healed.some(one => one.outcome === 'healed'),
  );
  return EXIT.ok;
}

async function removeCanaries(context: CommandContext, wasHealed: boolean): Promise<void> {
  if (!wasHealed) return;
  const removed = await withAdmin(await sandboxConnection({root: context.cwd}), removeLeftovers, {signal: context.signal});
  context.say(`removed ${removed.topics} canary topics that were left behind`);
}
