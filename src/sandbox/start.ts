import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {pinsDir, ToolchainError} from '../../tools/installs.mjs';
import {ProgramFailed, run} from '../../tools/processes.mjs';
import {installToolchain} from '../../tools/toolchain.mjs';
import {unfinished} from '../findings/error.ts';
import {brokerState, type JavaPrograms, logComplaints, logTail, recordedPid, spawnBroker} from './broker-process.ts';
import {BROKER_IDS, type SandboxPaths} from './paths.ts';
import {isFree, LISTENERS, type NodePorts} from './ports.ts';
import {writePrivate} from './private-files.ts';
import type {SandboxRecord} from './record.ts';
import {ADMIN_USER} from './secrets.ts';
import {LOGGING, serverProperties} from './settings.ts';

const TAIL_LINES = 15;
const POLL_MS = 150;

/** Kafka's jars and a JDK, fetched where they are missing. */
export async function javaPrograms(options: {signal?: AbortSignal; onProgress?: (text: string) => void}): Promise<JavaPrograms> {
  try {
    const {kafka} = await installToolchain({
      parts: ['kafka'],
      ...(options.signal === undefined ? {} : {signal: options.signal}),
      onProgress: (_part, text) => options.onProgress?.(text),
    });
    return kafka;
  } catch (thrown) {
    if (!(thrown instanceof ToolchainError)) throw thrown;
    throw unfinished(thrown.code, thrown.message, {cause: thrown, ...(thrown.hint === undefined ? {} : {hint: thrown.hint})});
  }
}

/** Writes what every start reads: the settings of each node and the logging. */
export function writeSettings(paths: SandboxPaths, record: SandboxRecord): void {
  writePrivate(paths.logging, LOGGING);
  for (const id of BROKER_IDS) writePrivate(paths.node(id).settings, serverProperties(id, record.nodes, paths, record.tuning));
}

/** Formats the storage of all nodes, with the administrator in it. Whatever data was there is removed. */
export async function formatStorage(
  paths: SandboxPaths,
  clusterId: string,
  password: string,
  {java, jarsDir}: JavaPrograms,
  signal?: AbortSignal,
): Promise<void> {
  for (const id of BROKER_IDS) rmSync(paths.node(id).data, {recursive: true, force: true});
  const settings = BROKER_IDS.map(id => paths.node(id).settings);
  const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m', '-cp', `${jarsDir}/*`];
  const source = join(pinsDir(), 'kafka', 'FormatStorage.java');
  try {
    const args = ['-c', 'umask 077; exec "$@"', 'sh', java, ...flags, source, clusterId, ADMIN_USER, ...settings];
    await run('/bin/sh', args, {input: `${password}\n`, ...(signal === undefined ? {} : {signal})});
  } catch (thrown) {
    if (!(thrown instanceof ProgramFailed)) throw thrown;
    throw unfinished('sandbox/format-failed', `the sandbox's storage could not be formatted: ${thrown.message}\n${thrown.tail}`, {
      cause: thrown,
    });
  }
}

/** A killed process counts as dead once its first thread has ended; the last one lets go of its ports. */
const PORT_RELEASE_MS = 5_000;
const PORT_POLL_MS = 50;

async function becomesFree(port: number, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    if (await isFree(port)) return true;
    if (performance.now() >= endMs) return false;
    await new Promise(resolve => setTimeout(resolve, PORT_POLL_MS));
  }
}

/**
 * Starts a node's process.
 * @throws WeirError `sandbox/port-taken` where somebody else listens on one of its ports
 */
export async function startProcess(
  paths: SandboxPaths,
  node: NodePorts,
  record: SandboxRecord,
  programs: JavaPrograms,
  onProgress?: (text: string) => void,
): Promise<void> {
  const nodePaths = paths.node(node.id);
  const wasDead = brokerState(nodePaths).state === 'dead';
  if (wasDead) {
    const past = `broker ${node.id} is not running, though its pid file names process ${recordedPid(nodePaths) ?? '?'}; starting it`;
    onProgress?.(withTail(past, paths, node.id));
  }
  for (const listener of LISTENERS) {
    if (await becomesFree(node[listener], wasDead ? PORT_RELEASE_MS : 0)) continue;
    const message = `port ${node[listener]} of broker ${node.id} (${listener} listener) is taken by another program`;
    throw unfinished('sandbox/port-taken', withTail(message, paths, node.id), {
      hint: 'End that program and start again, or choose new ports (and lose the data) with `weir sandbox down --purge`.',
    });
  }
  spawnBroker(nodePaths, paths.logging, programs, record.tuning);
}

export interface Waiting {
  paths: SandboxPaths;
  /** The brokers whose end is a failure. */
  ids: number[];
  /** Undefined: ready. Otherwise which broker is not, and why. */
  unready: () => Promise<{id: number; reason: string} | undefined>;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Waits until `unready` has nothing to say.
 * @throws WeirError `sandbox/broker-died` or `sandbox/start-timeout`, with the tail of that broker's log
 */
export async function waitUntilReady({paths, ids, unready, timeoutMs, signal}: Waiting): Promise<void> {
  const startedAtMs = Date.now();
  for (;;) {
    signal?.throwIfAborted();
    for (const id of ids) {
      if (brokerState(paths.node(id)).pid !== undefined) continue;
      throw unfinished('sandbox/broker-died', withTail(`broker ${id} ended while it started`, paths, id), {
        hint: `Read the whole log: ${paths.node(id).log}`,
      });
    }
    const blocked = await unready();
    if (blocked === undefined) return;
    if (Date.now() - startedAtMs > timeoutMs) {
      const message = `broker ${blocked.id} ${blocked.reason}, ${Math.round(timeoutMs / 1000)} s after the start`;
      throw unfinished('sandbox/start-timeout', withTail(message, paths, blocked.id), {
        hint: `Read the whole log: ${paths.node(blocked.id).log}`,
        retriable: true,
      });
    }
    // An abort ends the pause; the top of the loop throws its reason.
    await sleep(POLL_MS, undefined, signal === undefined ? {} : {signal}).catch(() => undefined);
  }
}

function withTail(message: string, paths: SandboxPaths, id: number): string {
  const node = paths.node(id);
  const [complaints, tail] = [logComplaints(node), logTail(node, TAIL_LINES)];
  return [
    message,
    ...(complaints === '' ? [] : [`Its first errors:\n${indented(complaints)}`]),
    ...(tail === '' ? [] : [`The end of its log:\n${indented(tail)}`]),
  ].join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
