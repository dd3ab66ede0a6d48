import path from 'node:path';
import {usageError} from '../error.ts';
import {FORMATS, requireFormat} from './index.ts';

/** A report that is written to a file beside what is printed. */
export interface ReportTarget {
  /** One of {@link FORMATS}. */
  format: string;
  /** As it was typed: relative to the working directory, or absolute. */
  file: string;
}

/**
 * Reads `FORMAT=FILE`, as in `sarif=weir.sarif`. Everything after the first `=` is the file, so that a file's name may hold
 * one. Throws a usage error where the format is not known or either part is missing.
 */
export function reportTarget(text: string): ReportTarget {
  const split = text.indexOf('=');
  const format = split === -1 ? text : text.slice(0, split);
  const file = split === -1 ? '' : text.slice(split + 1);
  if (format === '') {
    throw usageError(
      'report/no-format',
      `${JSON.stringify(text)} names no format: a report is FORMAT=FILE, like sarif=weir.sarif`,
      `formats: ${FORMATS.join(', ')}`,
    );
  }
  requireFormat(format);
  if (file === '') {
    throw usageError('report/no-file', `${JSON.stringify(text)} names no file: a report is FORMAT=FILE, like ${format}=weir.${format}`);
  }
  if (file === '-') {
    throw usageError('report/no-file', `${JSON.stringify(text)} names no file: a report is written to one`, `--format ${format} prints it`);
  }
  return {format, file};
}

/**
 * All that were asked for, in their order. Throws a usage error where two would be written to one file: the second would
 * silently replace the first.
 */
export function reportTargets(texts: readonly string[]): ReportTarget[] {
  const targets = texts.map(reportTarget);
  const seen = new Set<string>();
  for (const {file} of targets) {
    const full = path.resolve(file);
    if (seen.has(full)) throw usageError('report/same-file', `two reports are to be written to ${file}`, 'give each a file of its own');
    seen.add(full);
  }
  return targets;
}
