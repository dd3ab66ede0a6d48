import type {Location} from '../../findings/finding.ts';

/** The text of one file, and the way from offsets to lines and columns. */
export class SourceFile {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** The location of a range of offsets. An empty range is widened to one column so that it can be shown. */
  location(start: number, end: number, pointer: string): Location {
    const from = this.#position(start);
    const to = this.#position(Math.max(end, start));
    if (to.line === from.line && to.column === from.column) to.column += 1;
    return {file: this.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, pointer};
  }

  /** The offset at which a location starts. */
  offset({line, column}: Pick<Location, 'line' | 'column'>): number {
    this.#lineStarts ??= lineStartsOf(this.text);
    return (this.#lineStarts[line - 1] ?? this.text.length) + column - 1;
  }

  #position(offset: number): {line: number; column: number} {
    this.#lineStarts ??= lineStartsOf(this.text);
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return {line: low + 1, column: offset - (starts[low] ?? 0) + 1};
  }
}

/** Lines end with LF, CRLF or a lone CR, as in YAML 1.2 (section 5.4). */
function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
