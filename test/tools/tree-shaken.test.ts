import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {build} from 'esbuild';
import {expect, it} from 'vitest';
import {treeShaken} from '../../tools/tree-shaken.mjs';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

async function bundled(contents: string): Promise<string> {
  const root = temporaryFolder();
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), {recursive: true});
    writeFileSync(path.join(root, file), text);
  };
  const packaged = (name: string, files: Record<string, string>): void => {
    write(
      `node_modules/${name}/package.json`,
      JSON.stringify({name, type: 'module', exports: {'.': './index.js', './small': './small.js'}}),
    );
    for (const [file, text] of Object.entries(files)) write(`node_modules/${name}/${file}`, text);
  };
  packaged('@scope/client', {
    'index.js': "export {used} from './used.js'; export {unused} from './unused.js';",
    'used.js': "import {helper} from '@scope/helper'; export const used = () => helper('the used one');",
    'unused.js': "import {compile} from 'outside'; compile('at every start'); export const unused = compile('the unused one');",
  });
  packaged('@scope/helper', {
    'index.js': "export const helper = text => text + ' by a file';",
    'small.js': "export const helper = text => text + ' by itself';",
  });
  packaged('other', {'index.js': "console.log('the other one does something');", 'small.js': ''});
  const {outputFiles} = await build({
    stdin: {contents, resolveDir: root},
    bundle: true,
    format: 'esm',
    write: false,
    external: ['outside'],
    plugins: [treeShaken({scope: '@scope', replace: {'@scope/helper': '@scope/helper/small'}})],
  });
  return outputFiles[0]?.text ?? '';
}

it('takes of its packages what is used alone, in place of what it replaces, and leaves other packages whole', async () => {
  const text = await bundled("import {used} from '@scope/client'; import 'other'; console.log(used());");
  for (const part of ['the used one', 'by itself', 'the other one does something']) expect(text).toContain(part);
  for (const part of ['at every start', 'the unused one', 'by a file', 'outside']) expect(text).not.toContain(part);
});

it('keeps what is used, with its imports from outside', async () => {
  expect(await bundled("import {unused} from '@scope/client'; console.log(unused);")).toMatch(/from "outside"[\s\S]*the unused one/);
});
