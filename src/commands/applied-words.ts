import {WeirError} from '../findings/error.ts';
import type {AppliedPlan} from '../terraform/apply.ts';
import type {StackPlan} from '../terraform/plan.ts';

/** Names of a stack that are listed; more are counted. */
const MOST_NAMED = 12;

/** What was applied, stack by stack, and what was not: for whoever has to go on after a failure. */
export function appliedWords(ends: readonly AppliedPlan[], plans: readonly StackPlan[]): string {
  const lines = ends.map(end => stackWords(end, plans.find(({stack}) => stack.name === end.stack)?.changes ?? []));
  return [...lines, nextWords(ends)].join('\n');
}

function stackWords({stack, status, done}: AppliedPlan, changes: StackPlan['changes']): string {
  const all = counted(changes.length);
  if (status === 'applied') return `${stack}: applied whole (${all})`;
  if (status === 'not begun') return `${stack}: not begun (${all})`;
  const {did = [], open = []} = Object.groupBy(changes, ({address}) => (done.includes(address) ? 'did' : 'open'));
  if (did.length === 0) return `${stack}: nothing of ${all} was applied`;
  if (open.length === 0) return `${stack}: all of ${all} was applied: ${names(did)}`;
  return `${stack}: ${did.length} of ${all} applied: ${names(did)}; not applied: ${names(open)}`;
}

function nextWords(ends: readonly AppliedPlan[]): string {
  const codes = new Set(ends.flatMap(({failure}) => (failure instanceof WeirError ? [failure.code] : [])));
  if (codes.has('terraform/state-not-saved'))
    return 'What the state could not take stands in errored.tfstate, and is taken over by the next run.';
  if (codes.has('terraform/killed') || codes.has('terraform/provider-crash'))
    return 'Plan again: what is in the states is not planned twice, and what was under way and is on the cluster alone is named, for weir adopt.';
  return 'What was applied is in its state: plan and apply again, and only the rest is left.';
}

function names(changes: readonly {kind: string; name: string}[]): string {
  const shown = changes.slice(0, MOST_NAMED).map(({kind, name}) => `${kind} ${name}`);
  const more = changes.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function counted(number: number): string {
  return `${number} ${number === 1 ? 'change' : 'changes'}`;
}
