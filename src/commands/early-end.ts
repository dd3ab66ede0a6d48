import path from 'node:path';
import {latestTeamFile} from '../extensions/latest-team-file.ts';
import {EXIT} from '../findings/error.ts';

/**
 * Watches for an end of the process that is no result: a team's file can end it, wait for ever, or throw when nobody
 * listens. Node's own exit codes for that are 0, 13 and 1, which mean something here; it becomes 3. Returns what is to be
 * called with the exit code when the program is done: from then on nobody else can change it, as a timer could.
 */
export function watchForEarlyEnd(): (exit: number) => void {
  let decided: number | undefined;
  process.on('exit', code => {
    if (decided !== undefined) {
      process.exitCode = decided;
      return;
    }
    if (code !== 0 && code !== 13) return;
    process.stderr.write(
      'weir: it ended before it was done: a file of policies/, stacks/ or scripts/ ends the process, or waits for what never comes\n',
    );
    process.exitCode = EXIT.unfinished;
  });
  process.on('uncaughtException', error => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const file = teamFileIn(what) ?? latestTeamFile();
    process.stderr.write(`weir: ${file === undefined ? 'it' : `${file} threw, and weir`} ended before it was done: ${what}\n`);
    decided = EXIT.unfinished;
    process.exit(EXIT.unfinished);
  });
  return exit => {
    decided = exit;
  };
}

/** The first place of a stack that lies in the working directory and is none of Weir's own: `policies/topic/ours.ts:3`. */
function teamFileIn(stack: string): string | undefined {
  const cwd = process.cwd() + path.sep;
  for (const [, full = '', line] of stack.matchAll(/(?:file:\/\/)?((?:\/|[A-Za-z]:\\)[^\n():]+):(\d+):\d+/g)) {
    const isOurs = full.startsWith(path.dirname(import.meta.dirname) + path.sep) || full.includes(`${path.sep}node_modules${path.sep}`);
    if (full.startsWith(cwd) && !isOurs) return `${path.relative(cwd, full)}:${line}`;
  }
  return undefined;
}
