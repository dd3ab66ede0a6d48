import {unfinished} from '../findings/error.ts';
import type {SandboxPaths} from './paths.ts';
import {LISTENERS, type NodePorts} from './ports.ts';
import {readIfPresent, writePrivate} from './private-files.ts';
import type {BrokerTuning} from './settings.ts';

/** What is remembered of a sandbox while its data lives. */
export interface SandboxRecord {
  /** 22 characters of base64url, as Kafka writes it. */
  clusterId: string;
  nodes: NodePorts[];
  tuning: BrokerTuning;
}

/**
 * @returns undefined where there is no sandbox
 * @throws WeirError `sandbox/bad-record` where the file is not what Weir writes
 */
export function readRecord(paths: SandboxPaths): SandboxRecord | undefined {
  const text = readIfPresent(paths.record);
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  if (record !== undefined) return record;
  throw unfinished('sandbox/bad-record', `${paths.record} is not what Weir writes`, {
    hint: 'Run `weir sandbox down --purge` and start anew.',
  });
}

export function writeRecord(paths: SandboxPaths, record: SandboxRecord): void {
  writePrivate(paths.record, `${JSON.stringify(record, undefined, 2)}\n`);
}

function parseRecord(text: string): SandboxRecord | undefined {
  const value = parseJson(text);
  if (!isObject(value) || typeof value['clusterId'] !== 'string' || !Array.isArray(value['nodes'])) return undefined;
  const nodes = value['nodes'].filter(isNodePorts);
  if (nodes.length === 0 || nodes.length !== value['nodes'].length) return undefined;
  return {clusterId: value['clusterId'], nodes, tuning: tuningOf(value['tuning'])};
}

function tuningOf(value: unknown): BrokerTuning {
  if (!isObject(value)) return {};
  const {brokerSessionTimeoutMs, heapMib} = value;
  return {
    ...(typeof brokerSessionTimeoutMs === 'number' ? {brokerSessionTimeoutMs} : {}),
    ...(typeof heapMib === 'number' ? {heapMib} : {}),
  };
}

function isNodePorts(value: unknown): value is NodePorts {
  return isObject(value) && typeof value['id'] === 'number' && LISTENERS.every(listener => typeof value[listener] === 'number');
}

/** The value, or undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
