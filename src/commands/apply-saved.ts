import path from 'node:path';
import {usageError} from '../findings/error.ts';
import type {Finding} from '../findings/finding.ts';
import type {StatedApproval} from '../policy/approval-reader.ts';
import {approve} from '../policy/approvals.ts';
import {readPlans} from '../terraform/plan.ts';
import {hashesOf, readApplied, readSavedPlan, type SavedPlan} from '../terraform/saved-plan.ts';
import type {ApplyRequest, ReadyPlan} from './apply-ready.ts';
import {waiveRisks} from './judged-specs.ts';
import {planFactsOf} from './plan-facts.ts';
import {judgeRisks} from './plan-risks.ts';
import {prepareFolders} from './planning.ts';

/**
 * A saved plan as it may be applied here and now: without the stacks that an earlier run applied whole. Its changes are
 * read from the engine's own files and judged anew: whatever the file beside them says, and whatever happened on the
 * cluster since, no risk is passed over.
 */
export async function readSaved(
  {context, gate, prepared}: ApplyRequest,
  options: {plan: string; approvals: readonly StatedApproval[]; policies: string},
): Promise<ReadyPlan> {
  const {engine, model, clusterId, stacks} = prepared;
  const directory = path.resolve(context.cwd, options.plan);
  const surroundings = {engine, cluster: model.cluster.name, clusterId, specs: gate.specs.hash(), policies: options.policies};
  const saved = readSavedPlan(directory, surroundings);
  const earlier = readApplied(directory);
  const applied = new Set(earlier.flatMap(({plan, finishedAt}) => (finishedAt === undefined ? [] : [plan])));
  const open = saved.stacks.filter(({sha256, changes}) => !applied.has(sha256) && changes > 0);
  const files = open.map(({name, sha256, after}) => {
    const stack = stacks.find(one => one.name === name);
    if (stack === undefined)
      throw usageError('plan/specs', `the saved plan has a stack ${name} that the specs no longer make`, 'plan again');
    return {stack, sha256, after, file: path.join(directory, `${name}.tfplan`)};
  });
  const concerned = {...prepared, stacks: files.map(({stack}) => stack)};
  await prepareFolders(context, concerned);
  const plans = await readPlans({...concerned, signal: context.signal}, files);
  const changes = plans.flatMap(one => one.changes);
  const judged = judgeRisks(model, plans, await planFactsOf(context, prepared, changes), gate);
  const risks = approve(withSaved(judged, saved, open, gate), options.approvals, {today: gate.run.today, plans: hashesOf(saved), applied});
  return {planned: {plans, changes, risks}, saved: {directory, shown: options.plan, earlier}};
}

/** What was found when the plan was made and is not found now was shown to whoever reviewed it, and still asks for an answer. */
function withSaved(judged: readonly Finding[], saved: SavedPlan, open: SavedPlan['stacks'], gate: ApplyRequest['gate']): Finding[] {
  const found = new Set(judged.map(({stack, fingerprint}) => `${stack} ${fingerprint}`));
  const stacks = new Set(open.map(({name}) => name));
  const gone = saved.risks.filter(
    ({stack, fingerprint}) => stack !== undefined && stacks.has(stack) && !found.has(`${stack} ${fingerprint}`),
  );
  return [...judged, ...waiveRisks(gone, gate)];
}
