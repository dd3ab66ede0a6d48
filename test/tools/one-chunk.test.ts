import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {oneChunk} from '../../tools/one-chunk.mjs';

const SOURCES = {
  'start.js': `import {common} from './common.js'; export const run = async () => [common, (await import('./often.js')).default, (await import('./seldom.js')).seldom];`,
  'common.js': `export const common = 'common';`,
  // Four sets of sharers without the plugin: start and all, often and seldom, often and api, often alone.
  'often.js': `import {common} from './common.js'; import {a} from './a.js'; import {b} from './b.js'; import {c} from './c.js'; export default [common, a, b, c].join();`,
  'seldom.js': `import {a} from './a.js'; export const seldom = 'seldom ' + a;`,
  'api.js': `export {b} from './b.js';`,
  'a.js': `export const a = 'of-a';`,
  'b.js': `export const b = 'of-b';`,
  'c.js': `export const c = 'of-c';`,
};

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'weir-chunks-')));
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(path.join(root, name), text);
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

describe('what is loaded together stands in one chunk', () => {
  it('puts a module and its imports into one file, and leaves the start without them', async () => {
    const {outputFiles} = await bundle();
    const holding = (text: string) => outputFiles.filter(file => file.text.includes(text));
    const [chunk, ...others] = holding('of-c');
    expect(others).toEqual([]);
    for (const text of ['of-a', 'of-b', 'of-c']) expect(holding(text)).toEqual([chunk]);
    const start = outputFiles.find(file => path.basename(file.path) === 'start.mjs');
    expect(start?.text).not.toContain(`from "./${path.basename(chunk?.path ?? '')}"`);
  });

  it('keeps what every module exports', async () => {
    await bundle({write: true});
    const at = (name: string) => import(pathToFileURL(path.join(root, 'out', `${name}.mjs`)).href);
    expect(await (await at('start')).run()).toEqual(['common', 'common,of-a,of-b,of-c', 'seldom of-a']);
    expect((await at('api')).b).toBe('of-b');
  });
});

async function bundle({write = false}: {write?: boolean} = {}) {
  const {outputFiles = []} = await build({
    absWorkingDir: root,
    entryPoints: {start: './start.js', api: './api.js'},
    outdir: path.join(root, 'out'),
    outExtension: {'.js': '.mjs'},
    bundle: true,
    splitting: true,
    format: 'esm',
    write,
    plugins: [oneChunk({root, module: 'often.js', start: 'start.js'})],
  });
  return {outputFiles};
}
