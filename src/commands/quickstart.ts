import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {isOpen, type Verdict} from '../findings/finding.ts';
import {type Report, reportOf} from '../findings/report.ts';
import {writeReport} from '../findings/write-report.ts';
import {sandboxDown, sandboxUp} from '../sandbox/sandbox.ts';
import {secretsOf} from '../sandbox/target.ts';
import {loadSpecs} from '../specs/load.ts';
import {resolvePasswords} from '../terraform/apply.ts';
import type {Evidence} from '../verify/evidence.ts';
import type {ScenariosResult} from '../verify/run-scenarios.ts';
import {VERSION} from '../version.ts';
import {withRest} from './apply-rest.ts';
import {applyShown} from './applying.ts';
import {type ClusterModel, chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {readDrift} from './drift.ts';
import {type Gate, gateSpecs} from './gate.ts';
import {Narrator} from './narrator.ts';
import {type Planned, plan, preparePlanning, withScratchFolder} from './planning.ts';
import {evidenceOf, exitOf, prove, render, scenariosOf} from './proving.ts';
import {quickstartVerdicts} from './quickstart-verdicts.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'the whole chain on the embedded cluster: check, synth, plan, apply, drift, smoke, failover, report',
  examples: [
    {line: 'weir quickstart', does: 'runs everything and ends the sandbox again'},
    {line: 'weir quickstart --keep', does: 'leaves the sandbox up, to go on with it'},
  ],
  define: parser => parser.option('--keep', 'leave the sandbox up'),
  async run(context, {options}) {
    const format = textOrJson(options.format);
    refuseOtherThanSandbox(context, options);
    const narrator = new Narrator(context);
    try {
      const chain = await runChain(context, options, narrator);
      if (typeof chain === 'number') return chain;
      if (format === 'json') context.result(`${JSON.stringify(chain.document, null, 2)}\n`);
      else context.result(`\n${quickstartVerdicts(chain.sections, context.color)}\n`);
      context.say(`\n  report   ${chain.page}\n  evidence ${chain.evidence}`);
      context.say(nextCommands(options.keep === true));
      return exitOf(chain.verdicts, false);
    } finally {
      if (options.keep !== true) await narrator.always('sandbox down', async () => sandboxDown({root: context.cwd}));
    }
  },
});

interface Chain {
  sections: {title: string; verdicts: readonly Verdict[]}[];
  verdicts: readonly Verdict[];
  /** Paths of the HTML page and of the JSON document, relative to the working directory. */
  page: string;
  evidence: string;
  document: Evidence;
}

async function runChain(context: CommandContext, options: GlobalOptions, narrator: Narrator): Promise<Chain | ExitCode> {
  const {cwd, signal} = context;
  await narrator.step('sandbox up', async (_inner, note) => {
    const {brokers, clusterId} = await sandboxUp({root: cwd, signal, onProgress: note});
    return `${brokers.length} brokers, cluster ${clusterId}`;
  });
  const gate = await narrator.stepWith('check', async inner => {
    const judged = await gateSpecs(inner, options, 'quickstart');
    const {specs, policies, findings} = judged;
    return {
      value: judged,
      detail: `${specs.documents} documents of ${specs.files} files, ${policies.rules.length} rules, ${findings.length} findings`,
    };
  });
  if (gate.refused !== undefined) return gate.refused;
  const model = chooseCluster(gate.models, {cluster: options.cluster, writes: true});
  const applied = await planAndApply(context, narrator, gate, model);
  if (applied !== undefined) return applied;
  return proveAndReport(context, narrator, gate, model);
}

async function planAndApply(context: CommandContext, narrator: Narrator, gate: Gate, model: ClusterModel): Promise<ExitCode | undefined> {
  const prepared = await narrator.stepWith('synth', async inner => {
    const value = await preparePlanning(inner, model, 'domain');
    return {
      value,
      detail: `${value.stacks.length} stacks, ${value.stacks.reduce((sum, {resources}) => sum + resources, 0)} resources in cdktf.out`,
    };
  });
  return withScratchFolder(context.cwd, async folder => {
    const planned = await narrator.stepWith('plan', async inner => {
      const value = await plan(inner, prepared, gate, folder);
      const {kind, version} = prepared.engine;
      return {value, detail: `${value.changes.length} changes, ${value.risks.length} risks, by ${kind} ${version}`};
    });
    if (planned.risks.some(risk => risk.level === 'error' && isOpen(risk))) {
      const {specs} = gate;
      const report = reportOf({
        version: VERSION,
        command: 'quickstart',
        findings: planned.risks,
        documents: specs.documents,
        files: specs.files,
      });
      await render(context, 'pretty', report, specs, text => context.complain(text.trimEnd()));
      return EXIT.findings;
    }
    await narrator.step('apply', async (inner, note) => {
      const passwords = await resolvePasswords(model, secretsOf(model.cluster, context));
      const apply = ({plans}: Planned) =>
        applyShown(
          inner,
          prepared,
          passwords,
          plans.filter(({changes}) => changes.length > 0),
          {note},
        );
      await withRest(planned, {apply, planAgain: () => plan(inner, prepared, gate, folder), say: note});
      return planned.changes.length === 0 ? 'nothing to change' : `${planned.changes.length} changes applied`;
    });
    return undefined;
  });
}

/** Nothing is asked here before it is applied, so it goes to the embedded cluster and to no other. */
function refuseOtherThanSandbox({cwd}: CommandContext, {specs, cluster}: GlobalOptions): void {
  const model = chooseCluster(loadSpecs({cwd, directory: specs}).models, {cluster, writes: true});
  if (model.cluster.spec.sandbox) return;
  throw usageError(
    'quickstart/no-sandbox',
    `quickstart runs on the embedded cluster, and ${model.cluster.name} is another one`,
    `for it, use weir plan, apply and smoke --cluster ${model.cluster.name}`,
  );
}

async function proveAndReport(context: CommandContext, narrator: Narrator, gate: Gate, model: ClusterModel): Promise<Chain> {
  const drift = await narrator.stepWith('drift', async inner => {
    const value = await readDrift(inner, model);
    const differing = value.verdicts.filter(({status}) => status === 'fail').length;
    return {value, detail: differing === 0 ? 'live is as declared' : `${value.findings.length} differences`};
  });
  const sections: Chain['sections'] = [{title: 'The cluster is as declared', verdicts: drift.verdicts}];
  const proofs: ScenariosResult[] = [];
  await narrator.step('smoke', async inner => {
    for (const one of await scenariosOf(inner, 'smoke')) {
      const result = await prove(inner, model, [one]);
      proofs.push(result);
      sections.push({title: one.scenario.title, verdicts: result.verdicts});
    }
    return counts(proofs.flatMap(({verdicts}) => verdicts));
  });
  await narrator.step('failover', async inner => {
    const result = await prove(inner, model, await scenariosOf(inner, 'chaos', 'leader-failover'));
    proofs.push(result);
    sections.push({title: '', verdicts: result.verdicts});
    return counts(result.verdicts);
  });
  const verdicts = sections.flatMap(section => section.verdicts);
  const files = await narrator.stepWith('report', async () => {
    const {specs, findings} = gate;
    const report = reportOf({
      version: VERSION,
      command: 'quickstart',
      findings: [...findings, ...drift.findings],
      verdicts,
      documents: specs.documents,
      files: specs.files,
    });
    const value = await writeReports(context, gate, report, model, {proofs, steps: narrator.steps});
    return {value, detail: value.page};
  });
  return {sections, verdicts, ...files};
}

/** Evidence as one JSON document and one page that needs nothing else. */
async function writeReports(
  context: CommandContext,
  gate: Gate,
  report: Report,
  model: ClusterModel,
  {proofs, steps}: {proofs: readonly ScenariosResult[]; steps: ScenariosResult['steps']},
): Promise<Pick<Chain, 'page' | 'evidence' | 'document'>> {
  const [first] = proofs;
  if (first === undefined) throw new Error('nothing was proved');
  const joined = {...first, steps, timelines: proofs.flatMap(({timelines}) => timelines)};
  const evidence: Evidence = evidenceOf(report, model, joined);
  const folder = path.join('.weir', 'report');
  mkdirSync(path.resolve(context.cwd, folder), {recursive: true, mode: 0o700});
  const files = {page: path.join(folder, 'quickstart.html'), evidence: path.join(folder, 'quickstart.json')};
  writeReport(path.resolve(context.cwd, files.evidence), `${JSON.stringify(evidence, null, 2)}\n`);
  await render({...context, color: false}, 'html', evidence, gate.specs, text => writeReport(path.resolve(context.cwd, files.page), text));
  return {...files, document: evidence};
}

function counts(verdicts: readonly Verdict[]): string {
  const of = (status: Verdict['status']): number => verdicts.filter(one => one.status === status).length;
  return `${of('pass')} claims hold${of('fail') > 0 ? `, ${of('fail')} FAIL` : ''}${of('unknown') > 0 ? `, ${of('unknown')} unknown` : ''}`;
}

function nextCommands(keeps: boolean): string {
  return [
    '',
    'Next:',
    ...(keeps ? [] : ['  npx weir sandbox up                          # the brokers again, with everything that was applied']),
    '  npx weir explain topic/replication-factor   # why a rule exists; lower one in topic-specs/ and run weir check',
    '  npx weir plan                               # change a topic in topic-specs/ and see what apply would do',
    ...(keeps ? ['  npx weir chaos run leader-failover          # kill a leader again and watch what clients see'] : []),
  ].join('\n');
}
