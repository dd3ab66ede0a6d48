import {existsSync, realpathSync} from 'node:fs';
import path from 'node:path';
import {usageError} from '../../findings/error.ts';
import {baselineFile} from '../../policy/baseline-file.ts';

/** Where the files are that a run reads. */
export interface JudgedPlaces {
  cwd: string;
  /** Folder of the specs. */
  specs: string;
  /** Folder of the policies. */
  policies: string;
  /** `--baseline FILE`; false under `--no-baseline`. */
  baseline?: string | boolean | undefined;
}

/**
 * Throws a usage error where a report would be written to a file that a run judges or judges by: it would be lost, or be
 * judged by the next run. Files that links lead to are the same files.
 */
export function refuseJudgedFiles(files: readonly string[], {cwd, specs, policies, baseline}: JudgedPlaces): void {
  const real = (file: string): string => realPath(path.resolve(cwd, file));
  const baselines = [baselineFile(policies), ...(typeof baseline === 'string' ? [baseline] : [])].map(real);
  for (const file of files) {
    const target = real(file);
    const what =
      isBelow(target, real(specs)) && SPEC.test(target)
        ? 'a spec'
        : baselines.includes(target)
          ? 'the baseline'
          : isBelow(target, real(policies)) && POLICY.test(target)
            ? 'a file of the policies'
            : undefined;
    if (what === undefined) continue;
    throw usageError('report/judged-file', `a report cannot be written to ${file}: that place is for ${what}`, 'choose another file');
  }
}

const SPEC = /\.ya?ml$/i;
const POLICY = /\.(?:ya?ml|[cm]?[jt]s)$/i;

/** Of a file that is not there yet, by the folder that it would stand in. */
function realPath(full: string): string {
  if (existsSync(full)) return realpathSync(full);
  const folder = path.dirname(full);
  return folder === full ? full : path.join(realPath(folder), path.basename(full));
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
