import type {Location} from '../findings/finding.ts';
import {type Fields, isFields} from './kinds/fields.ts';
import {formatPointer, parsePointer, type YamlDocument} from './yaml/document.ts';

/**
 * A document with one environment's patch merged in (RFC 7386), and the way back from any value to the place where
 * it was written: in the patch where the patch decided it, else in the base.
 */
export interface Overlaid {
  spec: Fields;
  locate(pointer: string, options?: {key?: boolean}): Location;
  /** Source text of the value at a pointer. */
  written(pointer: string): string | undefined;
}

/** The document as written, where no patch applies. */
export function unpatched(document: YamlDocument, spec: Fields): Overlaid {
  return {spec, locate: (pointer, options) => document.locate(pointer, options), written: pointer => document.written(pointer)};
}

/** `spec` with `patch` merged, the patch standing at `/environments/<environment>/spec` of the same document. */
export function overlay(document: YamlDocument, spec: Fields, environment: string, patch: Fields): Overlaid {
  const source = (pointer: string): string => sourceOf(pointer, spec, patch, environment);
  return {
    spec: mergePatch(spec, patch),
    locate: (pointer, options) => {
      const writtenAt = source(pointer);
      return {...document.locate(writtenAt, options), pointer, ...(writtenAt === pointer ? {} : {writtenAt})};
    },
    written: pointer => document.written(source(pointer)),
  };
}

/** RFC 7386, section 2. Through a map, because assigning to a key `__proto__` would hide it from all that follows. */
export function mergePatch(target: Fields, patch: Fields): Fields {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (isFields(value)) {
      const existing = merged.get(key);
      merged.set(key, mergePatch(isFields(existing) ? existing : {}, value));
    } else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

/** Where in the document the value at `pointer` of the merged document was written. */
export function sourceOf(pointer: string, spec: Fields, patch: Fields, environment: string): string {
  const tokens = parsePointer(pointer);
  if (tokens[0] !== 'spec') return pointer;
  const inPatch = formatPointer(['environments', environment, ...tokens]);
  let patched: unknown = patch;
  let base: unknown = spec;
  for (const token of tokens.slice(1)) {
    // A list or a scalar of the patch replaces all that was below it; so does a null, which removed it.
    if (!isFields(patched)) return inPatch;
    if (!Object.hasOwn(patched, token)) return isFields(base) ? pointer : inPatch;
    patched = patched[token];
    base = isFields(base) && Object.hasOwn(base, token) ? base[token] : undefined;
  }
  return isFields(patched) && base !== undefined ? pointer : inPatch;
}
