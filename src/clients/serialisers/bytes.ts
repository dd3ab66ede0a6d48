import type {Serialiser} from './serialiser.ts';

/** Bytes as they are. */
export const bytes: Serialiser<Buffer> = {
  serialize: value => {
    if (!Buffer.isBuffer(value)) throw new TypeError(`${typeof value} is not a Buffer`);
    return value;
  },
  deserialize: value => value,
};
