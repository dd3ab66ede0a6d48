import {readdirSync, realpathSync, type Stats, statSync} from 'node:fs';
import path from 'node:path';
import {messageOf, usageError} from '../findings/error.ts';
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
  const matches = (name: string): boolean => endings.test(name) && !/\.(?:d|test)\.[cm]?[jt]s$/i.test(name);
  collect(folder, root, matches, {directory: root, files});
  return files.sort((a, b) => compareText(a.id, b.id));
}

function collect(
  folder: TeamFolder,
  root: string,
  matches: (name: string) => boolean,
  {directory, files}: {directory: string; files: TeamFile[]},
): void {
  for (const entry of entriesOf(folder, directory)) {
    if (/^[._]/.test(entry.name) || entry.name === 'node_modules') continue;
    const full = path.join(directory, entry.name);
    const stat = entry.isSymbolicLink() ? linked(directory, full) : entry;
    if (stat?.isDirectory() === true) {
      if (folder.recursive) collect(folder, root, matches, {directory: full, files});
    } else if (stat?.isFile() === true && matches(entry.name)) {
      const id = slashed(path.relative(root, full)).replace(/\.[^./]+$/, '');
      files.push({id, file: slashed(path.relative(folder.cwd, full)), path: full});
    }
  }
}

/** What stands behind a link; undefined where it leads nowhere, or to a folder that it stands in itself. */
function linked(directory: string, full: string): Stats | undefined {
  try {
    const real = realpathSync(full);
    return `${realpathSync(directory)}${path.sep}`.startsWith(`${real}${path.sep}`) ? undefined : statSync(real);
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
