import {EXIT, messageOf, WeirError} from '../findings/error.ts';
import type {Finding, Verdict} from '../findings/finding.ts';
import {openTarget} from '../sandbox/target.ts';
import type {VerificationMode} from '../specs/model.ts';
import {proveBootstrapCertificates} from '../verify/certificates-proof.ts';
import type {DriftOptions} from '../verify/drift.ts';
import {driftVerdicts, joinDrift} from '../verify/drift-verdicts.ts';
import type {EvidenceStep} from '../verify/evidence.ts';
import {leftOutNotes} from '../verify/modes.ts';
import {type PartName, PROOFS} from '../verify/parts.ts';
import {newRun} from '../verify/run-identity.ts';
import type {NamedScenario} from '../verify/run-scenario.ts';
import type {ScenariosResult} from '../verify/run-scenarios.ts';
import {judge} from '../verify/scenario.ts';
import type {ClusterModel} from './choose-cluster.ts';
import type {CommandContext} from './command.ts';
import {readDrift} from './drift.ts';
import {attemptProof, scenariosOf} from './proving.ts';
import {stackProgress} from './stack-progress.ts';

export interface VerifyOptions {
  parts: readonly PartName[];
  mode: VerificationMode;
  isIgnored: DriftOptions['isIgnored'];
}

/** What a verification came to, in the shape that a proof has. */
export interface Verified {
  result: ScenariosResult;
  /** Notes and warnings that stand beside the verdicts. */
  findings: Finding[];
  /** Some part did not come to its end, which nobody can allow. */
  unfinished: boolean;
}

/** What one part came to. */
interface PartEnd {
  verdicts: Verdict[];
  findings: Finding[];
  steps: EvidenceStep[];
  proof?: ScenariosResult;
  /** True where it did not come to its end. */
  unfinished?: true;
  /** To be thrown once everything is reported. */
  stopped?: {thrown: unknown};
}

/**
 * Runs the parts, those that do not disturb each other side by side, and joins what they came to. A part that cannot run, or not
 * to its end, has one unknown verdict with the reason, and costs the others nothing; wrong use ends the whole run.
 */
export async function verifyParts(context: CommandContext, model: ClusterModel, options: VerifyOptions): Promise<Verified> {
  const scenarios = new Map<PartName, NamedScenario[]>();
  for (const part of options.parts) if (part !== 'drift') scenarios.set(part, await scenariosFor(context, part));
  const startedAt = new Date();
  const ends = await context.progress.run(`verify ${model.cluster.name}`, async note => {
    const tell = stackProgress(note, options.parts.length);
    const run = async (part: PartName) => {
      tell(part, 'begins');
      const show = <T>(_title: string, work: (text: (text: string) => void) => Promise<T>) => work(text => tell(part, text));
      const end = await attemptPart({...context, progress: {run: show}}, model, part, scenarios.get(part) ?? [], options);
      tell(part);
      return {part, ...end};
    };
    // Processes that are killed and taken over in time want the machine for themselves.
    const beside = await allOf(options.parts.filter(part => part !== 'eos').map(run));
    return [...beside, ...(options.parts.includes('eos') ? [await run('eos')] : [])];
  });
  return join(model, options, startedAt, ends);
}

/** Waits for all also where one fails: what the others have made on the cluster is removed before the process ends. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(work);
  return ends.map(end => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

async function scenariosFor(context: CommandContext, part: Exclude<PartName, 'drift'>): Promise<NamedScenario[]> {
  return part === 'smoke' ? await scenariosOf(context, 'smoke') : [...PROOFS[part]];
}

async function attemptPart(
  context: CommandContext,
  model: ClusterModel,
  part: PartName,
  scenarios: NamedScenario[],
  options: VerifyOptions,
): Promise<PartEnd> {
  const startedAt = new Date();
  try {
    return part === 'drift'
      ? await lookForDrift(context, model, options, startedAt)
      : await prove(context, model, part, scenarios, options);
  } catch (thrown) {
    if (context.signal.aborted || !endsOnePart(thrown)) throw thrown;
    const verdicts = [openVerdict(model, part, thrown)];
    // Where no connection can be had for a certificate, the certificates themselves can still be looked at.
    if (part === 'smoke' && thrown.code === 'cluster/tls') verdicts.push(...(await certificatesAlone(context, model)));
    return {verdicts, findings: [], steps: [stepOf(part, startedAt)], unfinished: true};
  }
}

/** What stops a part without being wrong use, which would stop the others, too. */
function endsOnePart(thrown: unknown): thrown is WeirError {
  return thrown instanceof WeirError && thrown.exit !== EXIT.usage;
}

async function certificatesAlone({cwd, env}: CommandContext, {cluster}: ClusterModel): Promise<Verdict[]> {
  const verdicts = await proveBootstrapCertificates({cluster, target: openTarget(cluster, {cwd, env})});
  return verdicts.map(one => ({...one, area: 'certificates'}));
}

async function lookForDrift(context: CommandContext, model: ClusterModel, options: VerifyOptions, startedAt: Date): Promise<PartEnd> {
  const {verdicts, notes} = driftVerdicts(await readDrift(context, model, options.isIgnored));
  return {verdicts: verdicts.map(one => ({...one, area: 'drift'})), findings: notes, steps: [stepOf('drift', startedAt)]};
}

async function prove(
  context: CommandContext,
  model: ClusterModel,
  part: PartName,
  scenarios: NamedScenario[],
  {mode}: VerifyOptions,
): Promise<PartEnd> {
  const proof = await attemptProof(context, model, scenarios, {mode});
  const {verdicts, steps, stopped} = proof;
  const findings = leftOutNotes(proof.leftOut, model.cluster, mode);
  const end = {verdicts, findings, steps, proof};
  if (stopped === undefined) return end;
  if (context.signal.aborted || !endsOnePart(stopped.thrown)) return {...end, stopped};
  return {...end, verdicts: [...verdicts, openVerdict(model, part, stopped.thrown)], unfinished: true};
}

function openVerdict({cluster}: ClusterModel, part: PartName, thrown: WeirError): Verdict {
  const {code, hint} = thrown;
  const evidence = {code, ...(hint === undefined ? {} : {hint})};
  const at = {resource: cluster, pointer: '/metadata/name'};
  const claim = `${part} can be verified to its end`;
  return {...judge({cluster}, at, {rule: 'proof/part', claim, status: 'unknown', reason: messageOf(thrown), evidence}), area: part};
}

function stepOf(name: string, startedAt: Date): EvidenceStep {
  return {name, startedAt: startedAt.toISOString(), durationMs: Date.now() - startedAt.getTime()};
}

function join(model: ClusterModel, {mode}: VerifyOptions, startedAt: Date, ends: readonly ({part: PartName} & PartEnd)[]): Verified {
  const proofs = ends.filter(({part}) => part !== 'drift').flatMap(({verdicts}) => verdicts);
  const {verdicts: drift, beside} = joinDrift(
    ends.filter(({part}) => part === 'drift').flatMap(({verdicts}) => verdicts),
    proofs,
  );
  const stopped = ends.find(one => one.stopped !== undefined)?.stopped;
  const run = newRun(startedAt);
  const result: ScenariosResult = {
    run,
    clusterId: ends.map(({proof}) => proof?.clusterId ?? '').find(id => id !== '') ?? model.cluster.spec.clusterId ?? '',
    verdicts: [...drift, ...proofs],
    steps: ends.flatMap(({steps}) => steps),
    timelines: ends.flatMap(({proof}) => proof?.timelines ?? []),
    mode,
    leftOut: ends.flatMap(({proof}) => proof?.leftOut ?? []),
    ...(stopped === undefined ? {} : {stopped}),
  };
  const findings = [...ends.flatMap(one => one.findings), ...beside];
  return {result, findings, unfinished: ends.some(one => one.unfinished === true)};
}
