export interface Screen {
  columns: number;
  rows: number;
}

/**
 * Lines to draw over the last ones, of which there were `drawn`: cut to the screen, because what would wrap or scroll away could
 * not be drawn over. Pure.
 */
export function frameOf(lines: readonly string[], drawn: number, {columns, rows}: Screen): {text: string; drawn: number} {
  const room = Math.max(1, rows - 2);
  const fitting = lines.length <= room ? lines : [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} lines more`];
  const cut = fitting.map(line => [...line].slice(0, columns).join(''));
  // Cursor up so many lines, and clear from there: ECMA-48 CUU and ED.
  return {text: `${drawn === 0 ? '' : `\u001b[${drawn}A\u001b[J`}${cut.join('\n')}\n`, drawn: cut.length};
}
