import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import {slashed} from '../../extensions/team-files.ts';
import {usageError} from '../../findings/error.ts';
import type {Finding} from '../../findings/finding.ts';
import type {JudgedSpecs} from '../judged-specs.ts';

/**
 * Findings in the named files and folders; all of them where none is named. A path at which nothing was read is wrong
 * use, not a clean result.
 */
export function onPaths(
  {findings, specs}: Pick<JudgedSpecs, 'findings' | 'specs'>,
  {cwd, directory, paths}: {cwd: string; directory: string; paths: readonly string[]},
): Finding[] {
  if (paths.length === 0) return findings;
  const root = path.resolve(cwd, directory);
  const wanted = paths.map(one => {
    const full = path.resolve(cwd, one);
    const shown = slashed(path.relative(cwd, full));
    if (!existsSync(full)) throw usageError('check/no-path', `there is no ${one}`, `name files or folders below ${directory}`);
    if (!isIn(full, root) && !isIn(root, full)) {
      throw usageError(
        'check/outside',
        `${one} is not below ${directory}, so it was not read`,
        'name the folder of the specs with --specs DIR',
      );
    }
    const isFolder = statSync(full).isDirectory();
    if (!isFolder && specs.sourceOf(shown) === undefined && !findings.some(({location}) => location.file === shown)) {
      throw usageError('check/no-spec', `${one} is no spec: only *.yaml and *.yml are read`);
    }
    return full;
  });
  return findings.filter(({location: {file}}) => wanted.some(full => isIn(path.resolve(cwd, file), full)));
}

/** True for a folder itself, and for all that is in it. */
function isIn(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
