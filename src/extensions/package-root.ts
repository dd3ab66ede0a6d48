import {readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

let known: string | undefined;

/** Folder of the running copy of Weir, whether it runs from source, from a build or from node_modules. Real path. */
export function packageRoot(): string {
  known ??= find(path.dirname(fileURLToPath(import.meta.url)));
  return known;
}

function find(start: string): string {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (nameIn(path.join(folder, 'package.json')) === 'kafka-weir') return realpathSync(folder);
    if (folder === path.dirname(folder)) throw new Error(`no package.json of kafka-weir stands above ${start}`);
  }
}

function nameIn(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const manifest: unknown = JSON.parse(text);
  return typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'name') : undefined;
}

/** True where `folder` is one of the running copy's own: what stands in it is in the registry already. */
export function isOurs(folder: string, name: string): boolean {
  try {
    return realpathSync(folder) === path.join(packageRoot(), name);
  } catch {
    return false;
  }
}
