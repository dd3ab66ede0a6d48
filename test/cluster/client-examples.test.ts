import {execFile} from 'node:child_process';
import {cpSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';
import {matches} from '../fixtures/tutorial.ts';

/** Each program of examples/clients runs as its reader would run it, with the specs of the repository, and the sources in place of a build. */
const EXAMPLES = path.resolve(import.meta.dirname, '../../examples/clients');
const programs = readdirSync(EXAMPLES).filter(file => file.endsWith('.ts'));
const SPECS = path.resolve(import.meta.dirname, '../../topic-specs');
const AT_ONCE = 3;

let folder: Workspace;
beforeAll(() => {
  folder = sandboxWorkspace('examples');
  cpSync(SPECS, path.join(folder.cwd, 'topic-specs'), {recursive: true});
});
afterAll(() => folder.remove());

describe('the client programs', {concurrent: true}, () => {
  it.for(programs)('%s runs to its end', {timeout: 90_000}, async (file, {expect}) => {
    await slot(async () => {
      const run = promisify(execFile)(process.execPath, ['--conditions=weir-source', path.join(EXAMPLES, file)], {
        cwd: folder.cwd,
        timeout: 80_000,
      });
      const {stdout, stderr} = await run;
      expect(stderr).toBe('');
      const expected = readFileSync(path.join(import.meta.dirname, 'golden', 'client-examples', `${file}.txt`), 'utf8');
      expect(matches(expected.split('\n'), stdout.split('\n')), `${expected}--- but it printed\n${stdout}`).toBe(true);
    });
  });
});

describe('afterwards', () => {
  it('leaves no topic behind', async () => {
    const {topics} = await withAdmin(await sandboxConnection({root: testRoot()}), admin => readLayout(admin, null));
    expect(topics.map(({name}) => name).filter(name => name.startsWith('examples.'))).toEqual([]);
  });
});

const waiting: (() => void)[] = [];
let running = 0;

/** A few at once: each is a process with clients that log in. */
async function slot(work: () => Promise<void>): Promise<void> {
  if (running >= AT_ONCE) await new Promise<void>(resolve => waiting.push(resolve));
  running += 1;
  try {
    await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
