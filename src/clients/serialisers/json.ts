import type {Serialiser} from './serialiser.ts';

/** JSON as UTF-8. What JSON cannot say (functions, undefined, bigint, cycles) is refused and not dropped. */
export const json: Serialiser<unknown> = {
  serialize: value => {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`JSON has no form for ${typeof value}`);
    return Buffer.from(text);
  },
  deserialize: bytes => JSON.parse(utf8.decode(bytes)) as unknown,
};

const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
