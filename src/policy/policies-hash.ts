import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {compareText} from '../findings/finding.ts';

/** Files at the top of the folder that decide what is found and what of it counts; others there are the team's own. */
const SETTINGS: ReadonlySet<string> = new Set(['policy.yaml', 'waivers.yaml', 'baseline.json']);

/**
 * SHA-256 of what a folder of policies says: its settings, its waivers, its baseline and the rules in its folders. Equal
 * where nothing of that changed; what rules import from elsewhere is not seen.
 */
export function policiesHash({cwd, directory}: {cwd: string; directory: string}): string {
  const folder = path.resolve(cwd, directory);
  const files = !existsSync(folder) ? [] : [...filesBelow(folder)].sort(compareText);
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(path.join(folder, file));
    hash.update(`${file.length} ${file} ${bytes.length} `).update(bytes);
  }
  return hash.digest('hex');
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, {recursive: true, withFileTypes: true})) {
    if (!entry.isFile()) continue;
    const file = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    const isRule = file.includes('/') && /\.(?:ts|js|mjs|yaml|yml)$/i.test(file);
    if (isRule || SETTINGS.has(file)) yield file;
  }
}
