/** Quantities in messages of rules, in the units in which specs state them. */

const DURATIONS = [
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
] as const;

const SIZES = [
  ['TiB', 1024n ** 4n],
  ['GiB', 1024n ** 3n],
  ['MiB', 1024n ** 2n],
  ['KiB', 1024n],
] as const;

/** Milliseconds exactly, in the largest unit that divides them: `7d`, `90m`, `1500ms`. */
export function durationText(ms: bigint | number | string): string {
  return exactText(BigInt(ms), DURATIONS, 'ms');
}

/** Bytes exactly, in the largest unit that divides them: `10GiB`, `1048588 bytes`. */
export function sizeText(bytes: bigint | number | string): string {
  return exactText(BigInt(bytes), SIZES, ' bytes');
}

/** Bytes to one decimal, for what was measured: `1.2 MiB`, `830 bytes`. */
export function roughSizeText(bytes: number): string {
  const [name, size] = SIZES.find(([, one]) => bytes >= Number(one)) ?? ['bytes', 1n];
  return size === 1n ? `${bytes} ${name}` : `${(bytes / Number(size)).toFixed(1)} ${name}`;
}

function exactText(exact: bigint, units: readonly (readonly [string, bigint])[], smallest: string): string {
  const unit = units.find(([, size]) => exact > 0n && exact % size === 0n);
  return unit === undefined ? `${exact}${smallest}` : `${exact / unit[1]}${unit[0]}`;
}
