import {closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';
import path from 'node:path';

/**
 * Puts `bytes` in the place of a file by writing beside it and renaming, so that a reader sees the old file or the
 * whole new one. A link is followed, missing folders are made, and a replaced file keeps its permissions unless
 * `mode` states others. Throws what the file system throws; the old file then stands as it was.
 */
export function replaceFile(file: string, bytes: Buffer, mode?: number): void {
  const stat = statSync(file, {throwIfNoEntry: false});
  const target = stat === undefined ? file : realpathSync(file);
  const directory = path.dirname(target);
  const aside = path.join(directory, `.weir-${process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex')}.part`);
  mkdirSync(directory, {recursive: true});
  try {
    writeAll(aside, bytes, mode ?? stat?.mode);
    renameSync(aside, target);
  } catch (error) {
    rmSync(aside, {force: true});
    throw error;
  }
}

/** `mode`: permissions of the new file; undefined leaves them to the process's mask. */
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
