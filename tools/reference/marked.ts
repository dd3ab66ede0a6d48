import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {Cover} from './coverage.ts';
import {code} from './markdown.ts';

/** Where a line `// covers: P02, PR6` says what a file is for: parts of the library, programs that show them, tests. */
const PLACES: readonly {folder: string; type: Cover['type']; isOne: (file: string) => boolean}[] = [
  {folder: 'src/clients', type: 'library', isOne: file => file.endsWith('.ts')},
  {folder: 'src/cluster', type: 'library', isOne: file => file.endsWith('.ts')},
  {folder: 'examples/clients', type: 'example', isOne: file => file.endsWith('.ts')},
  {folder: 'test', type: 'test', isOne: file => file.endsWith('.test.ts')},
];

/** What files say of themselves, by folder and name. */
export function markedCovers(root: string): Cover[] {
  return PLACES.flatMap(({folder, type, isOne}) =>
    readdirSync(path.join(root, folder), {recursive: true, encoding: 'utf8'})
      .filter(isOne)
      .map(file => path.posix.join(folder, file.split(path.sep).join('/')))
      .sort()
      .flatMap(file =>
        practicesOf(readFileSync(path.join(root, file), 'utf8')).map(
          (practice): Cover => ({practice, type, shown: `[${code(file)}](../${file})`}),
        ),
      ),
  );
}

function practicesOf(text: string): string[] {
  const [, list = ''] = /^\/\/ covers: ([A-Z0-9., ]+)$/m.exec(text) ?? [];
  return list.split(/[ ,]+/).filter(practice => practice !== '');
}
