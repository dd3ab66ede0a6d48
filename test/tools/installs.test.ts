import {fork, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, onTestFinished, test} from 'vitest';
import {cacheRoot, install, installKey, locate, sha256, verifyChecksums} from '../../tools/installs.mjs';
import {withLock} from '../../tools/lock.mjs';
import {ProgramFailed, processStart, run} from '../../tools/processes.mjs';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const SPEC = {name: 'fake', version: '1.0', pins: ['a']};
const BUILDER = join(import.meta.dirname, '..', 'fixtures', 'fake-install.mjs');

describe('an install', () => {
  test('two processes that race build once, and both get it', async () => {
    const root = temporaryFolder();
    const children = [1, 2].map(() => fork(BUILDER, [root], {execArgv: []}));
    const codes = await Promise.all(children.map(async child => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    expect(readFileSync(join(root, 'built.log'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  test('one that fails leaves nothing that counts as installed, and its error the end of the log', async () => {
    const root = temporaryFolder();
    const build = async (into: string, logFile: string) => {
      writeFileSync(join(into, 'half'), '');
      await run('/bin/sh', ['-c', 'echo first; echo the reason; exit 3'], {logFile});
    };
    const failure = install(SPEC, build, {root});
    await expect(failure).rejects.toMatchObject({code: 'toolchain/install-failed', message: expect.stringContaining('the reason')});
    await expect(failure).rejects.toMatchObject({message: expect.stringContaining(join(root, 'logs'))});
    expect(locate(root, SPEC)).toBeUndefined();
    expect(readdirSync(root).filter(name => name.includes('fake'))).toEqual([]);
  });

  test('a folder without a manifest and what a killed build left aside are replaced', async () => {
    const root = temporaryFolder();
    const key = installKey(SPEC);
    for (const folder of [key, `.building-${key}-99999999`]) {
      mkdirSync(join(root, folder));
      writeFileSync(join(root, folder, 'stale'), '');
    }
    expect(locate(root, SPEC)).toBeUndefined();
    const folder = await install(SPEC, async into => writeFileSync(join(into, 'fresh'), ''), {root});
    expect(readdirSync(folder).sort()).toEqual(['fresh', 'manifest.json']);
    expect(readdirSync(root).filter(name => name.startsWith('.building'))).toEqual([]);
  });

  test('other pins are another install', () => {
    expect(installKey({...SPEC, pins: ['b']})).not.toBe(installKey(SPEC));
    expect(installKey({...SPEC, pins: ['a', '']})).not.toBe(installKey(SPEC));
  });

  test('the cache is where the user says', () => {
    expect(cacheRoot({WEIR_CACHE: '/c', XDG_CACHE_HOME: '/x'})).toBe('/c');
    expect(cacheRoot({XDG_CACHE_HOME: '/x'})).toBe('/x/kafka-weir');
  });
});

describe('a lock', () => {
  test('one holds it at a time, in one process too', async () => {
    const path = join(temporaryFolder(), 'lock');
    let inside = 0;
    const work = () =>
      withLock(path, async () => {
        expect(++inside).toBe(1);
        await sleep(20);
        inside--;
      });
    await Promise.all([work(), work(), work()]);
    expect(existsSync(path)).toBe(false);
  });

  test.each([
    ['of a process that is gone', () => ({pid: 99_999_999, start: '1'})],
    ['of a pid that is another process now', () => ({pid: process.pid, start: `${processStart(process.pid)}0`})],
    ['that is no JSON', () => undefined],
  ])('one %s is taken over', async (_title, owner) => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, owner() === undefined ? 'x' : JSON.stringify(owner()));
    expect(await withLock(path, async () => 'done', {signal: AbortSignal.timeout(5000)})).toBe('done');
  });

  test('one of a living process is waited for, until the caller gives up', async () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, JSON.stringify({pid: process.pid, start: processStart(process.pid)}));
    const owners: number[] = [];
    const waiting = withLock(path, async () => 'taken', {signal: AbortSignal.timeout(300), onWait: pid => owners.push(pid)});
    await expect(waiting).rejects.toThrow();
    expect(owners).toEqual([process.pid]);
    expect(existsSync(path)).toBe(true);
  });
});

describe('a program', () => {
  test('an abort ends its whole process group', async () => {
    const abort = new AbortController();
    const pids: number[] = [];
    const running = run('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], {
      signal: abort.signal,
      onLine: line => {
        pids.push(Number(line));
        abort.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    await expect.poll(() => processStart(pids[0] ?? 0)).toBeUndefined();
  });

  test('one that cannot be started says so', async () => {
    await expect(run('/nowhere/program', [])).rejects.toBeInstanceOf(ProgramFailed);
  });

  test('a zombie does not run', async () => {
    // The shell's child ends at once; nobody collects it while `sleep` is in its place.
    const parent = spawn('/bin/sh', ['-c', 'sh -c "exit 0" & echo $!; exec sleep 30'], {stdio: ['ignore', 'pipe', 'ignore']});
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [chunk] = await once(parent.stdout, 'data');
    await expect.poll(() => processStart(Number(String(chunk)))).toBeUndefined();
  });
});

describe('checksums', () => {
  function folderWith(files: Record<string, string>): string {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  }

  test('exactly the listed files pass', () => {
    const folder = folderWith({'a.jar': 'a', 'b.jar': 'b'});
    const list = ['a.jar', 'b.jar'].map(name => `${sha256(join(folder, name))}  ${name}\n`).join('');
    expect(() => verifyChecksums(folder, list)).not.toThrow();
    expect(() => verifyChecksums(folder, list.split('\n').slice(1).join('\n'))).toThrow('a.jar is not in the list');
    expect(() => verifyChecksums(folder, `${list}${'0'.repeat(64)}  c.jar\n`)).toThrow('c.jar is missing');
    writeFileSync(join(folder, 'b.jar'), 'changed');
    expect(() => verifyChecksums(folder, list)).toThrow('b.jar has another checksum');
    expect(() => verifyChecksums(temporaryFolder(), '')).toThrow('not what is pinned');
  });
});
