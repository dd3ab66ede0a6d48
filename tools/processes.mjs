/**
 * Child programs and the identity of processes, for the bootstrap and the sandbox. Plain Node >= 20, no dependency.
 * A pid alone names nothing: the system hands it out again. Whatever is signalled or believed alive here is compared
 * with what is known about the process besides its number.
 */
import {execFileSync, spawn} from 'node:child_process';
import {closeSync, mkdirSync, openSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';

/** What a program that failed left behind. */
export class ProgramFailed extends Error {
  /**
   * @param {string} message
   * @param {{logFile?: string, tail: string, exitCode: number | null}} details
   */
  constructor(message, details) {
    super(message);
    this.name = 'ProgramFailed';
    this.logFile = details.logFile;
    this.tail = details.tail;
    this.exitCode = details.exitCode;
  }
}

/**
 * The kernel's start time of a process, in its own units: compare, do not compute. Undefined where it does not run
 * (a zombie, which holds its number but does nothing, counts as not running).
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processStart(pid) {
  const stat = linuxStat(pid);
  if (stat !== undefined) return stat.state === 'Z' || stat.state === 'X' ? undefined : stat.start;
  if (process.platform === 'linux') return undefined;
  const line = ps(pid, 'state=,lstart=');
  return line === undefined || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
}

/**
 * The command line of a running process, its arguments joined by one space; undefined where it does not run.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function commandLine(pid) {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * Whether a process was stopped by SIGSTOP (or a terminal).
 * @param {number} pid
 */
export function isPaused(pid) {
  const stat = linuxStat(pid);
  if (stat !== undefined) return stat.state === 'T';
  return process.platform === 'linux' ? false : (ps(pid, 'state=') ?? '').startsWith('T');
}

/**
 * Fields 3 (state) and 22 (start time in ticks since boot) of /proc/PID/stat, see proc(5).
 * @param {number} pid
 */
function linuxStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return {state: fields[0] ?? '', start: fields[19] ?? ''};
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @param {string} columns
 */
function ps(pid, columns) {
  try {
    const text = execFileSync('ps', ['-ww', '-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * Sends a signal to the process group that a child leads; a group that is gone is fine.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] When it fires, the child's whole process group is ended.
 * @property {string} [logFile] Both streams are appended here; without it they are kept in memory.
 * @property {string} [input] Given on standard input.
 * @property {(line: string) => void} [onLine] Every line of output as it comes (only without `logFile`).
 */

/**
 * Runs a program to its end in a process group of its own.
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} standard output and error together ('' where they went to the log file)
 * @throws {ProgramFailed} when it cannot be started or exits with another code than 0; the signal's reason when aborted
 */
export async function run(program, args, options = {}) {
  options.signal?.throwIfAborted();
  const log = options.logFile === undefined ? undefined : openLog(options.logFile);
  try {
    return await new Promise((resolve, reject) => {
      const out = log ?? 'pipe';
      const child = spawn(program, args, {
        cwd: options.cwd,
        env: options.env,
        detached: true,
        stdio: [options.input === undefined ? 'ignore' : 'pipe', out, out],
      });
      const abort = () => child.pid !== undefined && endGroup(child, child.pid);
      options.signal?.addEventListener('abort', abort, {once: true});
      const output = collect(child, options.onLine);
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.input);
      child.once('error', thrown => {
        options.signal?.removeEventListener('abort', abort);
        reject(new ProgramFailed(`${program} could not be started: ${thrown.message}`, {tail: '', exitCode: null}));
      });
      child.once('close', (code, signalName) => {
        options.signal?.removeEventListener('abort', abort);
        if (options.signal?.aborted) return reject(options.signal.reason);
        if (code === 0) return resolve(output());
        const tail = options.logFile === undefined ? lastLines(output(), 20) : lastLines(readFileSync(options.logFile, 'utf8'), 20);
        const ending = code === null ? `was ended by ${signalName}` : `exited with ${code}`;
        reject(
          new ProgramFailed(`${program} ${ending}`, {
            tail,
            exitCode: code,
            ...(options.logFile === undefined ? {} : {logFile: options.logFile}),
          }),
        );
      });
    });
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

/** How long a child may take to end by itself before it is killed. */
const GRACE_MS = 5_000;

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} pid
 */
function endGroup(child, pid) {
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  child.once('close', () => clearTimeout(timer));
}

/** @param {string} path */
function openLog(path) {
  mkdirSync(dirname(path), {recursive: true, mode: 0o700});
  return openSync(path, 'a', 0o600);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {((line: string) => void) | undefined} onLine
 */
function collect(child, onLine) {
  let text = '';
  let pending = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', chunk => {
      text += chunk;
      if (onLine === undefined) return;
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    });
  }
  return () => text;
}

/**
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
