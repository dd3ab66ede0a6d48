import {isDeepStrictEqual} from 'node:util';
import type {YamlValue} from './compose.ts';
import {parsePointer} from './document.ts';
import type {Edit} from './edit.ts';

/** What a document must say after an edit: `spliceEdit` on values in place of text. */
export function editedValue(value: YamlValue, edit: Edit): YamlValue {
  return changed(value, parsePointer(edit.pointer), edit);
}

function changed(value: YamlValue, tokens: readonly string[], edit: Edit): YamlValue {
  const [token, ...deeper] = tokens;
  if (token === undefined) return 'to' in edit ? edit.to : value;
  if (Array.isArray(value)) {
    const index = Number(token);
    return value.map((item, at) => (at === index ? changed(item, deeper, edit) : item));
  }
  const entries = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const isWritten = entries.has(token);
  if (!isWritten && !('to' in edit)) return value;
  if (deeper.length > 0) entries.set(token, changed(entries.get(token) ?? null, deeper, edit));
  else if ('to' in edit) entries.set(token, edit.to);
  else {
    const moved = entries.get(token);
    entries.delete(token);
    if ('rename' in edit && moved !== undefined) entries.set(edit.rename, moved);
  }
  return Object.fromEntries(entries);
}

/** The value at a pointer; undefined where nothing is written. */
export function valueAt(value: YamlValue, pointer: string): YamlValue | undefined {
  let node: YamlValue | undefined = value;
  for (const token of parsePointer(pointer)) {
    if (Array.isArray(node)) node = /^(?:0|[1-9][0-9]*)$/.test(token) ? node[Number(token)] : undefined;
    else node = typeof node === 'object' && node !== null && Object.hasOwn(node, token) ? node[token] : undefined;
    if (node === undefined) return undefined;
  }
  return node;
}

/** True where two documents say the same, whatever the order of their keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}

/** A value that a rule states, if YAML can hold it. */
export function asYamlValue(value: unknown): YamlValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    const items = value.map(asYamlValue);
    return items.every(item => item !== undefined) ? items : undefined;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, asYamlValue(item)] as const);
  const written = entries.filter((entry): entry is [string, YamlValue] => entry[1] !== undefined);
  return written.length === entries.length ? Object.fromEntries(written) : undefined;
}
