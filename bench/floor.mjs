/**
 * What no check of many files can do without, with the means that everybody has: list a folder, read each file's text,
 * and (`parse`) make values of it with js-yaml. Prints how many files it saw.
 *
 *     node bench/floor.mjs read|parse FOLDER
 */
import {readdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const [mode, folder] = process.argv.slice(2);
if ((mode !== 'read' && mode !== 'parse') || folder === undefined) throw new RangeError('use: node bench/floor.mjs read|parse FOLDER');
// The copy that Weir is built with, not that of a peer.
const {loadAll} = mode === 'parse' ? createRequire(new URL('../package.json', import.meta.url))('js-yaml') : {loadAll: undefined};
const seen = [];
for (const name of readdirSync(folder)) {
  const text = readFileSync(`${folder}/${name}`, 'utf8');
  seen.push(loadAll === undefined ? text : loadAll(text));
}
process.stdout.write(`${seen.length} files\n`);
