import {readFileSync} from 'node:fs';
import path from 'node:path';
import {messageOf} from '../findings/error.ts';
import {replaceFile} from '../findings/replace-file.ts';

const BOM = '\uFEFF';

/** A file that was not written, and why: a phrase without a full stop. */
export interface UnwrittenFile {
  file: string;
  reason: string;
}

/**
 * Writes fixed texts, each file whole or not at all: a reader sees the old one or the new one. Permissions stay, a
 * link is followed, and a byte order mark is kept. A file that is no longer what was read is left alone.
 */
export function writeFixes({cwd, files}: {cwd: string; files: ReadonlyMap<string, {before: string; after: string}>}): {
  written: string[];
  refused: UnwrittenFile[];
} {
  const written: string[] = [];
  const refused: UnwrittenFile[] = [];
  for (const [file, {before, after}] of files) {
    const reason = writeFix(path.resolve(cwd, file), before, after);
    if (reason === undefined) written.push(file);
    else refused.push({file, reason});
  }
  return {written, refused};
}

function writeFix(full: string, before: string, after: string): string | undefined {
  try {
    const bytes = readFileSync(full);
    const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    // Whoever read the file may have left the mark out of its text.
    const mark = text.startsWith(BOM) && !before.startsWith(BOM) ? BOM : '';
    if (text !== mark + before) return 'it was changed since it was read: run the command again';
    replaceFile(full, Buffer.from(mark + after, 'utf8'));
    return undefined;
  } catch (error) {
    return `it could not be written: ${messageOf(error)}`;
  }
}
