import {createInterface} from 'node:readline';
import type {Readable} from 'node:stream';
import type {Connection} from '../../cluster/connection.ts';
import {isRecord} from '../../findings/record.ts';

/** Places in a transaction where a worker can be told to wait, so that it is killed just there. */
export const STAGES = ['before-send', 'after-send', 'after-offsets', 'in-commit'] as const;
export type Stage = (typeof STAGES)[number];

/** How a processor is written: with the library, by hand with kafkajs alone, or so with one of the mistakes that break exactly-once. */
export const PROCESSOR_KINDS = ['library', 'plain', 'auto-commit', 'random-ids', 'offset-without-plus-one'] as const;
export type ProcessorKind = (typeof PROCESSOR_KINDS)[number];

/** An error's code, as the clients give it, from the innermost cause that has one. */
export function codeOf(thrown: unknown): string {
  let found: string | undefined;
  for (let one = thrown; one instanceof Error; one = one.cause ?? Reflect.get(one, 'originalError')) {
    for (const key of ['code', 'type']) {
      const code: unknown = Reflect.get(one, key);
      if (typeof code === 'string') found = code;
    }
    found ??= one.name;
  }
  return found ?? 'unknown';
}

/** What a worker is told on its standard input, as one line; the connection holds secrets and goes nowhere else. */
export interface WorkerOrder {
  connection: Connection;
  kind: ProcessorKind;
  clientId: string;
  group: string;
  input: string;
  output: string;
  outputPartitions: number;
  transactionalIdPrefix: string;
  transactionTimeoutMs: number;
  /** What it adds to the path of a value. */
  letter: string;
  /** Records in a transaction, at most. */
  batchRecords: number;
  /** Where it waits for a word of its own, and in which of its transactions, counted from 0. */
  halt?: {stage: Stage; transaction: number};
}

/**
 * What a worker says on its standard output, a line each. Offsets are of the input, both inclusive. `committed`: a broker said so;
 * `refused`: the transaction was not committed, as far as the worker knows.
 */
export type WorkerEvent =
  | {event: 'ready'}
  | {event: 'running'}
  | {event: 'halted'; stage: Stage; partition: number; first: number; last: number}
  | {event: 'committed'; partition: number; first: number; last: number}
  | {event: 'refused'; partition: number; first: number; last: number; code: string}
  /** It goes on trying. */
  | {event: 'trouble'; message: string}
  | {event: 'failed'; code: string; message: string};

/** A line from a worker; undefined for what is none of its events. */
export function readEvent(line: string): WorkerEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const {event, stage, partition, first, last, code, message} = value;
  if (event === 'ready' || event === 'running') return {event};
  if (event === 'trouble') return {event, message: String(message)};
  if (event === 'failed') return {event, code: String(code), message: String(message)};
  if (typeof partition !== 'number' || typeof first !== 'number' || typeof last !== 'number') return undefined;
  if (event === 'committed') return {event, partition, first, last};
  if (event === 'refused') return {event, partition, first, last, code: String(code)};
  const known = STAGES.find(one => one === stage);
  return event === 'halted' && known !== undefined ? {event, stage: known, partition, first, last} : undefined;
}

/** A worker's own end of the line: its order, and each word to go on. */
export class WorkerInput {
  readonly #lines: AsyncIterator<string>;

  /** `ended` is called when nobody is there any more who could say anything. */
  constructor(from: Readable, ended: () => void) {
    const lines = createInterface({input: from});
    lines.on('close', ended);
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** The parent is this program's own, and writes what {@link WorkerOrder} says. */
  async order(): Promise<WorkerOrder> {
    return JSON.parse(await this.next()) as WorkerOrder;
  }

  async next(): Promise<string> {
    const {value, done} = await this.#lines.next();
    if (done === true) throw new Error('the parent is gone');
    return value;
  }
}
