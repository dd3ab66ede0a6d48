import path from 'node:path';
import {usageError} from '../findings/error.ts';
import type {Finding} from '../findings/finding.ts';
import type {StatedApproval} from '../policy/approval-reader.ts';
import {approve} from '../policy/approvals.ts';
import {planStacks, readPlans, type StackPlan} from '../terraform/plan.ts';
import {type AppliedStack, hashesOf, readApplied, readSavedPlan, recordApplied, type SavedPlan} from '../terraform/saved-plan.ts';
import type {SynthesisedStack} from '../terraform/synth.ts';
import type {ApplyRequest, ReadyPlan} from './apply-ready.ts';
import type {CommandContext} from './command.ts';
import {waiveRisks} from './judged-specs.ts';
import {planFactsOf} from './plan-facts.ts';
import {judgeRisks} from './plan-risks.ts';
import {type Preparation, prepareFolders, withScratchFolder} from './planning.ts';

/**
 * A saved plan as it may be applied here and now: without the stacks that an earlier run applied whole. Its changes are
 * read from the engine's own files and judged anew: whatever the file beside them says, and whatever happened on the
 * cluster since, no risk is passed over.
 */
export async function readSaved(
  {context, gate, prepared}: ApplyRequest,
  options: {plan: string; approvals: readonly StatedApproval[]; policies: string},
): Promise<ReadyPlan> {
  const {engine, model, clusterId} = prepared;
  const directory = path.resolve(context.cwd, options.plan);
  const surroundings = {engine, cluster: model.cluster.name, clusterId, specs: gate.specs.hash(), policies: options.policies};
  const saved = readSavedPlan(directory, surroundings);
  const files = filesOf(saved, directory, prepared.stacks);
  const recorded = readApplied(directory);
  const concerned = files.filter(({sha256}) => !isWhole(recorded, sha256));
  await prepareFolders(context, {...prepared, stacks: concerned.map(({stack}) => stack)});
  const earlier = await settleBegun(context, prepared, {directory, recorded, files: concerned});
  const open = concerned.filter(({sha256}) => !isWhole(earlier, sha256));
  const plans = await readPlans({engine, model, connection: prepared.connection, signal: context.signal}, open);
  const changes = plans.flatMap(one => one.changes);
  const judged = judgeRisks(model, plans, await planFactsOf(context, prepared, changes), gate);
  const applied = new Set(earlier.flatMap(({plan, finishedAt}) => (finishedAt === undefined ? [] : [plan])));
  const facts = {today: gate.run.today, plans: hashesOf(saved), applied};
  const risks = approve(withSaved(judged, saved, new Set(open.map(({stack}) => stack.name)), gate), options.approvals, facts);
  return {planned: {plans, changes, risks}, saved: {directory, shown: options.plan, earlier}};
}

/** The engine's files of the stacks that a saved plan changes. */
function filesOf(saved: SavedPlan, directory: string, stacks: readonly SynthesisedStack[]): Omit<StackPlan, 'changes'>[] {
  return saved.stacks
    .filter(({changes}) => changes > 0)
    .map(({name, sha256, after}) => {
      const stack = stacks.find(one => one.name === name);
      if (stack === undefined)
        throw usageError('plan/specs', `the saved plan has a stack ${name} that the specs no longer make`, 'plan again');
      return {stack, sha256, after, file: path.join(directory, `${name}.tfplan`)};
    });
}

function isWhole(recorded: readonly AppliedStack[], sha256: string): boolean {
  return recorded.some(({plan, finishedAt}) => plan === sha256 && finishedAt !== undefined);
}

/**
 * Stacks that were begun, and whose end nobody saw: where nothing is left to change, the engine went on and applied all
 * of it. Of any other the engine knows whether its plan still holds.
 */
async function settleBegun(
  context: CommandContext,
  prepared: Preparation,
  {directory, recorded, files}: {directory: string; recorded: AppliedStack[]; files: readonly Omit<StackPlan, 'changes'>[]},
): Promise<AppliedStack[]> {
  const begun = files.filter(({sha256}) => recorded.some(({plan}) => plan === sha256));
  if (begun.length === 0) return recorded;
  const stacks = begun.map(({stack}) => stack);
  const anew = await context.progress.run('see what became of stacks that were begun', () =>
    withScratchFolder(context.cwd, scratch => planStacks({...prepared, stacks, directory: scratch, signal: context.signal})),
  );
  const whole = new Set(anew.flatMap(({stack, changes}) => (changes.length === 0 ? [stack.name] : [])));
  const settled = recorded.map(one => {
    const isSettled = one.finishedAt === undefined && whole.has(one.stack) && begun.some(({sha256}) => sha256 === one.plan);
    if (isSettled) context.say(`${one.stack}: an earlier run began it and did not see its end; all of it is applied`);
    return isSettled ? {...one, finishedAt: new Date().toISOString()} : one;
  });
  recordApplied(directory, settled);
  return settled;
}

/** What was found when the plan was made and is not found now was shown to whoever reviewed it, and still asks for an answer. */
function withSaved(judged: readonly Finding[], saved: SavedPlan, stacks: ReadonlySet<string>, gate: ApplyRequest['gate']): Finding[] {
  const found = new Set(judged.map(({stack, fingerprint}) => `${stack} ${fingerprint}`));
  const gone = saved.risks.filter(
    ({stack, fingerprint}) => stack !== undefined && stacks.has(stack) && !found.has(`${stack} ${fingerprint}`),
  );
  return [...judged, ...waiveRisks(gone, gate)];
}
