import {watchForEarlyEnd} from './commands/early-end.ts';
import {runCli} from './commands/run.ts';

/** How long something may go on after the result, so that what a team's file began can end in order. */
const LINGER_MS = 1_000;

const done = watchForEarlyEnd();

// A reader that had enough (`weir rules | head`) closes the pipe: no failure of ours.
process.stdout.on('error', error => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  done(Number(process.exitCode ?? 0));
  process.exit();
});

/** Where `weir` starts. The exit code is set, not forced, so that buffered output is written. */
const exit = await runCli(process.argv.slice(2));
process.exitCode = exit;
done(exit);
// A timer or a connection of a team's file would keep the process for ever. Ours are closed by now, so that this never
// fires where there is none, and elsewhere ends the process once a reader, however slow, has taken all of the output.
setInterval(() => {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}, LINGER_MS).unref();
