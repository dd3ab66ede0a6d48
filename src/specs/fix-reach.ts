import {measure} from './units.ts';
import type {YamlValue} from './yaml/compose.ts';

/**
 * True where `far` lies beyond `near` as seen from the value that stood there: who asks for 2 in place of 1 takes 3 as
 * well, since such rules state the nearest value that they accept. Whole numbers, durations and sizes are compared;
 * negative ones mean something of their own, like no limit.
 */
export function reachesBeyond(from: YamlValue | undefined, near: YamlValue, far: YamlValue): boolean {
  const [start, middle, end] = quantities([from, near, far]);
  if (start === undefined || middle === undefined || end === undefined) return false;
  return (start < middle && middle < end) || (start > middle && middle > end);
}

/** The values in milliseconds, or in bytes; nothing where one of them is no such quantity. */
function quantities(values: readonly (YamlValue | undefined)[]): bigint[] {
  for (const unit of ['duration', 'size'] as const) {
    const measured = values.flatMap(value => {
      const one = typeof value === 'number' || typeof value === 'string' ? measure(unit, value) : undefined;
      return one !== undefined && 'text' in one && !one.text.startsWith('-') ? [BigInt(one.text)] : [];
    });
    if (measured.length === values.length) return measured;
  }
  return [];
}
