import {statSync, writeFileSync} from 'node:fs';
import {messageOf, unfinished, type WeirError} from './error.ts';
import {replaceFile} from './replace-file.ts';

/**
 * Writes a report beside its place and renames it there, so that a reader sees the old file or the whole new one.
 * A replaced file keeps its permissions; `isPrivate` takes them from everybody else, for a text that holds secrets.
 * Throws an error of exit 3 where it cannot be written; the old file then stands as it was.
 */
export function writeReport(file: string, text: string, {isPrivate = false}: {isPrivate?: boolean} = {}): void {
  try {
    const stat = statSync(file, {throwIfNoEntry: false});
    if (stat?.isDirectory() === true) throw new Error('it is a folder');
    // A pipe or a device cannot be replaced, and must not be.
    if (stat !== undefined && !stat.isFile()) writeFileSync(file, text);
    else replaceFile(file, Buffer.from(text, 'utf8'), isPrivate ? 0o600 : undefined);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): WeirError {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const reason =
    code === 'ENOSPC' ? 'no space is left on the device' : code === 'EACCES' || code === 'EPERM' ? 'permission denied' : messageOf(error);
  return unfinished('report/not-written', `the report could not be written to ${file}: ${reason}`, {
    hint: 'what stood there before is unchanged; free some space or choose another place, and run the command again',
    retriable: true,
    cause: error,
  });
}
