import {codeFrameColumns} from '@babel/code-frame';
import type {Finding} from '../finding.ts';
import {visible} from '../visible.ts';
import {secretLines} from './secret-lines.ts';

export {visible};

const LINES_ABOVE = 2;
const LINES_BELOW = 1;
/** A longer value is marked on its first line only. */
const MARKED_LINES_MAX = 3;
/** More of a line says nothing to a reader, and a line may have any length. */
const COLUMNS_MAX = 160;
/** Columns shown ahead of a marker that stands further right than that. */
const COLUMNS_AHEAD = 40;

/**
 * Code frames of a report's findings. A line that may hold a secret is shown by none of them: not by its own
 * finding, which has no frame, and not by one that stands two lines below. Such lines are those of redacted findings
 * and those that look like it ({@link secretLines}): a document that is wrong elsewhere has no finding for its secret.
 */
export class CodeFrames {
  readonly #sourceOf: (file: string) => string | undefined;
  readonly #files = new Map<string, {lines: string[]; secret: ReadonlySet<number>} | undefined>();
  readonly #redacted = new Map<string, Set<number>>();

  constructor(findings: readonly Finding[], sourceOf: (file: string) => string | undefined) {
    this.#sourceOf = sourceOf;
    for (const {redacted, location} of findings) {
      if (redacted !== true) continue;
      const lines = this.#redacted.get(location.file) ?? new Set<number>();
      // A block scalar starts on the line of its key; whatever its finding spans is hidden whole.
      for (let line = location.line; line <= location.endLine; line++) lines.add(line);
      this.#redacted.set(location.file, lines);
    }
  }

  /** The lines around a finding with a marker; undefined where they cannot or must not be shown. */
  of({location, redacted}: Finding): string | undefined {
    if (redacted === true) return undefined;
    const file = this.#fileOf(location.file);
    if (file === undefined || location.line > file.lines.length) return undefined;
    const {lines} = file;
    const isHidden = (line: number) => file.secret.has(line) || this.#redacted.get(location.file)?.has(line) === true;
    const oneLine = location.endLine - location.line >= MARKED_LINES_MAX;
    const endLine = Math.min(oneLine ? location.line : location.endLine, lines.length);
    const first = Math.max(1, location.line - LINES_ABOVE);
    const last = Math.min(lines.length, endLine + LINES_BELOW);
    const endColumn = oneLine ? (lines[location.line - 1] ?? '').length + 1 : location.endColumn;
    const from = windowStart(location.column, endLine === location.line ? endColumn : location.column);
    const shown = lines
      .slice(first - 1, last)
      .map((line, index) => (isHidden(first + index) ? '(not shown: it may hold a secret)' : clipped(visible(line), from)));
    // Columns are counted from 0 here, ends exclusive. Under a hidden line a marker would tell the length of what is hidden.
    const column = (one: number) => Math.min(Math.max(one - 1 - from, 0), COLUMNS_MAX);
    const mark = isHidden(location.line)
      ? {start: {line: location.line, column: 0}}
      : {start: {line: location.line, column: column(location.column)}, end: {line: endLine, column: column(endColumn)}};
    return codeFrameColumns(shown.join('\n'), mark, {startLine: first, linesAbove: LINES_ABOVE, linesBelow: LINES_BELOW});
  }

  /** Split once: a file of thousands of documents may have thousands of findings. */
  #fileOf(file: string): {lines: string[]; secret: ReadonlySet<number>} | undefined {
    if (!this.#files.has(file)) {
      const lines = linesOf(this.#sourceOf(file));
      this.#files.set(file, lines === undefined ? undefined : {lines, secret: secretLines(lines)});
    }
    return this.#files.get(file);
  }
}

/** How many columns of each line are left out ahead of the window, so that what is marked stands inside. */
function windowStart(column: number, endColumn: number): number {
  return endColumn <= COLUMNS_MAX ? 0 : Math.max(0, Math.min(column - 1 - COLUMNS_AHEAD, endColumn - 1));
}

/** At most {@link COLUMNS_MAX} columns of a line; every `…` stands in the place of a column, so that the others stay where they are. */
function clipped(line: string, from: number): string {
  const window = line.slice(from, from + COLUMNS_MAX);
  const ahead = from > 0 && line.length > 0 ? `…${window.slice(1)}` : window;
  return line.length > from + COLUMNS_MAX ? `${ahead.slice(0, -1)}…` : ahead;
}

function linesOf(text: string | undefined): string[] | undefined {
  const lines = text?.split(/\r\n|\n|\r/);
  // A line feed ends the last line; it starts no other.
  if (lines !== undefined && lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}
