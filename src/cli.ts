import {runCli} from './commands/run.ts';

/** Where `weir` starts. The exit code is set, not forced, so that buffered output is written. */
process.exitCode = await runCli(process.argv.slice(2));
