import type {Serialiser} from './serialiser.ts';

/** UTF-8. Text with a lone surrogate, which UTF-8 cannot hold, is refused; so are bytes that are no UTF-8. */
export const text: Serialiser<string> = {
  serialize: value => {
    if (typeof value !== 'string') throw new TypeError(`${typeof value} is not text`);
    if (!value.isWellFormed()) throw new TypeError('the text has a lone surrogate');
    return Buffer.from(value);
  },
  deserialize: bytes => utf8.decode(bytes),
};

const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
