import {mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';

/** Writes a file that only its owner may read, whole or not at all; makes its folder (0700). */
export function writePrivate(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), {recursive: true, mode: 0o700});
  const aside = `${path}.${process.pid}.tmp`;
  writeFileSync(aside, content, {mode: 0o600});
  renameSync(aside, path);
}

/** The file's text, or undefined where it does not exist. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')) return undefined;
    throw thrown;
  }
}
