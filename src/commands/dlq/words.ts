import {originalHeaders} from '../../clients/dead-letters/dead-letter.ts';
import type {Letter} from '../../clients/dead-letters/read-letters.ts';
import {visible} from '../../findings/visible.ts';

/** ISO 8601 in UTC; a timestamp that is no time is shown as the number that it is. */
export function timeText(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? String(ms) : time.toISOString();
}

/** UTF-8 text where the bytes are some; undefined where they are not, or hold control characters that text has not. */
export function textOf(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these tell bytes from text
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Bytes shown of what is no text, and characters of what is. */
const SHOWN_BYTES = 512;
const SHOWN_TEXT = 4_000;
const BYTES_A_LINE = 16;

/** As a person reads it: JSON set out in lines, text as it is, other bytes as a dump with their offsets. */
export function readable(bytes: Buffer | null): string {
  if (bytes === null) return '(null)';
  if (bytes.length === 0) return '(empty)';
  const text = textOf(bytes);
  if (text === undefined) return dump(bytes);
  const set = jsonOf(text) ?? text;
  const shown = set.length > SHOWN_TEXT ? `${set.slice(0, SHOWN_TEXT)}\n… ${set.length - SHOWN_TEXT} more characters` : set;
  return shown
    .split('\n')
    .map(line => visible(line))
    .join('\n');
}

/** Only objects and lists: a bare number or word is read as it was written. */
function jsonOf(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

function dump(bytes: Buffer): string {
  const lines = [`${bytes.length} bytes that are no text:`];
  for (let at = 0; at < Math.min(bytes.length, SHOWN_BYTES); at += BYTES_A_LINE) {
    const row = bytes.subarray(at, Math.min(at + BYTES_A_LINE, SHOWN_BYTES));
    const hex = [...row].map(byte => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = [...row].map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(BYTES_A_LINE * 3 - 1)}  ${ascii}`);
  }
  if (bytes.length > SHOWN_BYTES) lines.push(`… ${bytes.length - SHOWN_BYTES} more bytes`);
  return lines.join('\n');
}

/** One line of a list. */
export function letterLine({record, origin, isReplayed}: Letter): string {
  const place = `${record.partition}:${record.offset}`.padEnd(10);
  const state = isReplayed ? 'replayed' : origin === undefined ? 'unknown ' : 'open    ';
  if (origin === undefined) return `${place} ${state} ${timeText(record.timestampMs)} not a dead letter of Weir`;
  const from = `${origin.topic}-${origin.partition}@${origin.offset}`;
  return visible(
    `${place} ${state} ${timeText(origin.failedAtMs)} ${from} ${origin.errorCode}: ${origin.errorMessage.split('\n')[0] ?? ''}`,
  );
}

function bytesJson(bytes: Buffer | null) {
  if (bytes === null) return null;
  const text = textOf(bytes);
  return {base64: bytes.toString('base64'), ...(text === undefined ? {} : {text})};
}

/** With the bytes as base64, and as text where they are some. */
export function letterJson({record, origin, isReplayed}: Letter) {
  const {topic, partition, offset, timestampMs, key, value, headers} = record;
  return {
    topic,
    partition,
    offset: String(offset),
    timestamp: timeText(timestampMs),
    replayed: isReplayed,
    origin: origin === undefined ? null : {...origin, offset: String(origin.offset), timestampMs: origin.timestampMs},
    key: bytesJson(key),
    value: bytesJson(value),
    headers: originalHeaders(headers).map(([name, bytes]) => ({name, value: bytesJson(bytes)})),
  };
}
