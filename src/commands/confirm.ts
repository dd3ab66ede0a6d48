import {createInterface} from 'node:readline/promises';
import {usageError} from '../findings/error.ts';
import type {CommandContext} from './command.ts';

/** Without a terminal nobody can be asked: then `--yes` is needed. `does` is what the command would do. */
export function requireConsent(context: CommandContext, command: string, yes: true | undefined, does: string): void {
  if (yes === true || context.interactive) return;
  throw usageError(
    `${command}/unconfirmed`,
    `${command} ${does} and there is no terminal to ask on`,
    `pass --yes to ${command} without being asked`,
  );
}

/** Asks on the terminal; only "yes" is a yes. */
export async function confirmed(question: string): Promise<boolean> {
  const lines = createInterface({input: process.stdin, output: process.stderr});
  try {
    const answer = await lines.question(`${question} Only "yes" does: `);
    return answer.trim() === 'yes';
  } finally {
    lines.close();
  }
}
