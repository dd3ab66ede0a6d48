import {writeReport} from '../findings/write-report.ts';
import type {CommandContext, GlobalOptions, Progress} from './command.ts';

/** A command's view of this process, and how it ends. */
export interface OpenedContext {
  context: CommandContext;
  /** Writes what `--output` collected. */
  finish(): void;
  close(): void;
  /** Exit code of a run that a signal ended, by the shell's convention. */
  interrupted(): number | undefined;
}

/** The context of a real run: this process's streams, signals and environment. */
export function openContext(options: GlobalOptions): OpenedContext {
  const abort = new AbortController();
  let exit: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    exit = signal === 'SIGINT' ? 130 : signal === 'SIGHUP' ? 129 : 143;
    // The first one asks for an orderly end (faults healed, engines stopped); whoever asks twice gets it at once.
    if (abort.signal.aborted) process.exit(exit);
    abort.abort(new Error(`interrupted by ${signal}`));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const collected: string[] = [];
  let isPrivate = false;
  const {output} = options;
  const print = takeStandardOutput();
  const context: CommandContext = {
    cwd: process.cwd(),
    env: process.env,
    result: (text, about) => {
      isPrivate ||= about?.isPrivate === true;
      if (output === undefined) print(text);
      else collected.push(text);
    },
    say: line => {
      if (options.quiet !== true) process.stderr.write(`${line}\n`);
    },
    complain: line => void process.stderr.write(`${line}\n`),
    progress: options.quiet === true || process.stderr.isTTY !== true ? silent : terminalProgress,
    signal: abort.signal,
    color: options.color && output === undefined && hasColor(),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  };
  return {
    context,
    finish: () => {
      if (output !== undefined && collected.length > 0) writeReport(output, collected.join(''), {isPrivate});
    },
    close: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
    interrupted: () => exit,
  };
}

/**
 * The way to standard output, which nobody else has from now on: what else is written there, like what a team's rule logs
 * while it judges or long after it, goes to standard error, so that the result stays the whole of it.
 */
function takeStandardOutput(): (text: string) => void {
  const {stdout, stderr} = process;
  const write = stdout.write;
  stdout.write = stderr.write.bind(stderr);
  return text => void write.call(stdout, text);
}

/** https://no-color.org: any value that is not empty means no colour. */
function hasColor(): boolean {
  const {NO_COLOR, FORCE_COLOR, TERM} = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return process.stdout.isTTY === true && TERM !== 'dumb';
}

/** No terminal: nobody watches, and a log wants no spinner. */
const silent: Progress = {run: (_title, work) => work(() => undefined)};

const terminalProgress: Progress = {
  run: async (title, work) => {
    const {showTask} = await import('./progress.ts');
    return showTask(title, work);
  },
};
