import type {AppliedPlan} from '../terraform/apply.ts';
import type {StackPlan} from '../terraform/plan.ts';

/** Names of a stack that are listed; more are counted. */
const MOST_NAMED = 12;

/** What was applied, stack by stack, and what was not: for whoever has to go on after a failure. */
export function appliedWords(ends: readonly AppliedPlan[], plans: readonly StackPlan[]): string {
  const lines = ends.map(end => {
    const changes = plans.find(({stack}) => stack.name === end.stack)?.changes ?? [];
    const [done, open] = [
      changes.filter(({address}) => end.done.includes(address)),
      changes.filter(({address}) => !end.done.includes(address)),
    ];
    if (end.status === 'applied') return `${end.stack}: applied whole (${counted(changes.length)})`;
    if (end.status === 'not begun') return `${end.stack}: not begun (${counted(changes.length)})`;
    if (done.length === 0) return `${end.stack}: nothing of ${counted(changes.length)} was applied`;
    return `${end.stack}: ${done.length} of ${counted(changes.length)} applied: ${names(done)}; not applied: ${names(open)}`;
  });
  return [...lines, 'What was applied is in its state: plan and apply again, and only the rest is left.'].join('\n');
}

function names(changes: readonly {kind: string; name: string}[]): string {
  const shown = changes.slice(0, MOST_NAMED).map(({kind, name}) => `${kind} ${name}`);
  const more = changes.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function counted(number: number): string {
  return `${number} ${number === 1 ? 'change' : 'changes'}`;
}
