// Writes docs/reference/, docs/rules/ and docs/schemas/ from what the commands, rules and kinds say of themselves. `npm run generate` runs it, with
// the condition that resolves sources; a test fails while a page is stale.
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {ourRules} from '../src/extensions/rules.ts';
import {accessPage} from './reference/access.ts';
import {commandsPage} from './reference/commands.ts';
import {coveragePage} from './reference/coverage.ts';
import {kindsPage} from './reference/kinds.ts';
import {rulePages} from './reference/rules.ts';
import {schemaFiles} from './reference/schemas.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const HEADER = '<!-- Generated from the code by `npm run generate`: do not edit. -->';

/** Folders in which every file is generated, but for those that are written by hand. */
const FOLDERS = ['docs/reference', 'docs/rules', 'docs/schemas'];
const BY_HAND = ['docs/schemas/report.schema.json'];

/**
 * The files by their path relative to the root.
 * @returns {Promise<Record<string, string>>}
 */
export async function reference() {
  const ours = ourRules();
  return {
    'docs/reference/commands.md': await commandsPage(HEADER),
    'docs/reference/kinds.md': kindsPage(HEADER),
    'docs/reference/access.md': accessPage(HEADER),
    'docs/coverage.md': await coveragePage(HEADER, ROOT),
    ...(await rulePages(HEADER, ours)),
    ...schemaFiles(ours),
  };
}

/**
 * Files in the generated folders that nothing generates: those of a rule that is gone.
 * @param {Record<string, string>} files
 */
export function left(files) {
  return FOLDERS.filter(folder => existsSync(path.join(ROOT, folder)))
    .flatMap(folder => readdirSync(path.join(ROOT, folder), {recursive: true, withFileTypes: true}))
    .filter(entry => entry.isFile())
    .map(entry => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter(file => !(file in files) && !BY_HAND.includes(file));
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const files = await reference();
  for (const file of left(files)) rmSync(path.join(ROOT, file));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(ROOT, file)), {recursive: true});
    writeFileSync(path.join(ROOT, file), text);
  }
}
