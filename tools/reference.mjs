// Writes docs/reference/ from what the commands, rules and kinds say of themselves. `npm run generate` runs it, with
// the condition that resolves sources; a test fails while a page is stale.
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {commandsPage} from './reference/commands.ts';
import {coveragePage} from './reference/coverage.ts';
import {kindsPage} from './reference/kinds.ts';
import {rulesPage} from './reference/rules.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const HEADER = '<!-- Generated from the code by `npm run generate`: do not edit. -->';

/**
 * The pages by their path relative to the root.
 * @returns {Promise<Record<string, string>>}
 */
export async function reference() {
  return {
    'docs/reference/commands.md': await commandsPage(HEADER),
    'docs/reference/rules.md': await rulesPage(HEADER),
    'docs/reference/kinds.md': kindsPage(HEADER),
    'docs/coverage.md': await coveragePage(HEADER, ROOT),
  };
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const [file, text] of Object.entries(await reference())) {
    mkdirSync(path.dirname(path.join(ROOT, file)), {recursive: true});
    writeFileSync(path.join(ROOT, file), text);
  }
}
