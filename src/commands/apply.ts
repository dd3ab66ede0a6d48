import path from 'node:path';
import {createInterface} from 'node:readline/promises';
import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {type Finding, isOpen} from '../findings/finding.ts';
import {fails, reportOf} from '../findings/report.ts';
import {waivedFindings, waiverWords} from '../findings/reporters/selection.ts';
import {secretsOf} from '../sandbox/target.ts';
import {resolvePasswords} from '../terraform/apply.ts';
import {readApplied, readSavedPlan, recordApplied} from '../terraform/saved-plan.ts';
import {VERSION} from '../version.ts';
import {applyShown, type ShownPlan} from './applying.ts';
import {chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command} from './command.ts';
import {type Gate, gateSpecs} from './gate.ts';
import {waiveRisks} from './judged-specs.ts';
import {changesText} from './plan-pretty.ts';
import {planReport, type Rendering, renderPlan} from './plan-report.ts';
import {type Preparation, plan, preparePlanning, withScratchFolder} from './planning.ts';
import {render} from './proving.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'apply a plan: one that was saved, or one that is made, shown and confirmed now',
  examples: [
    {line: 'weir apply', does: 'plans the sandbox, asks, and applies that plan'},
    {line: 'weir apply --cluster staging --plan plan --yes', does: 'applies exactly what was saved and reviewed'},
  ],
  covers: ['P06', 'SE5'],
  define: parser =>
    parser
      .option('--plan <dir>', 'apply this saved plan and nothing else')
      .option('--yes', 'do not ask; needed without a terminal; never approves a risk')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain'),
  async run(context, {options}) {
    const format = textOrJson(options.format);
    const gate = await gateSpecs(context, options, 'apply');
    if (gate.refused !== undefined) return gate.refused;
    const model = chooseCluster(gate.models, {cluster: options.cluster, writes: true});
    if (options.yes !== true && !context.interactive) {
      throw usageError(
        'apply/unconfirmed',
        'apply changes a cluster and there is no terminal to ask on',
        'pass --yes to apply without being asked',
      );
    }
    // A missing secret is told before anything is asked of the cluster.
    const passwords = await resolvePasswords(model, secretsOf(model.cluster, context));
    const prepared = await preparePlanning(context, model, options.stack);
    const run: Run = {context, gate, prepared, passwords, format, confirmed: options.yes === true};
    if (options.plan !== undefined) return applySaved(run, options.plan);
    return withScratchFolder(context.cwd, folder => planAndApply(run, folder));
  },
});

interface Run {
  context: CommandContext;
  gate: Gate;
  prepared: Preparation;
  passwords: ReadonlyMap<string, string>;
  format: 'pretty' | 'json';
  /** `--yes`: the user need not be asked. */
  confirmed: boolean;
}

async function planAndApply(run: Run, folder: string): Promise<ExitCode> {
  const {context, gate, prepared} = run;
  const planned = await plan(context, prepared, gate, folder);
  const report = planReport('apply', gate, planned);
  const rendering: Rendering = {context, report, planned, judged: gate};
  if (fails(report, 'error')) {
    if (run.format === 'json') context.result(await renderPlan(rendering, 'json'));
    else context.complain((await renderPlan(rendering, 'pretty')).trimEnd());
    context.complain(refusal(prepared, planned.risks));
    return EXIT.findings;
  }
  context.say(changesText(planned, context.color).trimEnd());
  tellWaived(context, planned.risks);
  if (planned.changes.length > 0 && !run.confirmed && !(await confirmed(prepared.model.cluster.name))) {
    context.say('nothing was applied');
    return EXIT.ok;
  }
  await applyUnderProgress(
    run,
    planned.plans.filter(one => one.changes.length > 0),
  );
  if (run.format === 'json') context.result(await renderPlan(rendering, 'json'));
  else tellEnd(run, planned.changes.length);
  return EXIT.ok;
}

async function applySaved(run: Run, shown: string): Promise<ExitCode> {
  const {context, gate, prepared} = run;
  const {engine, model, clusterId, stacks} = prepared;
  const directory = path.resolve(context.cwd, shown);
  const saved = readSavedPlan(directory, {engine, cluster: model.cluster.name, clusterId, specs: gate.specs.hash()});
  const {documents, files} = gate.specs;
  // By the waivers of today: one that held when the plan was saved may have ended.
  const risks = waiveRisks(saved.risks, gate);
  const report = reportOf({version: VERSION, command: 'apply', findings: risks, documents, files});
  if (fails(report, 'error')) {
    await render(context, run.format, report, gate.specs, text =>
      run.format === 'json' ? context.result(text) : context.complain(text.trimEnd()),
    );
    context.complain(refusal(prepared, risks));
    return EXIT.findings;
  }
  tellWaived(context, risks);
  const applied = readApplied(directory);
  const open = saved.stacks.filter(({sha256, changes}) => !applied.has(sha256) && changes > 0);
  const plans = open.map(({name, sha256, after}) => {
    const stack = stacks.find(one => one.name === name);
    if (stack === undefined)
      throw usageError('plan/specs', `the saved plan has a stack ${name} that the specs no longer make`, 'plan again');
    return {stack, sha256, after, file: path.join(directory, `${name}.tfplan`)};
  });
  await applyUnderProgress(run, plans, name => {
    for (const one of open) if (one.name === name) applied.add(one.sha256);
    recordApplied(directory, applied);
  });
  if (run.format === 'json') await render(context, 'json', report, gate.specs, text => context.result(text));
  else {
    tellEnd(
      run,
      open.reduce((sum, {changes}) => sum + changes, 0),
    );
  }
  return EXIT.ok;
}

async function applyUnderProgress(
  {context, prepared, passwords}: Run,
  plans: readonly ShownPlan[],
  onApplied?: (stack: string) => void,
): Promise<void> {
  await context.progress.run(`apply to ${prepared.model.cluster.name}`, note =>
    applyShown(context, prepared, passwords, plans, {note, ...(onApplied === undefined ? {} : {onApplied})}),
  );
}

/** A plan with a risk is not Weir's to apply; who takes the risk does so by hand, with the engine. */
function refusal({model, stacks, engine}: Preparation, risks: readonly Finding[]): string {
  const concerned = stacks.filter(({name}) => risks.some(risk => risk.level === 'error' && isOpen(risk) && stackOf(risk) === name));
  const folders = (concerned.length > 0 ? concerned : stacks).map(({name}) => `cdktf.out/stacks/${name}`);
  const program = engine.kind;
  const environment = model.cluster.spec.sandbox
    ? 'eval "$(npx weir sandbox env)" gives the shell what the engine needs'
    : 'the engine needs TF_CLI_CONFIG_FILE=$PWD/.weir/terraform/engine.rc, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, KAFKA_CA_CERT and a TF_VAR_… for each variable of the stack';
  return [
    'weir apply: refused, because the plan would lose data; nothing was changed. Restore the document, or, if the loss is meant, waive',
    `  the rule in policies/waivers.yaml, or apply by hand with ${program} in ${folders.join(', ')}: ${environment}`,
  ].join('\n');
}

/** Whoever confirms must see which risks somebody has accepted. */
function tellWaived(context: CommandContext, risks: readonly Finding[]): void {
  for (const risk of waivedFindings(risks)) context.say(`waived ${waiverWords(risk)}: ${risk.message}  ${risk.rule}`);
}

/** The rules about plans name the stack in their evidence. */
function stackOf({evidence}: Finding): unknown {
  return typeof evidence === 'object' && evidence !== null ? Reflect.get(evidence, 'stack') : undefined;
}

function tellEnd({context, prepared}: Run, changes: number): void {
  const {name} = prepared.model.cluster;
  context.result(
    changes === 0
      ? `${name} is as declared; nothing to apply\n`
      : `applied ${changes} ${changes === 1 ? 'change' : 'changes'} to ${name}\n`,
  );
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
