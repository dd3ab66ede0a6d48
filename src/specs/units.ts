/**
 * Durations and sizes as people write them, and the whole numbers that Kafka takes. Exact to 2^63-1, so results are
 * decimal text; nothing here goes through a JavaScript number.
 */

const MS_PER: Record<string, bigint> = {ms: 1n, s: 1000n, m: 60_000n, h: 3_600_000n, d: 86_400_000n, w: 604_800_000n};
const BYTES_PER: Record<string, bigint> = {KiB: 1n << 10n, MiB: 1n << 20n, GiB: 1n << 30n, TiB: 1n << 40n};

/** Largest value of Kafka's LONG settings. */
export const INT64_MAX = 2n ** 63n - 1n;

export const WHOLE_NUMBER_PATTERN = '^-?(0|[1-9][0-9]*)$';
export const DURATION_PATTERN = '^(-1|(0|[1-9][0-9]*)(ms|s|m|h|d|w)?)$';
export const SIZE_PATTERN = '^(-?[12]|(0|[1-9][0-9]*)(KiB|MiB|GiB|TiB)?)$';

export type Unit = 'duration' | 'size' | 'whole-number';
export type Measured = {text: string} | {problem: string};

const UNITS: Record<Unit, {scale: Record<string, bigint>; form: string}> = {
  duration: {scale: MS_PER, form: 'a whole number of milliseconds, or a duration like 500ms, 30s, 5m, 12h, 7d or 2w'},
  size: {scale: BYTES_PER, form: 'a whole number of bytes, or a size like 512KiB, 1MiB, 10GiB or 1TiB'},
  'whole-number': {scale: {}, form: 'a whole number'},
};

/**
 * The whole number that `written` stands for, as decimal text: `7d` is `604800000`, `1MiB` is `1048576`, `-1` stays.
 * A problem says what is wrong and what to write instead.
 */
export function measure(unit: Unit, written: number | string): Measured {
  const text = String(written);
  // Most are whole numbers already, and all that JavaScript holds exactly are within Kafka's.
  if (typeof written === 'number' && Number.isSafeInteger(written)) return {text};
  const {scale, form} = UNITS[unit];
  const match = /^(-?)(0|[1-9][0-9]*)([A-Za-z]*)$/.exec(text);
  if (match === null) return {problem: `${JSON.stringify(text)} is not ${form}${hintFor(unit, text)}`};
  const [, sign = '', digits = '', suffix = ''] = match;
  // Own keys only: the text may name what every object has, like constructor.
  const factor = suffix === '' ? 1n : Object.hasOwn(scale, suffix) ? scale[suffix] : undefined;
  if (factor === undefined || (sign !== '' && suffix !== ''))
    return {problem: `${JSON.stringify(text)} is not ${form}${hintFor(unit, text)}`};
  const value = BigInt(sign + digits) * factor;
  if (value > INT64_MAX || value < -INT64_MAX) return {problem: `${text} is larger than ${INT64_MAX}, the largest number that Kafka takes`};
  return {text: value.toString()};
}

/** The same quantity as it may be written, where that is exact: `1.5h` is `90m`. Undefined where nothing is. */
export function exactSpelling(unit: Unit, text: string): string | undefined {
  const fraction = unit === 'duration' ? /^([0-9]+\.[0-9]+)(s|m|h|d|w)$/.exec(text) : null;
  return fraction === null ? undefined : inSmallerUnit(fraction[1] ?? '', fraction[2] ?? '');
}

/** What the writer probably meant. */
function hintFor(unit: Unit, text: string): string {
  // A block of text (`|`) ends with one.
  if (/\n/.test(text)) return '; write it on one line';
  if (/^[-+]?0[0-9]/.test(text)) return '; leading zeros are refused, because YAML 1.1 reads them as octal';
  if (/^0[xo]/i.test(text)) return '; write it in decimal';
  if (/^[0-9.]+e[0-9+-]+$/i.test(text)) return '; write all its digits';
  if (/^[0-9][0-9_,]*$/.test(text)) return '; write the digits alone';
  if (unit === 'size') {
    const decimal = /^([0-9.]+) ?([kKmMgGtT])(?:i?[bB])?$/.exec(text);
    if (decimal !== null)
      return `; ${decimal[2]?.toUpperCase()}B may mean 1000 or 1024: write ${whole(decimal[1])}${decimal[2]?.toUpperCase()}iB`;
  }
  if (unit === 'duration') {
    const smaller = exactSpelling(unit, text);
    if (smaller !== undefined) return `; write ${smaller}`;
  }
  return '';
}

function whole(digits: string | undefined): string {
  return digits !== undefined && /^[0-9]+$/.test(digits) ? digits : 'a whole number of ';
}

/** `1.5h` as `90m`: the largest unit in which it is whole. */
function inSmallerUnit(fraction: string, suffix: string): string | undefined {
  const [integer = '0', decimals = ''] = fraction.split('.');
  const scale = 10n ** BigInt(decimals.length);
  const scaledMs = (MS_PER[suffix] ?? 0n) * (BigInt(integer) * scale + BigInt(decimals === '' ? '0' : decimals));
  if (scaledMs % scale !== 0n) return undefined;
  const ms = scaledMs / scale;
  for (const unit of ['w', 'd', 'h', 'm', 's', 'ms']) {
    const size = MS_PER[unit] ?? 1n;
    if (ms % size === 0n) return `${ms / size}${unit}`;
  }
  return undefined;
}
