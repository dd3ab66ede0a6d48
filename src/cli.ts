import {runCli} from './commands/run.ts';
import {EXIT} from './findings/error.ts';

let isDone = false;

// A team's file can end the process, wait for ever or throw when nobody listens. None of that may look like a result:
// Node's own exit codes for it are 0, 13 and 1.
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

// A reader that had enough (`weir rules | head`) closes the pipe: no failure of ours.
process.stdout.on('error', error => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  isDone = true;
  process.exit(process.exitCode ?? 0);
});

/** Where `weir` starts. The exit code is set, not forced, so that buffered output is written. */
process.exitCode = await runCli(process.argv.slice(2));
isDone = true;
