import {unfinished, usageError} from '../../findings/error.ts';
import {type GitOutcome, git} from './git.ts';

/** The commit whose tree stands for "before". */
export interface Base {
  /** Object id. */
  commit: string;
  /** The specs' folder below the top of the repository, with a slash at its end; empty at the top itself. */
  prefix: string;
}

/**
 * The commit from which the work since `ref` started: the merge base of `ref` and HEAD, which is `ref` itself where HEAD
 * came from it. `folder` is the specs' and must exist. Throws a usage error where there is no repository, no such
 * commit, or no history that the two share.
 */
export async function findBase({folder, ref}: {folder: string; ref: string}): Promise<Base> {
  // No name of git's starts with a dash; an option of its would.
  if (ref.startsWith('-') || ref.trim() === '') {
    throw usageError(
      'git/no-ref',
      `--changed-since needs a commit, a branch or a tag, and not ${JSON.stringify(ref)}`,
      'for example: --changed-since origin/main',
    );
  }
  const quick = await git(folder, ['rev-parse', '--show-prefix', `${ref}^{commit}`, 'HEAD^{commit}']);
  const [line, commit, head, ...rest] = quick.exit === 0 ? lineOf(quick).split('\n') : [];
  if (line !== undefined && isId(commit) && isId(head) && rest.length === 0) return baseOf(folder, {ref, commit, head, prefix: line});
  return findSlowly(folder, ref);
}

/** One question after the other, to say which of them has no answer. */
async function findSlowly(folder: string, ref: string): Promise<Base> {
  const where = await git(folder, ['rev-parse', '--show-prefix']);
  if (where.exit !== 0) {
    throw usageError(
      'git/no-repository',
      `--changed-since needs a git repository: ${where.complaint}`,
      'run it in a clone of the repository that holds the specs, or leave the flag out',
    );
  }
  const prefix = lineOf(where);
  const [commit, head] = await Promise.all([commitOf(folder, ref), commitOf(folder, 'HEAD')]);
  if (commit === undefined) throw await noCommit(folder, ref);
  // Nothing is committed here yet: what has no history started nowhere else.
  return head === undefined ? {commit, prefix} : baseOf(folder, {ref, commit, head, prefix});
}

async function baseOf(
  folder: string,
  {ref, commit, head, prefix}: {ref: string; commit: string; head: string; prefix: string},
): Promise<Base> {
  if (head === commit) return {commit, prefix};
  const base = await git(folder, ['merge-base', commit, head]);
  if (base.exit === 0) return {commit: lineOf(base), prefix};
  if (base.exit !== 1) throw unfinished('git/failed', `git could not compare ${ref} with HEAD: ${base.complaint}`);
  throw await noHistory(folder, ref);
}

async function commitOf(folder: string, ref: string): Promise<string | undefined> {
  const outcome = await git(folder, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  const id = lineOf(outcome);
  return outcome.exit === 0 && isId(id) ? id : undefined;
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text);
}

async function noCommit(folder: string, ref: string): Promise<Error> {
  const message = `git knows no commit ${JSON.stringify(ref)} here`;
  if (await isShallow(folder)) return usageError('git/no-ref', `${message}, and this clone is shallow`, DEEPEN);
  const [, remote, branch] = /^([^/]+)\/(.+)$/.exec(ref) ?? [];
  const fetch =
    remote === undefined || branch === undefined ? 'git fetch brings what others pushed' : `git fetch ${remote} ${branch} may bring it`;
  return usageError('git/no-ref', message, fetch);
}

async function noHistory(folder: string, ref: string): Promise<Error> {
  const message = `${ref} and HEAD have no commit in common`;
  if (await isShallow(folder)) return usageError('git/no-history', `${message} in this shallow clone`, DEEPEN);
  return usageError('git/no-history', message, 'name a commit that HEAD came from');
}

/** What continuous integration does by default brings one commit. */
const DEEPEN = 'bring the history: fetch-depth: 0 in actions/checkout, GIT_DEPTH: 0 in GitLab, or git fetch --unshallow';

async function isShallow(folder: string): Promise<boolean> {
  return lineOf(await git(folder, ['rev-parse', '--is-shallow-repository'])) === 'true';
}

/** A prefix may end with any character but a line's end. */
function lineOf({stdout}: GitOutcome): string {
  return stdout.toString('utf8').replace(/\n$/, '');
}
