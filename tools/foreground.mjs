/**
 * A child that shares this process's terminal, and gets every signal exactly once. Plain Node >= 20, no dependency.
 */
import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import {signalGroup} from './processes.mjs';

/** How long a child may take to end in order (to heal, to stop a cluster) before its group is killed. */
const GRACE_MS = 30_000;

/**
 * Runs a program on this process's streams.
 *
 * On a terminal, without `ownGroup`, the child stays in the terminal's foreground group: it can ask questions, and Ctrl-C
 * reaches it from the terminal itself, so nothing is passed on (npm passes it on to this process a second time, and a
 * child that gets it twice gives up its orderly end). Otherwise the child leads a group of its own, `signal` is passed
 * on to it once, and what is left of the group after a while is killed.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal, ownGroup?: boolean}} options
 *   the reason of `signal` is an {@link Interrupted}
 * @returns {Promise<number>} its exit code; 128 + the signal's number where one ended it
 */
export async function runInForeground(program, args, {cwd, env, signal, ownGroup = false}) {
  signal.throwIfAborted();
  const sharesTerminal = !ownGroup && process.stdin.isTTY === true;
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: !sharesTerminal,
      stdio: [ownGroup ? 'ignore' : 'inherit', 'inherit', 'inherit'],
    });
    const {pid} = child;
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const pass = () => {
      const name = signal.reason instanceof Interrupted ? signal.reason.signalName : 'SIGTERM';
      if (sharesTerminal && name !== 'SIGTERM') return;
      child.kill(name);
      if (!sharesTerminal && pid !== undefined) timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
    };
    signal.addEventListener('abort', pass, {once: true});
    child.once('error', reject);
    child.once('close', (code, name) => {
      signal.removeEventListener('abort', pass);
      clearTimeout(timer);
      // Workers that outlived their parent.
      if (signal.aborted && !sharesTerminal && pid !== undefined) signalGroup(pid, 'SIGKILL');
      resolve(code ?? 128 + (name === null ? 0 : constants.signals[name]));
    });
  });
}

/** The reason of an abort by a signal. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signalName */
  constructor(signalName) {
    super(`interrupted by ${signalName}`);
    this.name = 'Interrupted';
    this.signalName = signalName;
    this.exitCode = 128 + constants.signals[signalName];
  }
}
