import path from 'node:path';
import {loadScenarios} from '../extensions/scenarios.ts';
import {EXIT, type ExitCode} from '../findings/error.ts';
import type {Finding, Verdict} from '../findings/finding.ts';
import {type Report, reportOf} from '../findings/report.ts';
import {loadReporter} from '../findings/reporters/index.ts';
import type {ReportTarget} from '../findings/reporters/report-target.ts';
import {writeReport} from '../findings/write-report.ts';
import {openTarget} from '../sandbox/target.ts';
import {type LoadedSpecs, loadSpecs} from '../specs/load.ts';
import type {VerificationMode} from '../specs/model.ts';
import {type Evidence, evidenceDocument} from '../verify/evidence.ts';
import {leftOutNotes} from '../verify/modes.ts';
import type {NamedScenario} from '../verify/run-scenario.ts';
import {runScenarios, type ScenariosResult} from '../verify/run-scenarios.ts';
import type {Scenario, ScenarioKind, ScenarioOptions} from '../verify/scenario.ts';
import {VERSION} from '../version.ts';
import {type ClusterModel, chooseCluster} from './choose-cluster.ts';
import type {CommandContext, GlobalOptions} from './command.ts';

export interface ProofOptions extends GlobalOptions {
  allowUnknown?: true;
  evidence?: string;
  mode?: string;
}

/** The specs of a proof. A document that cannot be read is a claim that nobody would judge, so it stops the proof. */
export interface ProofSpecs {
  specs: LoadedSpecs;
  model: ClusterModel;
}

/** Reads the specs and chooses the cluster; `refused` is set, and the findings shown, where documents are wrong. */
export async function openSpecs(
  context: CommandContext,
  options: GlobalOptions,
  command: {name: string; writes: boolean},
): Promise<ProofSpecs | {refused: ExitCode}> {
  const specs = loadSpecs({cwd: context.cwd, directory: options.specs});
  const wrong = specs.findings.filter(one => one.level === 'error');
  if (wrong.length > 0) {
    const report = reportOf({version: VERSION, command: command.name, findings: wrong, documents: specs.documents, files: specs.files});
    await render(context, 'pretty', report, specs, text => context.complain(text.trimEnd()));
    context.complain(`weir ${command.name}: nothing was done, because some documents cannot be read; mend them`);
    return {refused: EXIT.findings};
  }
  return {specs, model: chooseCluster(specs.models, {cluster: options.cluster, writes: command.writes})};
}

/** Loads the scenarios of a kind, all or one; the loader has checked that each has the parts of one. */
export async function scenariosOf(context: CommandContext, kind: Exclude<ScenarioKind, 'proof'>, name?: string): Promise<NamedScenario[]> {
  const loaded = await loadScenarios(context.cwd, kind, name);
  return loaded.map(one => ({name: one.name, file: one.file, scenario: one.exported as unknown as Scenario}));
}

/** Runs scenarios on the chosen cluster under one line of progress; throws what stopped them. */
export async function prove(
  context: CommandContext,
  model: ClusterModel,
  scenarios: NamedScenario[],
  options: ScenarioOptions = {},
): Promise<ScenariosResult> {
  const result = await attemptProof(context, model, scenarios, {options});
  if (result.stopped !== undefined) throw result.stopped.thrown;
  return result;
}

/** As {@link prove}; what stopped the scenarios stands in the result, for {@link reportProof} to throw after its report. */
export async function attemptProof(
  context: CommandContext,
  model: ClusterModel,
  scenarios: NamedScenario[],
  {options = {}, mode}: {options?: ScenarioOptions; mode?: VerificationMode} = {},
): Promise<ScenariosResult> {
  const {cwd, env, signal} = context;
  const brokers = model.cluster.spec.sandbox ? (await import('../chaos/sandbox-brokers.ts')).sandboxBrokers(cwd) : undefined;
  const [only] = scenarios;
  const title =
    scenarios.length === 1 && only !== undefined ? `${only.scenario.kind} ${only.name}` : `${scenarios[0]?.scenario.kind ?? 'proof'}`;
  return await context.progress.run(`${title} on ${model.cluster.name}`, note =>
    runScenarios({
      scenarios,
      model,
      target: openTarget(model.cluster, {cwd, env}),
      root: cwd,
      ...(brokers === undefined ? {} : {brokers}),
      ...(mode === undefined ? {} : {mode}),
      options,
      signal,
      note,
    }),
  );
}

/** What a proof is reported from. */
export interface ProofReport extends ProofSpecs {
  command: string;
  result: ScenariosResult;
  /** What stands beside the verdicts; the scenarios that were left out unless given. */
  findings?: readonly Finding[];
  /** Files to write beside what is printed. */
  reports?: readonly ReportTarget[];
}

/**
 * Shows what was proved, writes the evidence where it was asked for, and says how it ends. Where the proof was stopped, what
 * stopped it is thrown after that; a run that was stopped before its first verdict has nothing to show.
 */
export async function reportProof(
  context: CommandContext,
  options: ProofOptions,
  {command, specs, model, result, ...more}: ProofReport,
): Promise<ExitCode> {
  const {stopped} = result;
  if (stopped !== undefined && result.verdicts.length === 0) throw stopped.thrown;
  const report = reportOf({
    version: VERSION,
    command,
    findings: more.findings ?? leftOutNotes(result.leftOut, model.cluster, result.mode),
    verdicts: result.verdicts,
    documents: specs.documents,
    files: specs.files,
  });
  const evidence = evidenceOf(report, model, result);
  if (options.evidence !== undefined) writeReport(path.resolve(context.cwd, options.evidence), `${JSON.stringify(evidence, null, 2)}\n`);
  for (const {format, file} of more.reports ?? [])
    await renderEvidence({...context, color: false}, format, evidence, specs, text => writeReport(path.resolve(context.cwd, file), text));
  await renderEvidence(context, options.format ?? 'pretty', evidence, specs, text => context.result(text));
  if (stopped !== undefined) throw stopped.thrown;
  return exitOf(result.verdicts, options.allowUnknown === true);
}

/** As JSON, whatever stands beside the report too; the other forms take what they know of it. */
async function renderEvidence(
  context: CommandContext,
  format: string,
  evidence: Evidence,
  specs: LoadedSpecs,
  write: (text: string) => void,
): Promise<void> {
  if (format === 'json') write(`${JSON.stringify(evidence, null, 2)}\n`);
  else await render(context, format, evidence, specs, write);
}

export function evidenceOf(report: Report, {cluster}: ClusterModel, result: ScenariosResult): Evidence {
  return evidenceDocument(report, {
    cluster: cluster.name,
    clusterId: result.clusterId,
    runId: result.run.id,
    startedAt: result.run.startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    steps: result.steps,
    timelines: result.timelines,
  });
}

/** A failed verdict is 1, an unknown one 3 unless it is allowed; no verdict at all proves nothing. */
export function exitOf(verdicts: readonly Verdict[], allowUnknown: boolean): ExitCode {
  if (verdicts.some(one => one.status === 'fail')) return EXIT.findings;
  const open = verdicts.length === 0 || verdicts.some(one => one.status === 'unknown');
  return open && !allowUnknown ? EXIT.unfinished : EXIT.ok;
}

export async function render(
  context: CommandContext,
  format: string,
  report: Report,
  specs: LoadedSpecs,
  write: (text: string) => void,
): Promise<void> {
  const reporter = await loadReporter(format);
  write(reporter.render(report, {color: context.color, sourceOf: file => specs.sourceOf(file), rules: new Map()}));
}
