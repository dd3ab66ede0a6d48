/** `420 ms`, `9.3 s`, `2 min 5 s`: as exact as a person needs it. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${size < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
  // What rounds up to the next unit is written in that.
  if (size < 59_950) return `${(ms / 1_000).toFixed(1).replace(/\.0$/, '')} s`;
  const seconds = Math.round(ms / 1_000);
  const [minutes, rest] = [Math.trunc(seconds / 60), Math.abs(seconds % 60)];
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Math.round(value * 10) / 10} ${BYTE_UNITS[unit]}`;
}

/** `2026-11-22 17:00:04 UTC`; what is no instant stays as it is. */
export function instant(text: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(text);
  return parts === null ? text : `${parts[1]} ${parts[2]} UTC`;
}

/** Groups of three digits, the same on every machine. */
export function wholeOrDecimal(value: number): string {
  return value.toLocaleString('en-US', {maximumFractionDigits: 3});
}

/** `1 error`, `2 errors`. */
export function counted(count: number, noun: string): string {
  return `${wholeOrDecimal(count)} ${noun}${count === 1 ? '' : 's'}`;
}
