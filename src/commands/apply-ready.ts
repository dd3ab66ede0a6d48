import path from 'node:path';
import {EXIT, type ExitCode} from '../findings/error.ts';
import type {Finding} from '../findings/finding.ts';
import {fails, type Report} from '../findings/report.ts';
import {approvalWords, approvedFindings, waivedFindings, waiverWords} from '../findings/reporters/selection.ts';
import type {AppliedPlan} from '../terraform/apply.ts';
import {writePrivateJson} from '../terraform/private-json.ts';
import {type AppliedStack, recordApplied} from '../terraform/saved-plan.ts';
import {applyEvidence, approvedRisks} from './apply-evidence.ts';
import {applyShown} from './applying.ts';
import type {CommandContext} from './command.ts';
import {confirmed} from './confirm.ts';
import type {Gate} from './gate.ts';
import {changesText} from './plan-pretty.ts';
import {planReport, renderPlan, renderReport} from './plan-report.ts';
import type {Planned, Preparation} from './planning.ts';
import {refusal} from './refusal.ts';

/** The file beside a saved plan that says what was applied of it, and who approved what. */
export const EVIDENCE = 'evidence.json';

/** An `apply` that may begin as soon as its plan may. */
export interface ApplyRequest {
  context: CommandContext;
  gate: Gate;
  prepared: Preparation;
  passwords: ReadonlyMap<string, string>;
  /** One of the reporters'. */
  format: string;
  /** `--yes`: the user need not be asked. */
  confirmed: boolean;
}

/** A plan whose risks are judged, waived and approved. */
export interface ReadyPlan {
  planned: Planned;
  /** Where it is a saved one: its folder, that as the user named it, and what earlier runs applied of it. */
  saved?: {directory: string; shown: string; earlier: readonly AppliedStack[]};
}

/** Applies a plan, unless it has open errors or whoever is asked says no; shows first what it does and what of it was accepted. */
export async function applyReady(request: ApplyRequest, ready: ReadyPlan): Promise<ExitCode> {
  const {context, gate, prepared, format} = request;
  const {planned, saved} = ready;
  const report = planReport('apply', gate, planned);
  if (fails(report, 'error')) {
    const text = await renderPlan({context, report, planned, judged: gate}, format);
    if (format === 'pretty') context.complain(text.trimEnd());
    else context.result(text);
    context.complain(refusal(planned.risks, {cluster: prepared.model.cluster.name, plan: saved?.shown}));
    return EXIT.findings;
  }
  const plans = planned.plans.filter(({changes}) => changes.length > 0);
  if (planned.plans.length > 0) context.say(changesText(planned, context.color).trimEnd());
  tellAccepted(context, planned.risks);
  if (plans.length > 0 && !request.confirmed && !(await confirmed(`Apply these changes to ${prepared.model.cluster.name}?`))) {
    context.say('nothing was applied');
    return EXIT.ok;
  }
  return await applyAndReport(request, ready, report);
}

/** Applies, and leaves the evidence of it, also where it failed: in the folder of a saved plan, and as the result. */
async function applyAndReport(request: ApplyRequest, {planned, saved}: ReadyPlan, report: Report): Promise<ExitCode> {
  const {context, gate, prepared, format} = request;
  const plans = planned.plans.filter(({changes}) => changes.length > 0);
  const run = {prepared, report, plans, earlier: whole(saved?.earlier), startedAt: new Date().toISOString()};
  const journal = saved === undefined ? undefined : journalOf(saved, planned);
  let ends: readonly AppliedPlan[] = [];
  const reportEnd = async (): Promise<void> => {
    const evidence = applyEvidence({...run, ends});
    if (saved !== undefined) writePrivateJson(path.join(saved.directory, EVIDENCE), evidence);
    if (format !== 'pretty') context.result(await renderReport({context, report: evidence, judged: gate}, format));
  };
  try {
    await context.progress.run(`apply to ${prepared.model.cluster.name}`, note =>
      applyShown(context, prepared, request.passwords, plans, {note, ...journal, onEnd: all => (ends = all)}),
    );
  } catch (error) {
    if (ends.length > 0) await reportEnd();
    throw error;
  }
  await reportEnd();
  const total = plans.reduce((sum, {changes}) => sum + changes.length, 0);
  if (format === 'pretty') context.result(endText(prepared, total));
  return EXIT.ok;
}

/** Records in the folder of a saved plan what was begun and what was applied whole, at the moment when it is. */
function journalOf(
  {directory, earlier}: NonNullable<ReadyPlan['saved']>,
  {plans, risks}: Planned,
): {onBegin(stack: string): void; onApplied(stack: string): void} {
  const records = new Map(earlier.map(one => [one.plan, one]));
  const put = (name: string, times: (known: AppliedStack | undefined) => Pick<AppliedStack, 'startedAt' | 'finishedAt'>): void => {
    const own = plans.find(({stack}) => stack.name === name);
    if (own === undefined) return;
    const approvals = approvedRisks(risks).filter(({stack}) => stack === name);
    const known = records.get(own.sha256);
    records.set(own.sha256, {stack: name, plan: own.sha256, changes: own.changes.length, approvals, ...times(known)});
    recordApplied(directory, [...records.values()]);
  };
  const now = (): string => new Date().toISOString();
  return {
    onBegin: stack => put(stack, () => ({startedAt: now()})),
    onApplied: stack => put(stack, known => ({startedAt: known?.startedAt ?? now(), finishedAt: now()})),
  };
}

function whole(earlier: readonly AppliedStack[] = []): AppliedStack[] {
  return earlier.filter(({finishedAt}) => finishedAt !== undefined);
}

/** Whoever confirms must see which risks somebody has accepted. */
function tellAccepted(context: CommandContext, risks: readonly Finding[]): void {
  for (const risk of waivedFindings(risks)) context.say(`waived ${waiverWords(risk)}: ${risk.message}  ${risk.rule}`);
  for (const risk of approvedFindings(risks)) context.say(`approved ${approvalWords(risk.approval)}: ${risk.message}  ${risk.rule}`);
}

function endText({model}: Preparation, changes: number): string {
  const {name} = model.cluster;
  if (changes === 0) return `${name} is as declared; nothing to apply\n`;
  return `applied ${changes} ${changes === 1 ? 'change' : 'changes'} to ${name}\n`;
}
