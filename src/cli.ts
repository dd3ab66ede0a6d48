import {watchForEarlyEnd} from './commands/early-end.ts';
import {runCli} from './commands/run.ts';

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
