import {statSync} from 'node:fs';
import path from 'node:path';
import {compareText} from '../../findings/finding.ts';
import {isRead, isYaml} from '../read.ts';
import type {TreeEntry} from './objects.ts';

/** A file of an older tree, as the reader of specs would find it if that tree were checked out. */
export interface OldFile {
  /** Below the specs' folder, with `/`. */
  path: string;
  domain: string | undefined;
  /** Of its blob. */
  id: string;
}

export interface OldTree {
  /** In code-unit order of their paths. */
  files: OldFile[];
  /** Paths that the reader could not have read. */
  unreadable: string[];
}

type Folder = Map<string, Entry>;
type Entry = {folder: Folder} | {file: TreeEntry} | {link: string};
const LINK = '120000';
const FILE = /^100/;
/** What operating systems allow. */
const MAX_LINKS = 40;

/**
 * What the reader (`readSpecFiles`) takes of a tree: it skips and follows the same. `targets` are the texts of links by
 * their ids; `root` is the specs' folder as it is now, for links that lead out of it, of which no commit tells.
 * What stands in submodules is no part of it.
 */
export function oldTree(
  entries: readonly TreeEntry[],
  {prefix, targets, root}: {prefix: string; targets: ReadonlyMap<string, string>; root: string},
): OldTree {
  const walk = new Walk(folderOf(entries, targets), prefix, root);
  for (const {path: shown, isText} of entries) if (!isText && isYaml(shown)) walk.tree.unreadable.push(shown);
  walk.all();
  walk.tree.files.sort((a, b) => compareText(a.path, b.path));
  return walk.tree;
}

/** Ids of the links among the entries. */
export function linksIn(entries: readonly TreeEntry[]): string[] {
  return entries.filter(({mode}) => mode === LINK).map(({id}) => id);
}

function folderOf(entries: readonly TreeEntry[], targets: ReadonlyMap<string, string>): Folder {
  const root: Folder = new Map();
  const folders = new Map<string, Folder>([['', root]]);
  const folderAt = (place: string): Folder => {
    const known = folders.get(place);
    if (known !== undefined) return known;
    const made: Folder = new Map();
    folders.set(place, made);
    folderAt(parentOf(place)).set(nameOf(place), {folder: made});
    return made;
  };
  for (const entry of entries) {
    if (!entry.isText) continue;
    const parent = folderAt(parentOf(entry.path));
    if (entry.mode === LINK) parent.set(nameOf(entry.path), {link: targets.get(entry.id) ?? ''});
    else if (FILE.test(entry.mode)) parent.set(nameOf(entry.path), {file: entry});
  }
  return root;
}

class Walk {
  readonly tree: OldTree = {files: [], unreadable: []};
  readonly #root: Folder;
  readonly #prefix: readonly string[];
  readonly #now: string;
  readonly #seen = new Set<Folder>();
  readonly #read = new Set<TreeEntry>();
  readonly #linkedFiles: {file: TreeEntry; shown: string; domain: string | undefined}[] = [];

  constructor(root: Folder, prefix: string, now: string) {
    this.#root = root;
    this.#prefix = segmentsOf(prefix);
    this.#now = now;
  }

  all(): void {
    this.#folder(this.#root, '', undefined);
    for (const {file, shown, domain} of this.#linkedFiles) if (!this.#read.has(file)) this.#file(file, shown, domain);
  }

  #folder(folder: Folder, below: string, domain: string | undefined): void {
    if (this.#seen.has(folder)) return;
    this.#seen.add(folder);
    for (const [name, entry] of [...folder].sort(([a], [b]) => compareText(a, b))) {
      if (!isRead(name)) continue;
      const shown = below + name;
      if ('folder' in entry) this.#folder(entry.folder, `${shown}/`, domain ?? name);
      else if ('link' in entry) this.#link(entry.link, {shown, name, domain});
      else if (isYaml(name)) this.#file(entry.file, shown, domain);
    }
  }

  #file(file: TreeEntry, shown: string, domain: string | undefined): void {
    this.#read.add(file);
    this.tree.files.push({path: shown, domain, id: file.id});
  }

  #link(target: string, {shown, name, domain}: {shown: string; name: string; domain: string | undefined}): void {
    const found = this.#follow(segmentsOf(parentOf(shown)), target);
    if (found === 'broken' || (found === 'outside' && (isYaml(name) || !this.#isFileNow(parentOf(shown), target))))
      this.tree.unreadable.push(shown);
    else if (found === 'outside') return;
    else if ('folder' in found) this.#folder(found.folder, `${shown}/`, domain ?? name);
    else if ('file' in found && isYaml(name)) this.#linkedFiles.push({file: found.file, shown, domain});
  }

  /** From a folder below the root, segment by segment, as an operating system does. */
  #follow(from: readonly string[], target: string): Entry | 'broken' | 'outside' {
    const place = [...this.#prefix, ...from];
    const left = this.#segments(target, place);
    let found: Entry | 'broken' | 'outside' = 'outside';
    for (let links = 0; left.length > 0; ) {
      const segment = left.shift();
      if (segment === '..') {
        if (place.pop() === undefined) return 'outside';
      } else if (segment !== undefined) place.push(segment);
      found = this.#at(place);
      if (found === 'broken') return found;
      if (found === 'outside' || !('link' in found)) continue;
      links += 1;
      if (links > MAX_LINKS) return 'broken';
      place.pop();
      left.unshift(...this.#segments(found.link, place));
    }
    return found;
  }

  /** Segments of a link's text. An absolute one starts at the top of the repository, which `place` is then. */
  #segments(target: string, place: string[]): string[] {
    if (!path.isAbsolute(target)) return segmentsOf(target);
    const top = path.resolve(this.#now, ...this.#prefix.map(() => '..'));
    const inside = path.relative(top, target);
    place.length = 0;
    return segmentsOf(inside.split(path.sep).join('/'));
  }

  #at(place: readonly string[]): Entry | 'broken' | 'outside' {
    if (this.#prefix.some((segment, index) => place[index] !== segment)) return 'outside';
    let entry: Entry = {folder: this.#root};
    for (const segment of place.slice(this.#prefix.length)) {
      const next: Entry | undefined = 'folder' in entry ? entry.folder.get(segment) : undefined;
      if (next === undefined) return 'broken';
      entry = next;
    }
    return entry;
  }

  /** Something that is neither missing nor a folder. */
  #isFileNow(folder: string, target: string): boolean {
    const stat = statSync(path.resolve(this.#now, folder, target), {throwIfNoEntry: false});
    return stat !== undefined && !stat.isDirectory();
  }
}

function segmentsOf(place: string): string[] {
  return place.split('/').filter(segment => segment !== '' && segment !== '.');
}

function parentOf(place: string): string {
  return place.slice(0, Math.max(place.lastIndexOf('/'), 0));
}

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('/') + 1);
}
