import path from 'node:path';
import {type LoadedSpecs, type ParsedFile, parseFile, resolveSpecs} from '../load.ts';
import {fileFinding, textOf} from '../read.ts';
import {SourceFile} from '../yaml/source-file.ts';
import type {Base} from './base.ts';
import {blobIdOf, listTree, readBlobs} from './objects.ts';
import {linksIn, type OldFile, oldTree} from './old-tree.ts';

/**
 * The specs as they were at a commit, read from git's objects and never checked out. What did not change since is taken
 * from `current`, so that it is neither read, parsed nor resolved a second time. Without the folder there: no documents.
 */
export async function loadBase(
  base: Base,
  {cwd, directory, current}: {cwd: string; directory: string; current: LoadedSpecs},
): Promise<LoadedSpecs> {
  const root = path.resolve(cwd, directory);
  const entries = await listTree(root, base);
  const links = await readBlobs(root, linksIn(entries));
  const targets = new Map([...links].map(([id, bytes]) => [id, bytes.toString('utf8')]));
  const tree = oldTree(entries, {prefix: base.prefix, targets, root});
  const inside = path.relative(cwd, root).split(path.sep).join('/');
  const shownOf = (file: string): string => (inside === '' ? file : `${inside}/${file}`);
  const known = new Map(current.parsed.files.map(file => [file.source.path, file]));
  const sameOf = (file: OldFile): ParsedFile | undefined => {
    const now = known.get(shownOf(file.path));
    return now !== undefined && now.domain === file.domain && blobIdOf(now.source.text, file.id) === file.id ? now : undefined;
  };
  const pairs = tree.files.map(file => ({file, same: sameOf(file)}));
  const blobs = await readBlobs(
    root,
    pairs.flatMap(({file, same}) => (same === undefined ? [file.id] : [])),
  );
  const findings = tree.unreadable.map(file => fileFinding('io/unreadable', shownOf(file), 'this could not be read'));
  const files = pairs.flatMap(({file, same}): ParsedFile[] => {
    if (same !== undefined) return [same];
    const shown = shownOf(file.path);
    const text = textOf(blobs.get(file.id) ?? new Uint8Array());
    if (typeof text === 'string') return [parseFile({source: new SourceFile(shown, text), domain: file.domain})];
    findings.push(fileFinding(text.rule, shown, text.problem));
    return [];
  });
  return resolveSpecs({files, findings, resolutions: current.parsed.resolutions});
}
