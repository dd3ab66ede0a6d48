import {createHash} from 'node:crypto';

/** A record that no other run and no other position writes, and that can be checked without a table of what was sent. */
export interface SeededRecord {
  /** `<seed>/<stream>/<index>`. */
  id: string;
  key: Buffer;
  value: Buffer;
  headers: Record<string, Buffer>;
}

const ID_HEADER = 'weir-id';
const DIGEST_HEADER = 'weir-digest';

/**
 * The record at an index of a stream: its key and value are unique, its header holds a digest of both, so that a
 * record whose key, value or header was mixed up or cut short is told from the one that was sent.
 */
export function seededRecord(seed: string, stream: string, index: number): SeededRecord {
  const id = `${seed}/${stream}/${index}`;
  const key = Buffer.from(id);
  const value = Buffer.from(JSON.stringify({id, index}));
  return {id, key, value, headers: {[ID_HEADER]: Buffer.from(id), [DIGEST_HEADER]: Buffer.from(digest(key, value))}};
}

/** The id of a record that came back whole; undefined for one that is not ours or was damaged. */
export function readSeededId(record: {
  key: Buffer | null;
  value: Buffer | null;
  headers: readonly (readonly [Buffer | null, Buffer | null])[];
}): string | undefined {
  const {key, value} = record;
  if (key === null || value === null) return undefined;
  const header = (name: string) => record.headers.find(([one]) => one?.toString() === name)?.[1]?.toString();
  const id = header(ID_HEADER);
  return id !== undefined && id === key.toString() && header(DIGEST_HEADER) === digest(key, value) ? id : undefined;
}

function digest(key: Buffer, value: Buffer): string {
  return createHash('sha256').update(String(key.length)).update('\0').update(key).update(value).digest('hex').slice(0, 16);
}
