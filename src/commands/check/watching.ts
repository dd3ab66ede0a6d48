import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';
import {slashed} from '../../extensions/team-files.ts';
import {EXIT, type ExitCode} from '../../findings/error.ts';
import {visible} from '../../findings/reporters/code-frame.ts';
import type {CommandContext} from '../command.ts';
import {changedFiles, type Snapshot, WatchedFiles, type WatchedPlaces} from './watched-files.ts';

/** What an editor or a checkout writes at once is judged at once. */
const SETTLE_MS = 100;
/** Folders over a network and of some virtual machines give no events. */
const LOOK_EVERY_MS = 2000;
/** More names than this fit no line. */
const NAMES_MAX = 3;

/**
 * Judges, and judges again when specs or policies change, until the user ends it. Each time a process of its own runs the
 * same command line without `--watch`: a changed rule is loaded anew, with all that it imports, and what fails there,
 * like a malformed policy.yaml, is told and waited on.
 */
export async function watchAndCheck(context: CommandContext, places: WatchedPlaces): Promise<ExitCode> {
  const {signal} = context;
  const wake = new Alarm();
  const files = new WatchedFiles(places, () => wake.ring());
  const timer = setInterval(() => wake.ring(), LOOK_EVERY_MS);
  signal.addEventListener('abort', () => wake.ring());
  try {
    let seen: Snapshot | undefined;
    while (!signal.aborted) {
      const now = files.look();
      const changed = seen === undefined ? undefined : changedFiles(seen, now);
      if (changed === undefined || changed.length > 0) {
        seen = now;
        tell(context, changed);
        await runOnce(signal);
      } else await wake.rung();
      if (!signal.aborted) await pause(SETTLE_MS, signal);
    }
  } finally {
    clearInterval(timer);
    files.close();
  }
  return EXIT.ok;
}

/** Rings at most once until somebody waits for it again. */
class Alarm {
  #rung = false;
  #waiting: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#waiting?.();
  }

  async rung(): Promise<void> {
    if (!this.#rung) await new Promise<void>(resolve => (this.#waiting = resolve));
    this.#rung = false;
    this.#waiting = undefined;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, {once: true});
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

function tell(context: CommandContext, changed: readonly string[] | undefined): void {
  const time = new Date().toTimeString().slice(0, 8);
  if (changed === undefined) {
    context.say(`${time} watching; Ctrl-C ends it`);
    return;
  }
  const names = changed.slice(0, NAMES_MAX).map(file => visible(slashed(path.relative(context.cwd, file))));
  const more = changed.length - names.length;
  // A screen shows the latest result alone; a log keeps them all.
  if (process.stdout.isTTY === true && process.stderr.isTTY === true) process.stderr.write('\u001b[2J\u001b[H');
  context.say(`${time} changed: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
}

async function runOnce(signal: AbortSignal): Promise<void> {
  const [, script = '', ...args] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...withoutWatch(args)], {stdio: ['ignore', 'inherit', 'inherit']});
  await ended(child, signal);
}

/** Everything after `--` is a path. */
export function withoutWatch(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.filter((one, index) => one !== '--watch' || (end !== -1 && index > end));
}

function ended(child: ChildProcess, signal: AbortSignal): Promise<void> {
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, {once: true});
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}
