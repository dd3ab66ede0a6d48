import {codeFrameColumns} from '@babel/code-frame';
import type {Finding} from '../finding.ts';

const LINES_ABOVE = 2;
const LINES_BELOW = 1;
/** A longer value is marked on its first line only. */
const MARKED_LINES_MAX = 3;

/**
 * Code frames of a report's findings. A line that may hold a secret is shown by none of them: not by its own
 * finding, which has no frame, and not by one that stands two lines below.
 */
export class CodeFrames {
  readonly #sourceOf: (file: string) => string | undefined;
  readonly #lines = new Map<string, string[] | undefined>();
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
    const lines = this.#linesOf(location.file);
    if (lines === undefined || location.line > lines.length) return undefined;
    const oneLine = location.endLine - location.line >= MARKED_LINES_MAX;
    const endLine = Math.min(oneLine ? location.line : location.endLine, lines.length);
    const first = Math.max(1, location.line - LINES_ABOVE);
    const last = Math.min(lines.length, endLine + LINES_BELOW);
    const hidden = this.#redacted.get(location.file);
    const shown = lines
      .slice(first - 1, last)
      .map((line, index) => (hidden?.has(first + index) === true ? '(not shown: it may hold a secret)' : visible(line)));
    const endColumn = oneLine ? (lines[location.line - 1] ?? '').length + 1 : location.endColumn;
    // Columns are counted from 0 here, ends exclusive.
    return codeFrameColumns(
      shown.join('\n'),
      {start: {line: location.line, column: location.column - 1}, end: {line: endLine, column: endColumn - 1}},
      {startLine: first, linesAbove: LINES_ABOVE, linesBelow: LINES_BELOW},
    );
  }

  /** Split once: a file of thousands of documents may have thousands of findings. */
  #linesOf(file: string): string[] | undefined {
    if (!this.#lines.has(file)) this.#lines.set(file, linesOf(this.#sourceOf(file)));
    return this.#lines.get(file);
  }
}

function linesOf(text: string | undefined): string[] | undefined {
  const lines = text?.split(/\r\n|\n|\r/);
  // A line feed ends the last line; it starts no other.
  if (lines !== undefined && lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * Text that cannot steer a terminal: control and direction-changing characters become visible ones, unit by unit,
 * so that columns stay where they are.
 */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\u2028\u2029]/g, character => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}
