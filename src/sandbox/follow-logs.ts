import {closeSync, openSync, readSync, statSync} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';
import {setTimeout as sleep} from 'node:timers/promises';
import {sandboxPaths} from './paths.ts';

const POLL_MS = 300;
const CHUNK_BYTES = 64 * 1024;

export interface FollowOptions {
  root: string;
  ids: number[];
  /** Ends the following; that is no error. */
  signal: AbortSignal;
  onText: (id: number, text: string) => void;
}

/** Gives what the brokers' logs grow by, from now until the signal. A log that shrinks (a new file) is read from its start. */
export async function followBrokerLogs({root, ids, signal, onText}: FollowOptions): Promise<void> {
  const paths = sandboxPaths(root);
  const followed = ids.map(id => {
    const {log} = paths.node(id);
    return {id, log, offset: sizeOf(log), decoder: new StringDecoder('utf8')};
  });
  while (!signal.aborted) {
    for (const one of followed) {
      const size = sizeOf(one.log);
      if (size < one.offset) one.offset = 0;
      while (one.offset < size) {
        const chunk = readAt(one.log, one.offset, Math.min(CHUNK_BYTES, size - one.offset));
        if (chunk.length === 0) break;
        one.offset += chunk.length;
        onText(one.id, one.decoder.write(chunk));
      }
    }
    await sleep(POLL_MS, undefined, {signal}).catch(() => undefined);
  }
}

function sizeOf(path: string): number {
  return statSync(path, {throwIfNoEntry: false})?.size ?? 0;
}

function readAt(path: string, offset: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
  } finally {
    closeSync(file);
  }
}
