import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {readSpecFiles} from '../../src/specs/read.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(path.join(os.tmpdir(), 'weir-read-'));
});
afterEach(() => {
  rmSync(cwd, {recursive: true, force: true});
});

/** What the files of these contents are read as, in order: their text, or the rule that refuses them. */
function readAll(contents: readonly Uint8Array[]): string[] {
  mkdirSync(path.join(cwd, 'specs'), {recursive: true});
  const names = contents.map((bytes, index) => {
    const name = `specs/${String(index).padStart(6, '0')}.yaml`;
    writeFileSync(path.join(cwd, name), bytes);
    return name;
  });
  const {files, findings} = readSpecFiles({cwd, directory: 'specs'});
  const read = new Map([
    ...files.map(({source}): [string, string] => [source.path, source.text]),
    ...findings.map(({location, rule}): [string, string] => [location.file, rule]),
  ]);
  return names.map(name => read.get(name) ?? 'nothing');
}

/** What the strict decoder of the platform says. */
function strictly(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    return 'io/encoding';
  }
}

it('reads every valid UTF-8 text as it was written, and refuses every other sequence of bytes', () => {
  const text = fc.string({unit: 'binary', maxLength: 20}).map(one => new TextEncoder().encode(one));
  const contents = fc.sample(fc.oneof(fc.uint8Array({maxLength: 6}), text), {numRuns: 300, seed: 20_261_122});
  const odd = [
    [0xef, 0xbb, 0xbf, 0x61],
    [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf],
    [0xef, 0xbf, 0xbd],
    [0xef, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
    [],
  ];
  const all = [...contents, ...odd.map(bytes => Uint8Array.from(bytes))];
  expect(readAll(all)).toEqual(all.map(strictly));
});

it('refuses a file beyond 16 MiB whatever its characters take, and reads one of exactly that size', () => {
  const limit = 16 * 1024 * 1024;
  const [at, above, wide] = readAll([Buffer.alloc(limit, 'a'), Buffer.alloc(limit + 1, 'a'), Buffer.from('€'.repeat(limit / 3 + 1))]);
  expect([at?.length, above, wide]).toEqual([limit, 'io/too-large', 'io/too-large']);
});

it('reads a linked file once, at its own place where that lies inside the tree', () => {
  mkdirSync(path.join(cwd, 'specs/real'), {recursive: true});
  writeFileSync(path.join(cwd, 'specs/real/a.yaml'), 'a: 1\n');
  writeFileSync(path.join(cwd, 'specs/real/data.txt'), 'b: 1\n');
  symlinkSync('real/a.yaml', path.join(cwd, 'specs/again.yaml'));
  symlinkSync('real', path.join(cwd, 'specs/same'));
  symlinkSync('real/data.txt', path.join(cwd, 'specs/b1.yaml'));
  symlinkSync('real/data.txt', path.join(cwd, 'specs/b2.yaml'));
  const {files} = readSpecFiles({cwd, directory: 'specs'});
  expect(files.map(({source, domain}) => [source.path, domain])).toEqual([
    ['specs/b1.yaml', undefined],
    ['specs/real/a.yaml', 'real'],
  ]);
});
