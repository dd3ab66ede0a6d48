import {unfinished} from '../../findings/error.ts';
import {git} from './git.ts';

/** An entry of a commit's tree. */
export interface TreeEntry {
  /** Like `100644`, or `120000` for a link. */
  mode: string;
  id: string;
  /** Below the listed folder, with `/`. */
  path: string;
  /** False where the name is no UTF-8: then the path is what can be shown of it. */
  isText: boolean;
}

/** Every file and link below `prefix` in a commit; nothing where it has no such folder. */
export async function listTree(folder: string, {commit, prefix}: {commit: string; prefix: string}): Promise<TreeEntry[]> {
  const {exit, stdout, complaint} = await git(folder, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    ...(prefix === '' ? [] : ['--', prefix]),
  ]);
  if (exit !== 0) throw unfinished('git/failed', `git could not list the tree of ${commit}: ${complaint}`);
  const text = stdout.toString('utf8');
  const isText = !text.includes('\uFFFD') || Buffer.from(text).equals(stdout);
  return text
    .split('\0')
    .slice(0, -1)
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode = '', , id = ''] = line.slice(0, tab).split(' ');
      const path = line.slice(tab + 1 + prefix.length);
      return {mode, id, path, isText: isText || !path.includes('\uFFFD')};
    });
}

/** The contents of blobs, by their ids. Throws an error of exit 3 where one is missing: a partial clone, or a damaged one. */
export async function readBlobs(folder: string, ids: Iterable<string>): Promise<Map<string, Buffer>> {
  const wanted = [...new Set(ids)];
  const blobs = new Map<string, Buffer>();
  if (wanted.length === 0) return blobs;
  const {stdout, complaint} = await git(folder, ['cat-file', '--batch'], `${wanted.join('\n')}\n`);
  let at = 0;
  for (const id of wanted) {
    const end = stdout.indexOf(10, at);
    const head = stdout.toString('latin1', at, end === -1 ? at : end);
    const size = /^[0-9a-f]+ blob ([0-9]+)$/.exec(head)?.[1];
    if (size === undefined) {
      throw unfinished('git/no-object', `git could not read the object ${id}: ${complaint || head || 'it ended early'}`, {
        hint: 'run git fsck, or clone again without --filter',
      });
    }
    const start = end + 1;
    at = start + Number(size) + 1;
    if (at > stdout.length) throw unfinished('git/no-object', `git ended before the object ${id} was whole`, {retriable: true});
    blobs.set(id, stdout.subarray(start, start + Number(size)));
  }
  return blobs;
}

/** Git's id of a text as a blob; `like` is an id of the same repository, which tells the hash by its length. */
export function blobIdOf(text: string, like: string): string {
  const {hash} = process.getBuiltinModule('node:crypto');
  return hash(like.length === 64 ? 'sha256' : 'sha1', `blob ${Buffer.byteLength(text)}\0${text}`);
}
