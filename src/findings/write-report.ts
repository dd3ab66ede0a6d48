import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import {messageOf, unfinished, type WeirError} from './error.ts';

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
    else replace(stat === undefined ? file : realpathSync(file), Buffer.from(text, 'utf8'), isPrivate ? 0o600 : stat?.mode);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** `mode`: permissions of the new file; undefined leaves them to the process's mask. */
function replace(file: string, bytes: Buffer, mode: number | undefined): void {
  const directory = path.dirname(file);
  const aside = path.join(directory, `.weir-${process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex')}.part`);
  mkdirSync(directory, {recursive: true});
  try {
    writeAll(aside, bytes, mode);
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, {force: true});
    throw error;
  }
}

function writeAll(file: string, bytes: Buffer, mode: number | undefined): void {
  // From its start nobody may read more than in the end.
  const descriptor = openSync(file, 'wx', mode === undefined ? 0o666 : mode & 0o700);
  try {
    // The mask took from the mode above, and not from a file whose permissions somebody chose.
    if (mode !== undefined) fchmodSync(descriptor, mode & 0o777);
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    // A full disk may only be noticed here, and it must be before the old file is replaced.
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function cannotWrite(file: string, error: unknown): WeirError {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const reason =
    code === 'ENOSPC' ? 'no space is left on the device' : code === 'EACCES' || code === 'EPERM' ? 'permission denied' : messageOf(error);
  return unfinished('report/not-written', `the report could not be written to ${file}: ${reason}`, {
    hint: 'what stood there before is unchanged; free some space or choose another place with --output, and run the command again',
    retriable: true,
    cause: error,
  });
}
