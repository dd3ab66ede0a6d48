import {readdirSync, realpathSync, type Stats, statSync} from 'node:fs';
import path from 'node:path';
import {messageOf, usageError, type WeirError} from '../findings/error.ts';
import {compareText} from '../findings/finding.ts';

/** A file of a team's that holds a rule, a scenario or a stack. */
export interface TeamFile {
  /** Path below its folder, without its ending: `topic/our-naming`. */
  id: string;
  /** As shown: relative to the working directory, with `/`. */
  file: string;
  /** Absolute. */
  path: string;
}

export interface TeamFolder {
  cwd: string;
  /** Relative to `cwd`. */
  directory: string;
  /** False: only the files that stand directly in it. */
  recursive: boolean;
}

/**
 * The `.ts` and `.js` files of a team's folder in code-unit order; none where the folder is missing. Left out are
 * tests, type declarations, `node_modules`, and whatever starts with a dot or an underscore (code that units share).
 * With `yaml`, also those in YAML, and those whose ending is like one of these, for the caller to refuse.
 */
export function teamFiles(folder: TeamFolder, {yaml = false}: {yaml?: boolean} = {}): TeamFile[] {
  const endings = yaml ? /\.(?:ya?ml|[cm]?[jt]s)$/i : /\.[jt]s$/;
  const root = path.resolve(folder.cwd, folder.directory);
  if (statSync(root, {throwIfNoEntry: false})?.isDirectory() !== true) return [];
  const files: TeamFile[] = [];
  // A folder that is met again, by links in whatever circle, is read at its first place.
  const seen = new Set<string>([realpathSync(root)]);
  const matches = (name: string): boolean => endings.test(name) && !/\.(?:d|test)\.[cm]?[jt]s$/i.test(name);
  collect(folder, root, matches, {directory: root, files, seen});
  return files.sort((a, b) => compareText(a.id, b.id));
}

function collect(
  folder: TeamFolder,
  root: string,
  matches: (name: string) => boolean,
  {directory, files, seen}: {directory: string; files: TeamFile[]; seen: Set<string>},
): void {
  for (const entry of entriesOf(folder, directory)) {
    if (/^[._]/.test(entry.name) || entry.name === 'node_modules') continue;
    const full = path.join(directory, entry.name);
    const stat = entry.isSymbolicLink() ? linked(full) : entry;
    if (stat?.isDirectory() === true) {
      const real = folder.recursive ? realpathSync(full) : '';
      if (!folder.recursive || seen.has(real)) continue;
      seen.add(real);
      collect(folder, root, matches, {directory: full, files, seen});
    } else if (matches(entry.name)) {
      const file = slashed(path.relative(folder.cwd, full));
      if (stat?.isFile() !== true) throw notAFile(file, stat);
      const id = slashed(path.relative(root, full)).replace(/\.[^./]+$/, '');
      if (!PLAIN_ID.test(id)) throw oddName(file);
      files.push({id, file, path: full});
    }
  }
}

/** Ids are typed in waivers and on command lines, and printed: nothing in them may be invisible or end a line. */
const PLAIN_ID = /^[\p{L}\p{M}\p{N}._/+-]+$/u;

function oddName(file: string): WeirError {
  return usageError(
    'extensions/odd-name',
    `${JSON.stringify(file)} cannot give its name to what it holds`,
    'name it with letters, digits, ".", "_" and "-"; files that hold none start with an underscore',
  );
}

/** What the file should hold would be missing, and nobody would notice. */
function notAFile(file: string, stat: unknown): WeirError {
  const what = stat === undefined ? 'is a link that leads nowhere or in a circle' : 'is a pipe, a socket or a device, and no file';
  return usageError('extensions/unreadable', `${file} ${what}`, 'mend it, or remove it');
}

/** What stands behind a link; undefined where it leads nowhere. */
function linked(full: string): Stats | undefined {
  try {
    return statSync(full);
  } catch {
    return undefined;
  }
}

function entriesOf(folder: TeamFolder, directory: string) {
  try {
    return readdirSync(directory, {withFileTypes: true});
  } catch (error) {
    throw usageError('extensions/unreadable', `${slashed(path.relative(folder.cwd, directory))} cannot be read: ${messageOf(error)}`);
  }
}

export function slashed(file: string): string {
  return file.split(path.sep).join('/');
}
