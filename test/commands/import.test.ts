import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import importCommand from '../../src/commands/import.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

let cwd: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
  writeFileSync(path.join(cwd, file), text);
};
beforeEach(() => {
  cwd = temporaryFolder();
  write(
    'topic-specs/cluster.yaml',
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: shop}\nspec: {environment: test, sandbox: true}\n',
  );
});
const run = (...args: string[]) => runHere(importCommand, args, cwd);

describe('weir import refuses before it reads a cluster', () => {
  it.each<[string, string[], string]>([
    ['a rule that is no expression', ['--domain-rule', '('], 'is no regular expression'],
    ['a pattern of a kind that there is none of', ['--include', 'Topics/a'], 'there is no kind Topics to import'],
    ['a pattern that ends in a backslash', ['--exclude', 'a\\'], 'is no pattern'],
    ['owners that cannot be read', ['--owners', 'none.txt'], 'the owners in none.txt cannot be read'],
    ['another cluster', ['--cluster', 'shp'], 'there is no cluster shp; did you mean "shop"?'],
    ['a format that there is none of', ['--format', 'yaml'], 'yaml'],
    ['a folder of specs that is not there', ['--specs', 'none'], 'there is no folder none'],
  ])('%s', async (_what, args, message) => {
    await expect(run(...args)).rejects.toMatchObject({message: expect.stringContaining(message), exit: 2});
  });

  it('owners with a malformed line, by its place', async () => {
    write('owners.txt', 'a b\nno-owner\n');
    await expect(run('--owners', 'owners.txt')).rejects.toThrow('owners.txt:2: a line is a pattern and one owner');
  });

  it('documents that cannot be read: what they declare would be imported a second time', async () => {
    write('topic-specs/orders/topics.yaml', 'kind: [');
    expect(await run()).toMatchObject({exit: 1, stdout: ''});
    expect(existsSync(path.join(cwd, 'topic-specs', 'imported'))).toBe(false);
  });
});
