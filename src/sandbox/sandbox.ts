import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {withLock} from '../../tools/lock.mjs';
import type {Connection} from '../cluster/connection.ts';
import {unfinished, usageError} from '../findings/error.ts';
import {type BrokerState, brokerState, forgetProcess, logTail, signalProcess, waitForEnd, waitUntilPaused} from './broker-process.ts';
import {ensureCertificates} from './certificates.ts';
import {brokerUnready, firstUnready} from './health.ts';
import {BROKER_IDS, sandboxPaths} from './paths.ts';
import {choosePorts, type NodePorts} from './ports.ts';
import {readRecord, type SandboxRecord, writeRecord} from './record.ts';
import {ADMIN_USER, adminPassword, ensureSeed, noSandbox, sandboxSecret} from './secrets.ts';
import {type BrokerTuning, HOST} from './settings.ts';
import {formatStorage, javaPrograms, startProcess, waitUntilReady, writeSettings} from './start.ts';

export {sandboxSecret} from './secrets.ts';

export interface SandboxStatus {
  /** Undefined where there is no sandbox. */
  clusterId: string | undefined;
  /** Three brokers registered, a controller, and the administrator let in by all. */
  healthy: boolean;
  /** `port` is that of the listener for clients. */
  brokers: {id: number; pid: number | undefined; port: number; state: BrokerState}[];
}

export interface SandboxUpOptions extends BrokerTuning {
  /** The folder that holds `.weir/`. */
  root: string;
  signal?: AbortSignal;
  onProgress?: (text: string) => void;
  /** From the start of the processes to health; 120 s unless given. */
  startTimeoutMs?: number;
}

const START_TIMEOUT_MS = 120_000;
/** A broker that is told to end hands its partitions over first. */
const STOP_TIMEOUT_MS = 10_000;
/** The last broker cannot hand over: the majority of the quorum is gone. */
const LAST_STOP_TIMEOUT_MS = 1_500;

/**
 * Starts the sandbox, or what is missing of it, and waits for health; where it is healthy already nothing is done.
 * The data, the cluster id and the ports survive `sandboxDown`. When it fails or is aborted, what it started is ended.
 * @throws WeirError `sandbox/port-taken`, `sandbox/broker-died`, `sandbox/start-timeout`, `toolchain/…`
 */
export async function sandboxUp(options: SandboxUpOptions): Promise<SandboxStatus> {
  const {root, signal, onProgress} = options;
  const paths = sandboxPaths(root);
  mkdirSync(paths.folder, {recursive: true, mode: 0o700});
  return await withLock(
    paths.lock,
    async () => {
      const before = await sandboxStatus({root});
      if (before.healthy) return before;
      await bringUp(options);
      return {...(await processes(root)), healthy: true};
    },
    {
      ...(signal === undefined ? {} : {signal}),
      onWait: pid => onProgress?.(`waiting for process ${pid}, which is at work on this sandbox`),
    },
  );
}

async function bringUp(options: SandboxUpOptions): Promise<void> {
  const {root, signal, onProgress} = options;
  const paths = sandboxPaths(root);
  const programs = await javaPrograms(options);
  const record = await prepare(options, async (clusterId, password) => {
    onProgress?.('formatting the storage of three nodes');
    await formatStorage(paths, clusterId, password, programs, signal);
  });
  const started: number[] = [];
  try {
    onProgress?.('starting the brokers');
    for (const node of record.nodes) {
      const {state} = brokerState(paths.node(node.id));
      if (state === 'running') continue;
      if (state === 'paused') {
        onProgress?.(`broker ${node.id} was paused; it goes on`);
        signalProcess(paths.node(node.id), 'SIGCONT');
        continue;
      }
      await startProcess(paths, node, record, programs, onProgress);
      started.push(node.id);
    }
    const connection = await sandboxConnection({root});
    const ids = record.nodes.map(node => node.id);
    const unready = () => firstUnready(connection, record.nodes);
    await waitUntilReady({paths, ids, unready, timeoutMs: options.startTimeoutMs ?? START_TIMEOUT_MS, signal});
  } catch (thrown) {
    await stopBrokers(root, started);
    throw thrown;
  }
}

/** Makes whatever files are missing; formats only where there is no record, which is written last. */
async function prepare(options: SandboxUpOptions, format: (clusterId: string, password: string) => Promise<void>): Promise<SandboxRecord> {
  const {root, brokerSessionTimeoutMs, heapMib} = options;
  const paths = sandboxPaths(root);
  ensureSeed(root);
  await ensureCertificates(paths);
  const kept = readRecord(paths);
  const tuning = {
    ...kept?.tuning,
    ...(brokerSessionTimeoutMs === undefined ? {} : {brokerSessionTimeoutMs}),
    ...(heapMib === undefined ? {} : {heapMib}),
  };
  const record = {clusterId: kept?.clusterId ?? newClusterId(), nodes: kept?.nodes ?? (await choosePorts()), tuning};
  writeSettings(paths, record);
  if (kept === undefined) await format(record.clusterId, adminPassword(root));
  writeRecord(paths, record);
  return record;
}

/** As Kafka makes them: 16 random bytes in base64url, none with a dash ahead, which a command line would take for a flag. */
function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

export interface SandboxDownOptions {
  root: string;
  /** Deletes the data, the keys and the ports too. */
  purge?: boolean;
  /** Folders outside the sandbox that mean nothing without its data, like the Terraform state about it; deleted by a purge. */
  alsoPurge?: string[];
}

/** Ends the brokers; nothing happens where none runs. */
export async function sandboxDown({root, purge = false, alsoPurge = []}: SandboxDownOptions): Promise<void> {
  const paths = sandboxPaths(root);
  if (!existsSync(paths.folder)) return;
  await withLock(paths.lock, async () => {
    await stopBrokers(root, [...BROKER_IDS]);
    if (!purge) return;
    for (const folder of [paths.folder, ...alsoPurge]) rmSync(folder, {recursive: true, force: true});
  });
}

async function stopBrokers(root: string, ids: number[]): Promise<void> {
  const nodes = ids.map(id => sandboxPaths(root).node(id));
  for (const node of nodes) {
    // A paused process would take the signal only when it goes on.
    signalProcess(node, 'SIGCONT');
    signalProcess(node, 'SIGTERM');
  }
  const ended = nodes.map(node => waitForEnd(node, STOP_TIMEOUT_MS));
  await untilOneIsLeft(ended);
  for (const node of nodes) {
    if (!(await waitForEnd(node, LAST_STOP_TIMEOUT_MS))) signalProcess(node, 'SIGKILL');
    await waitForEnd(node, STOP_TIMEOUT_MS);
    forgetProcess(node);
  }
}

/** Resolves when at most one of the promises is pending. */
async function untilOneIsLeft(ended: Promise<unknown>[]): Promise<void> {
  let left = ended.length;
  await new Promise<void>(resolve => {
    if (left <= 1) resolve();
    for (const one of ended) void one.finally(() => --left <= 1 && resolve());
  });
}

/** What runs, and whether it is healthy; never fails where there is no sandbox. */
export async function sandboxStatus({root}: {root: string}): Promise<SandboxStatus> {
  const status = await processes(root);
  const record = readRecord(sandboxPaths(root));
  if (record === undefined || status.brokers.some(broker => broker.state !== 'running')) return status;
  const healthy = (await firstUnready(await sandboxConnection({root}), record.nodes)) === undefined;
  return {...status, healthy};
}

async function processes(root: string): Promise<SandboxStatus> {
  const paths = sandboxPaths(root);
  const record = readRecord(paths);
  if (record === undefined) return {clusterId: undefined, healthy: false, brokers: []};
  const brokers = record.nodes.map(({id, client}) => ({id, ...brokerState(paths.node(id)), port: client}));
  return {clusterId: record.clusterId, healthy: false, brokers: brokers.map(({id, pid, port, state}) => ({id, pid, port, state}))};
}

/**
 * The administrator's connection to the sandbox, whether or not it runs.
 * @param cluster the name of the Cluster document that this sandbox stands for
 * @throws WeirError `sandbox/absent` where none was ever started
 */
export async function sandboxConnection({root, cluster = 'sandbox'}: {root: string; cluster?: string}): Promise<Connection> {
  const paths = sandboxPaths(root);
  const record = readRecord(paths);
  if (record === undefined) throw noSandbox();
  return {
    cluster,
    bootstrap: record.nodes.map(node => `${HOST}:${node.client}`),
    tls: {ca: readFileSync(paths.authority, 'utf8'), minVersion: 'TLSv1.2'},
    sasl: {mechanism: 'SCRAM-SHA-512', username: ADMIN_USER, password: adminPassword(root)},
  };
}

/**
 * What a shell needs to use the sandbox with other programs: addresses, the authority's PEM file, the administrator,
 * and the password behind each of `names`, in that order.
 */
export async function sandboxEnvironment({root, names = []}: {root: string; names?: string[]}): Promise<Record<string, string>> {
  const {bootstrap, sasl} = await sandboxConnection({root});
  const passwords = names.toSorted().map(async name => [name, await sandboxSecret({root, name})] as const);
  return {
    KAFKA_BOOTSTRAP_SERVERS: bootstrap.join(','),
    KAFKA_CA_FILE: sandboxPaths(root).authority,
    KAFKA_ADMIN: sasl?.username ?? '',
    KAFKA_ADMIN_PASSWORD: sasl?.password ?? '',
    ...Object.fromEntries(await Promise.all(passwords)),
  };
}

export type BrokerSignal = 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT';

/**
 * Signals one broker and returns at once; after SIGSTOP once it stands still.
 * @throws WeirError `sandbox/not-running` where its process does not run
 */
export async function signalBroker({root, id, signal}: {root: string; id: number; signal: BrokerSignal}): Promise<void> {
  const {paths} = knownNode(root, id);
  if (signalProcess(paths.node(id), signal)) {
    if (signal === 'SIGSTOP') await waitUntilPaused(paths.node(id));
    return;
  }
  throw unfinished('sandbox/not-running', `broker ${id} of the sandbox is not running`, {hint: 'Start it with `weir sandbox up`.'});
}

export interface StartBrokerOptions {
  root: string;
  id: number;
  signal?: AbortSignal;
  /** 120 s unless given. */
  startTimeoutMs?: number;
}

/**
 * Starts one broker, or lets a paused one go on, and waits until it is registered again and answers.
 * Other brokers may be down; where too few of them run for a controller it waits for those too.
 */
export async function startBroker({root, id, signal, startTimeoutMs = START_TIMEOUT_MS}: StartBrokerOptions): Promise<void> {
  const {paths, record, node} = knownNode(root, id);
  // Only starting is locked: two brokers that wait for each other's vote must both be started.
  const started = await withLock(
    paths.lock,
    async () => {
      const {state} = brokerState(paths.node(id));
      if (state === 'paused') signalProcess(paths.node(id), 'SIGCONT');
      if (state === 'paused' || state === 'running') return false;
      const programs = await javaPrograms(signal === undefined ? {} : {signal});
      await startProcess(paths, node, record, programs);
      return true;
    },
    signal === undefined ? {} : {signal},
  );
  const connection = await sandboxConnection({root});
  const unready = async () => {
    const reason = await brokerUnready(connection, node, [id]);
    return reason === undefined ? undefined : {id, reason};
  };
  try {
    await waitUntilReady({paths, ids: [id], unready, timeoutMs: startTimeoutMs, signal});
  } catch (thrown) {
    if (started) await stopBrokers(root, [id]);
    throw thrown;
  }
}

/** The last lines of a broker's log since its last start. */
export async function sandboxLogTail({root, id, lines}: {root: string; id: number; lines: number}): Promise<string> {
  const {paths} = knownNode(root, id);
  return logTail(paths.node(id), lines);
}

function knownNode(root: string, id: number): {paths: ReturnType<typeof sandboxPaths>; record: SandboxRecord; node: NodePorts} {
  const paths = sandboxPaths(root);
  const record = readRecord(paths);
  if (record === undefined) throw noSandbox();
  const node = record.nodes.find(one => one.id === id);
  if (node === undefined) {
    const ids = record.nodes.map(one => one.id).join(', ');
    throw usageError('sandbox/no-such-broker', `the sandbox has no broker ${id}`, `Its brokers are ${ids}.`);
  }
  return {paths, record, node};
}
