import {spawn} from 'node:child_process';
import {closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {pathToFileURL} from 'node:url';
import {commandLine, isPaused, lastLines, processStart} from '../../tools/processes.mjs';
import type {NodePaths} from './paths.ts';
import {readIfPresent, writePrivate} from './private-files.ts';
import {isObject, parseJson} from './record.ts';
import {type BrokerTuning, jvmFlags} from './settings.ts';

/** `dead`: it ended without being asked to. `stopped`: it was asked to, or never started. */
export type BrokerState = 'running' | 'stopped' | 'dead' | 'paused';

/** Who the process is: its number is handed out again, its start time with its command line is not. */
interface PidRecord {
  pid: number;
  /** As {@link processStart} gives it. */
  start: string;
  /** It was told to end, so its end is no surprise. */
  endRequested?: true;
}

const LOG_BYTES_KEPT = 10 * 1024 * 1024;
const POLL_MS = 50;
/** Ahead of every start in the log, so that the tail of a failed start is not that of the one before. */
const START_MARK = '--- weir starts this broker';

export interface JavaPrograms {
  java: string;
  jarsDir: string;
}

/**
 * Starts a broker that outlives this process, its output appended to the node's log. Returns its pid at once.
 * The environment is not passed on: a process that stays must not keep the user's secrets.
 */
export function spawnBroker(node: NodePaths, logging: string, {java, jarsDir}: JavaPrograms, tuning: BrokerTuning): number {
  mkdirSync(node.data, {recursive: true, mode: 0o700});
  rotate(node.log);
  const log = openSync(node.log, 'a', 0o600);
  try {
    writeSync(log, `${START_MARK} ${new Date().toISOString()}\n`);
    const flags = jvmFlags(tuning, pathToFileURL(logging).href);
    const program = [java, ...flags, '-cp', `${jarsDir}/*`, 'kafka.Kafka', node.settings];
    // The shell sets the mask for the files that Kafka makes, then becomes the JVM, so the pid stays the same.
    const child = spawn('/bin/sh', ['-c', 'umask 077; exec "$@"', 'sh', ...program], {
      cwd: node.folder,
      detached: true,
      stdio: ['ignore', log, log],
      env: {PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8'},
    });
    // Without a listener a failed spawn would end this process; the missing pid below tells the same.
    child.on('error', () => undefined);
    child.unref();
    if (child.pid === undefined) throw new Error('/bin/sh could not be started');
    writePid(node, {pid: child.pid, start: processStart(child.pid) ?? ''});
    return child.pid;
  } finally {
    closeSync(log);
  }
}

function rotate(log: string): void {
  const bytes = statSync(log, {throwIfNoEntry: false})?.size ?? 0;
  if (bytes > LOG_BYTES_KEPT) renameSync(log, `${log}.1`);
}

/** What the broker's process is doing; `pid` only where it runs. */
export function brokerState(node: NodePaths): {state: BrokerState; pid: number | undefined} {
  const record = readPid(node);
  if (record === undefined) return {state: 'stopped', pid: undefined};
  if (!isOurs(node, record)) return {state: record.endRequested === true ? 'stopped' : 'dead', pid: undefined};
  return {state: isPaused(record.pid) ? 'paused' : 'running', pid: record.pid};
}

/** The pid that the node's file names, whoever has that number now. */
export function recordedPid(node: NodePaths): number | undefined {
  return readPid(node)?.pid;
}

function isOurs(node: NodePaths, {pid, start}: PidRecord): boolean {
  if (processStart(pid) !== start) return false;
  const line = commandLine(pid);
  if (line === undefined) return false;
  if (line.includes(node.settings)) return true;
  // Started by another path to the same folder: over a link, or before there was one.
  const settings = realPath(node.settings);
  return settings !== undefined && line.split(' ').some((_word, index, words) => isSameFile(settings, words.slice(index).join(' ')));
}

/** The settings are the last argument, and the only one that ends so. Their path may hold blanks. */
function isSameFile(settings: string, argument: string): boolean {
  return argument.startsWith('/') && path.basename(argument) === path.basename(settings) && realPath(argument) === settings;
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/**
 * Sends a signal to the broker's process, if it is the broker's process.
 * @returns false where it does not run
 */
export function signalProcess(node: NodePaths, signal: NodeJS.Signals): boolean {
  const record = readPid(node);
  if (record === undefined || !isOurs(node, record)) return false;
  if (signal === 'SIGTERM') writePid(node, {...record, endRequested: true});
  try {
    process.kill(record.pid, signal);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH') return false;
    throw thrown;
  }
}

/** Waits until the broker's process is gone; false where it still runs after `timeoutMs`. */
export async function waitForEnd(node: NodePaths, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (brokerState(node).pid !== undefined) {
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** A JVM has many threads, and the last of them stops a moment after the signal. */
const PAUSE_TIMEOUT_MS = 1_000;

/** Waits until the process stands still, or is gone. */
export async function waitUntilPaused(node: NodePaths): Promise<void> {
  const deadline = Date.now() + PAUSE_TIMEOUT_MS;
  while (brokerState(node).state === 'running' && Date.now() < deadline) await sleep(POLL_MS);
}

/** The node counts as never started. */
export function forgetProcess(node: NodePaths): void {
  rmSync(node.pid, {force: true});
}

/** The last lines of the log since the broker's last start. */
export function logTail(node: NodePaths, lines: number): string {
  return lastLines(logSinceStart(node), lines);
}

/** Different from each other in more than numbers. */
const COMPLAINTS_SHOWN = 4;

/**
 * The first errors in the log since the broker's last start, each kind once: the end of a log is mostly the orderly
 * shutdown that followed the reason.
 */
export function logComplaints(node: NodePaths): string {
  const kinds = new Map<string, string>();
  for (const line of logSinceStart(node).split('\n')) {
    if (!/ (ERROR|FATAL) |^(Error|Exception|Caused by|[\w.]+(Exception|Error)):? |OutOfMemory/.test(line)) continue;
    const kind = line.replaceAll(/\d+/g, '');
    if (!kinds.has(kind)) kinds.set(kind, line);
  }
  return [...kinds.values()].slice(0, COMPLAINTS_SHOWN).join('\n');
}

function logSinceStart(node: NodePaths): string {
  const text = readIfPresent(node.log) ?? '';
  const mark = text.lastIndexOf(START_MARK);
  return mark < 0 ? text : text.slice(text.indexOf('\n', mark) + 1);
}

function writePid(node: NodePaths, record: PidRecord): void {
  writePrivate(node.pid, `${JSON.stringify(record)}\n`);
}

function readPid(node: NodePaths): PidRecord | undefined {
  const text = readIfPresent(node.pid);
  if (text === undefined) return undefined;
  const value = parseJson(text);
  // A file that somebody else wrote names no process of ours; pid 0 is nobody's.
  if (!isObject(value) || typeof value['pid'] !== 'number' || typeof value['start'] !== 'string') return {pid: 0, start: '-'};
  return {pid: value['pid'], start: value['start'], ...(value['endRequested'] === true ? {endRequested: true} : {})};
}
