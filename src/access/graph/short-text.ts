/** Of the monospace font of 12 units, on the safe side. */
const CHARACTER_WIDTH = 7.3;
/** Drawn in two columns of a monospace font: East Asian scripts and pictographs. */
const WIDE =
  /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const GRAPHEMES = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** A text cut in its middle where it is wider than `width` units: names differ at their ends. */
export function shortText(text: string, width: number): string {
  const columnsMax = Math.floor(width / CHARACTER_WIDTH);
  const parts = [...GRAPHEMES.segment(text)].map(({segment}) => ({segment, columns: WIDE.test(segment) ? 2 : 1}));
  if (columnsOf(parts) <= columnsMax) return text;
  const [head, tail]: [typeof parts, typeof parts] = [[], []];
  let left = columnsMax - 1;
  for (let turn = 0; parts.length > 0; turn++) {
    const part = turn % 2 === 0 ? parts.pop() : parts.shift();
    if (part === undefined || part.columns > left) break;
    left -= part.columns;
    if (turn % 2 === 0) tail.unshift(part);
    else head.push(part);
  }
  return [...head, {segment: '…'}, ...tail].map(({segment}) => segment).join('');
}

function columnsOf(parts: readonly {columns: number}[]): number {
  return parts.reduce((sum, {columns}) => sum + columns, 0);
}
