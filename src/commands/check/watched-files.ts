import {type FSWatcher, readdirSync, realpathSync, statSync, watch} from 'node:fs';
import path from 'node:path';
import {compareText} from '../../findings/finding.ts';

/** Folders whose files are judged or say how, absolute. */
export interface WatchedPlaces {
  specs: string;
  policies: string;
  /** A single file beside them: the baseline. */
  file: string | undefined;
}

/** A state of the files: what tells a version of each from another, by absolute path. */
export type Snapshot = ReadonlyMap<string, string>;

const SPEC = /\.ya?ml$/i;
const POLICY = /\.(?:ya?ml|[cm]?[jt]s)$/i;

/**
 * Tells when something happens in the folders, and what differs then. An event only says that it is worth a look: which
 * files differ is told by their size and times, so that an editor that writes aside and renames, a program that writes
 * ten files, and a report that is written in between are each what they are.
 */
export class WatchedFiles {
  readonly #places: WatchedPlaces;
  readonly #onEvent: () => void;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(places: WatchedPlaces, onEvent: () => void) {
    this.#places = places;
    this.#onEvent = onEvent;
  }

  /** The files as they stand. From then on what changes is an event, in new folders as well. */
  look(): Snapshot {
    const {specs, policies, file} = this.#places;
    const walk = new Walk();
    // A folder that is not there is waited for in the next one above it.
    for (const place of [specs, policies]) walk.folders.add(existing(path.dirname(place)));
    walk.folder(specs, {isRead: name => SPEC.test(name), followsLinks: false});
    walk.folder(policies, {isRead: name => POLICY.test(name), followsLinks: true});
    if (file !== undefined) {
      walk.folders.add(existing(path.dirname(file)));
      walk.file(file);
    }
    this.#watch(walk.folders);
    return walk.files;
  }

  close(): void {
    this.#watch(new Set());
  }

  #watch(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#open(folder);
  }

  #open(folder: string): void {
    const forget = (watcher: FSWatcher): void => {
      watcher.close();
      if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder);
      this.#onEvent();
    };
    try {
      const watcher = watch(folder, type => {
        // The folder itself may be another one now, of which this watcher knows nothing.
        if (type === 'rename' && inodeOf(folder) !== inode) forget(watcher);
        else this.#onEvent();
      });
      const inode = inodeOf(folder);
      watcher.on('error', () => forget(watcher));
      this.#watchers.set(folder, watcher);
    } catch {
      // It has just gone, or the system watches no more folders: whoever looks again now and then sees it all the same.
    }
  }
}

/** The files that differ between two looks, in order of their paths. */
export function changedFiles(before: Snapshot, now: Snapshot): string[] {
  const all = new Set([...before.keys(), ...now.keys()]);
  return [...all].filter(file => before.get(file) !== now.get(file)).sort(compareText);
}

class Walk {
  readonly files = new Map<string, string>();
  readonly folders = new Set<string>();
  readonly #seen = new Set<string>();

  folder(folder: string, how: {isRead(name: string): boolean; followsLinks: boolean}): void {
    try {
      const real = realpathSync(folder);
      if (this.#seen.has(real)) return;
      this.#seen.add(real);
      const entries = readdirSync(folder, {withFileTypes: true});
      this.folders.add(folder);
      for (const entry of entries) {
        const full = path.join(folder, entry.name);
        if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
        const isLink = entry.isSymbolicLink();
        if (entry.isDirectory() || (isLink && how.followsLinks && statSync(full, {throwIfNoEntry: false})?.isDirectory() === true)) {
          this.folder(full, how);
        } else if (isLink || how.isRead(entry.name)) this.file(full);
      }
    } catch {
      // Gone while it was looked at, or not to be read: the run says so where it matters.
    }
  }

  file(full: string): void {
    const stat = statSync(full, {throwIfNoEntry: false, bigint: true});
    if (stat !== undefined) this.files.set(full, `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`);
  }
}

function inodeOf(folder: string): number | undefined {
  return statSync(folder, {throwIfNoEntry: false})?.ino;
}

/** The folder, or the nearest above it that exists. */
function existing(folder: string): string {
  let place = folder;
  while (statSync(place, {throwIfNoEntry: false})?.isDirectory() !== true && path.dirname(place) !== place) place = path.dirname(place);
  return place;
}
