import {EXIT} from '../findings/error.ts';

/**
 * Watches for an end of the process that is no result: a team's file can end it, wait for ever, or throw when nobody
 * listens. Node's own exit codes for that are 0, 13 and 1, which mean something here; it becomes 3. Returns what is to be
 * called when the program is done.
 */
export function watchForEarlyEnd(): () => void {
  let isDone = false;
  process.on('exit', code => {
    if (isDone || (code !== 0 && code !== 13)) return;
    process.stderr.write(
      'weir: it ended before it was done: a file of policies/, stacks/ or scripts/ ends the process, or waits for what never comes\n',
    );
    process.exitCode = EXIT.unfinished;
  });
  process.on('uncaughtException', error => {
    process.stderr.write(`weir: it ended before it was done: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(EXIT.unfinished);
  });
  return () => {
    isDone = true;
  };
}
