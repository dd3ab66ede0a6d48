export interface Tick {
  value: number;
  label: string;
}

/** A function from measured values to places on an axis. */
export type Scale = (value: number) => number;

export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const width = to - from || 1;
  return value => start + ((value - from) / width) * (end - start);
}

/** Values at or below 0 have no place on it: keep the domain above. */
export function logarithmic([from, to]: readonly [number, number], range: readonly [number, number]): Scale {
  const scale = linear([Math.log10(from), Math.log10(to)], range);
  return value => scale(Math.log10(value));
}

/** Whole seconds (or a fraction of one, on a short stretch), at most `count` steps apart evenly. */
export function timeTicks([fromMs, toMs]: readonly [number, number], count: number): Tick[] {
  const rough = Math.max(1, (toMs - fromMs) / count);
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 5, 10].find(one => one * magnitude >= rough) ?? 10);
  const first = Math.ceil(fromMs / step);
  const last = Math.floor(toMs / step);
  return Array.from({length: Math.max(0, last - first + 1)}, (_, index) => {
    const value = (first + index) * step;
    return {value, label: `${Math.round(value) / 1_000} s`};
  });
}

/** Powers of ten that hold all latencies, in ms. */
export function latencyDomain(latenciesMs: readonly number[]): readonly [number, number] {
  if (latenciesMs.length === 0) return [1, 1_000];
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const one of latenciesMs) {
    least = Math.min(least, one);
    most = Math.max(most, one);
  }
  const from = 10 ** Math.floor(Math.log10(Math.max(least, 0.1)));
  return [from, Math.max(10 * from, 10 ** Math.ceil(Math.log10(Math.max(most, 1))))];
}

export function latencyTicks([fromMs, toMs]: readonly [number, number]): Tick[] {
  const ticks: Tick[] = [];
  for (let power = Math.round(Math.log10(fromMs)); power <= Math.round(Math.log10(toMs)); power++) {
    const value = 10 ** power;
    ticks.push({value, label: value >= 1_000 ? `${value / 1_000} s` : `${Number(value.toPrecision(1))} ms`});
  }
  return ticks;
}
