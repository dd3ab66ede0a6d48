const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The last values as bars, from 0 to the highest of them; what is not known is a gap. At most `width` characters. Pure. */
export function sparkline(values: readonly (number | undefined)[], width: number): string {
  const shown = values.slice(Math.max(0, values.length - Math.max(0, width)));
  const highest = shown.reduce<number>((most, one) => Math.max(most, one ?? 0), 0);
  return shown
    .map(value => {
      if (value === undefined) return ' ';
      // Something is never drawn as nothing.
      const bar = highest === 0 || value <= 0 ? 0 : Math.max(1, Math.round((value / highest) * (BARS.length - 1)));
      return BARS[bar];
    })
    .join('');
}
