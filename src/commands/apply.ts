import path from 'node:path';
import {createInterface} from 'node:readline/promises';
import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {fails} from '../findings/report.ts';
import {secretsOf} from '../sandbox/target.ts';
import {applyStacks, resolvePasswords} from '../terraform/apply.ts';
import {pinCluster} from '../terraform/cluster-pin.ts';
import {readApplied, readSavedPlan, recordApplied} from '../terraform/saved-plan.ts';
import {chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command} from './command.ts';
import {gateSpecs} from './gate.ts';
import {changesText, planReport, renderPlan} from './plan-report.ts';
import {type Planned, type Preparation, plan, preparePlanning, scratchPlanFolder} from './planning.ts';

export default command({
  summary: 'apply a plan: one that was saved, or one that is made, shown and confirmed now',
  examples: [
    {line: 'weir apply', does: 'plans the sandbox, asks, and applies that plan'},
    {line: 'weir apply --cluster staging --plan plan --yes', does: 'applies exactly what was saved and reviewed'},
  ],
  define: parser =>
    parser
      .option('--plan <dir>', 'apply this saved plan and nothing else')
      .option('--yes', 'do not ask; needed without a terminal; never approves a risk')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain'),
  async run(context, {options}) {
    const gate = await gateSpecs(context, options, 'apply');
    if (gate.refused !== undefined) return gate.refused;
    const model = chooseCluster(gate.models, {cluster: options.cluster, writes: true});
    if (options.yes !== true && !context.interactive)
      throw usageError(
        'apply/unconfirmed',
        'apply changes a cluster and there is no terminal to ask on',
        'pass --yes to apply without being asked',
      );
    // A missing secret is told before anything is asked of the cluster.
    const passwords = await resolvePasswords(model, secretsOf(model.cluster, context));
    const prepared = await preparePlanning(context, model, options.stack);
    if (options.plan !== undefined)
      return applySaved(context, prepared, passwords, path.resolve(context.cwd, options.plan), gate.specs.hash());
    const planned = await plan(context, prepared, gate.policies, scratchPlanFolder(context.cwd, model.cluster.name));
    const report = planReport('apply', gate, planned);
    if (fails(report, 'error')) {
      context.complain(await renderPlan(context, 'pretty', report, planned, gate));
      context.complain(refusal(planned));
      return EXIT.findings;
    }
    context.say(changesText(planned, context.color).trimEnd());
    if (planned.changes.length === 0) return finish(context, prepared, 0);
    if (options.yes !== true && !(await confirmed(model.cluster.name))) {
      context.say('nothing was applied');
      return EXIT.ok;
    }
    const changing = planned.plans.filter(one => one.changes.length > 0);
    await run(context, prepared, passwords, changing);
    return finish(context, prepared, planned.changes.length);
  },
});

/** A plan with a risk is not Weir's to apply; who takes the risk does so by hand, with the engine. */
function refusal({plans, risks}: Planned): string {
  const names = new Set(risks.filter(({level}) => level === 'error').map(({resource}) => resource?.name));
  const concerned = plans.filter(({changes}) => changes.some(({name}) => names.has(name)));
  const folders = concerned.map(({stack}) => `cdktf.out/stacks/${stack.name}`);
  return `weir apply: refused, because the plan would lose data; nothing was changed. Restore the document, or, if the loss is meant, apply by hand with the engine in ${folders.join(', ')}`;
}

async function applySaved(
  context: CommandContext,
  prepared: Preparation,
  passwords: ReadonlyMap<string, string>,
  directory: string,
  specs: string,
): Promise<ExitCode> {
  const {engine, model, clusterId, stacks} = prepared;
  const saved = readSavedPlan(directory, {engine, cluster: model.cluster.name, clusterId, specs});
  const risky = saved.risks.filter(({level}) => level === 'error');
  if (risky.length > 0) {
    context.complain(risky.map(({rule, message}) => `error ${message}  ${rule}`).join('\n'));
    context.complain('weir apply: refused, because the saved plan would lose data; nothing was changed');
    return EXIT.findings;
  }
  const applied = readApplied(directory);
  const open = saved.stacks.filter(({name, changes}) => !applied.has(name) && changes > 0);
  const plans = open.map(({name}) => {
    const stack = stacks.find(one => one.name === name);
    if (stack === undefined)
      throw usageError('plan/specs', `the saved plan has a stack ${name} that the specs no longer make`, 'plan again');
    return {stack, file: path.join(directory, `${name}.tfplan`)};
  });
  await run(context, prepared, passwords, plans, name => {
    applied.add(name);
    recordApplied(directory, applied);
  });
  return finish(
    context,
    prepared,
    open.reduce((sum, {changes}) => sum + changes, 0),
  );
}

async function run(
  context: CommandContext,
  {engine, model, connection}: Preparation,
  passwords: ReadonlyMap<string, string>,
  plans: Parameters<typeof applyStacks>[0]['plans'],
  onApplied?: (stack: string) => void,
): Promise<void> {
  await context.progress.run(`apply to ${model.cluster.name}`, note =>
    applyStacks({
      engine,
      model,
      cwd: context.cwd,
      plans,
      connection,
      passwords,
      signal: context.signal,
      onProgress: (stack, text) => note(`${stack}: ${text}`),
      ...(onApplied === undefined ? {} : {onApplied}),
    }),
  );
}

function finish(context: CommandContext, {model, clusterId}: Preparation, changes: number): ExitCode {
  pinCluster(model.cluster.name, clusterId, context.cwd);
  context.result(
    changes === 0 ? `${model.cluster.name} is as declared; nothing to apply\n` : `applied ${changes} changes to ${model.cluster.name}\n`,
  );
  return EXIT.ok;
}

async function confirmed(cluster: string): Promise<boolean> {
  const lines = createInterface({input: process.stdin, output: process.stderr});
  try {
    const answer = await lines.question(`Apply these changes to ${cluster}? Only "yes" applies them: `);
    return answer.trim() === 'yes';
  } finally {
    lines.close();
  }
}
