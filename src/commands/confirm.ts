import {createInterface} from 'node:readline';
import {unfinished, usageError} from '../findings/error.ts';
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

/** Asks on the terminal; only "yes" is a yes. The end of the input is a no, and Ctrl-C ends the command (exit 3). */
export async function confirmed(question: string): Promise<boolean> {
  const lines = createInterface({input: process.stdin, output: process.stderr});
  let isInterrupted = false;
  // In its own mode the terminal sends no signal; without a listener this would be a mere end of the input.
  lines.on('SIGINT', () => {
    isInterrupted = true;
    lines.close();
  });
  try {
    lines.setPrompt(`${question} Only "yes" does: `);
    lines.prompt();
    const {value, done} = await lines[Symbol.asyncIterator]().next();
    if (isInterrupted) throw unfinished('confirm/interrupted', 'interrupted while it asked; nothing was done');
    return done !== true && value.trim() === 'yes';
  } finally {
    lines.close();
  }
}
