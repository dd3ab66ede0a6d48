import type {OutgoingRecord} from '../records.ts';
import type {Outgoing} from './create-processor.ts';

export function asBytes({key, value, ...rest}: Outgoing): OutgoingRecord<Buffer, Buffer> {
  return {...rest, value: value === null ? null : bytesOf(value), ...(key === undefined || key === null ? {} : {key: bytesOf(key)})};
}

function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return Buffer.from(value);
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`${typeof value} cannot be written as JSON`);
  return Buffer.from(json);
}
