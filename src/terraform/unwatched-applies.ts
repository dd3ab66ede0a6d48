import {existsSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import path from 'node:path';
import {type EngineEvent, parseEvent} from './engine-event.ts';

/** The processes of an apply, as the name of the file says that the engine writes to. */
export interface ApplyProcesses {
  stack: string;
  /** Process ids. */
  engine: number;
  weir: number;
}

/** An apply whose `weir` has ended before its engine did: killed, or with its machine. */
export interface UnwatchedApply extends ApplyProcesses {
  /** The engine is still at work, and holds the lock of the state. */
  isRunning: boolean;
  /** The engine said that all was applied. */
  isWhole: boolean;
  /** Addresses of the resources whose changes it reported as done. */
  done: string[];
  /** What it said of its failure. */
  errors: string[];
  file: string;
}

/** Names of the engines' processes. */
const ENGINE = /terraform|tofu/;

/** Where what engines write while they run lies, below the working directory. */
export function runsFolder(root: string): string {
  return path.join(root, '.weir', 'terraform', 'runs');
}

/** The name of the file that an apply's engine writes to. */
export function applyFile({stack, engine, weir}: ApplyProcesses): string {
  return `${stack}.${engine}.${weir}.apply`;
}

/** The applies of a cluster's stacks that nobody watches any more. */
export function unwatchedApplies(root: string, cluster: string): UnwatchedApply[] {
  const folder = runsFolder(root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap(name => {
    const [, stack = '', engine = '', weir = ''] = /^([a-z0-9.-]+)\.(\d+)\.(\d+)\.apply$/.exec(name) ?? [];
    if (!stack.startsWith(`${cluster}.`) || isWeir(Number(weir))) return [];
    return [readApply({stack, engine: Number(engine), weir: Number(weir)}, path.join(folder, name))];
  });
}

/** What was told of it need not be told again. */
export function forgetApply({file}: UnwatchedApply): void {
  rmSync(file, {force: true});
}

/** Removes what engines wrote for processes that are no more. */
export function sweepRuns(root: string): void {
  const folder = runsFolder(root);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = /^(\d+)-\d+\.(?:out|err)$/.exec(name)?.[1];
    if (pid !== undefined && !isWeir(Number(pid))) rmSync(path.join(folder, name), {force: true});
  }
}

function readApply(processes: ApplyProcesses, file: string): UnwatchedApply {
  // Asked before the file is read: whatever an engine that has ended wrote is then there.
  const isRunning = isAlive(processes.engine, ENGINE);
  const events = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): EngineEvent[] => (line.startsWith('{"@level"') ? [parseEvent(line)].filter(one => one !== undefined) : []));
  const errors = events.flatMap(({diagnostic}) =>
    diagnostic?.severity === 'error' ? [diagnostic.detail === '' ? diagnostic.summary : `${diagnostic.summary}: ${diagnostic.detail}`] : [],
  );
  const done = events.flatMap(({type, address}) => (type === 'apply_complete' && address !== undefined ? [address] : []));
  // The summary comes after the state was written.
  const isWhole = errors.length === 0 && events.some(({type}) => type === 'change_summary');
  return {...processes, isRunning, isWhole, done: [...new Set(done)], errors, file};
}

/** True where a process of that id runs `weir`, as far as can be told: Node 24 names its processes by their thread. */
export function isWeir(pid: number): boolean {
  return isAlive(pid, /node|weir|MainThread/);
}

/** True where a process of that id runs, and its name, where the system tells it, is one of those: ids are used again. */
function isAlive(pid: number, names: RegExp): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One of another user cannot be asked, and is there.
    if (error instanceof Error && Reflect.get(error, 'code') === 'ESRCH') return false;
  }
  const stat = path.join('/proc', String(pid), 'stat');
  if (!existsSync(stat)) return true;
  const [, name = '', state = ''] = /\((.*)\) (\S)/.exec(readFileSync(stat, 'utf8')) ?? [];
  return state !== 'Z' && names.test(name);
}
