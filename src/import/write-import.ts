import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {messageOf, unfinished} from '../findings/error.ts';
import {writeFixes} from '../specs/write-fixes.ts';
import type {FileChange} from './files.ts';

/**
 * Writes the files of an import: new ones where none is, and others only where they still are what was read. Each file is
 * written whole or not at all. Throws (exit 3) at the first that cannot be written; importing again goes on from there.
 */
export function writeImport(cwd: string, files: ReadonlyMap<string, FileChange>): void {
  const changed = new Map<string, {before: string; after: string}>();
  for (const [file, {before, after}] of files) {
    if (before === undefined) writeNew(cwd, file, after);
    else changed.set(file, {before, after});
  }
  const [refused] = writeFixes({cwd, files: changed}).refused;
  if (refused !== undefined) throw notWritten(refused.file, refused.reason);
}

function writeNew(cwd: string, file: string, text: string): void {
  const full = path.resolve(cwd, file);
  try {
    mkdirSync(path.dirname(full), {recursive: true});
    // Never over a file that came into being since.
    writeFileSync(full, text, {flag: 'wx'});
  } catch (error) {
    throw notWritten(file, messageOf(error));
  }
}

function notWritten(file: string, reason: string): Error {
  return unfinished('import/not-written', `${file} was not written: ${reason}`, {
    hint: 'what was written before it stays; import again when that is mended, and the rest follows',
  });
}
