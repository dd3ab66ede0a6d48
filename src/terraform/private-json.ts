import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {messageOf, unfinished} from '../findings/error.ts';

/** Writes a small file of Weir's own, for its owner alone, aside and then renamed: a crash leaves the old one or the new. */
export function writePrivateJson(file: string, value: unknown): void {
  const aside = `${file}.${process.pid}.part`;
  mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
  try {
    writeFileSync(aside, `${JSON.stringify(value, null, 2)}\n`, {mode: 0o600});
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, {force: true});
    throw unfinished('state/unwritable', `${file} cannot be written: ${messageOf(error)}`, {
      hint: 'free space or mend its permissions, and run again',
      cause: error,
    });
  }
}

/** Reads such a file; undefined where there is none. What is damaged stops the run: guessing what it said would be worse. */
export function readPrivateJson<T>(file: string, isIt: (value: unknown) => value is T, remedy: string): T | undefined {
  if (!existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw unfinished('state/damaged', `${file} cannot be read: ${messageOf(error)}`, {hint: remedy, cause: error});
  }
  if (isIt(value)) return value;
  throw unfinished('state/damaged', `${file} does not hold what Weir writes there`, {hint: remedy});
}
