import {usageError} from '../findings/error.ts';
import type {CommandContext} from './command.ts';
import {confirmed} from './confirm.ts';

/** Options of what changes a cluster at once, and of nothing that is declared. */
export interface CarryOutOptions {
  yes?: true;
  dryRun?: true;
}

/**
 * Whether what was shown is to be done: `--yes`, or whoever sits at the terminal says so. Without either it stays with what was
 * shown, and the last line says how it is done.
 */
export async function isCarriedOut(context: CommandContext, {yes, dryRun}: CarryOutOptions, question: string): Promise<boolean> {
  if (yes === true && dryRun === true)
    throw usageError('options/contrary', '--yes and --dry-run contradict each other', 'give one of them');
  if (yes === true) return true;
  if (dryRun !== true && context.interactive) {
    if (await confirmed(question)) return true;
    context.say('nothing was changed');
    return false;
  }
  context.say('nothing was changed: this is what --yes would do');
  return false;
}
