import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {brokerState, logComplaints, logTail, signalProcess, waitForEnd} from '../../src/sandbox/broker-process.ts';
import {type NodePaths, sandboxPaths} from '../../src/sandbox/paths.ts';
import {writePrivate} from '../../src/sandbox/private-files.ts';
import {processStart} from '../../tools/processes.mjs';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

/** A process that only waits, with `mention` on its command line. */
async function waiting(mention: string): Promise<ChildProcess & {pid: number}> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")', mention], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null || child.pid === undefined) throw new Error('not started');
  await once(child.stdout, 'data');
  return Object.assign(child, {pid: child.pid});
}

function node(): NodePaths {
  return sandboxPaths(temporaryFolder()).node(1);
}

function writePid(paths: NodePaths, record: object): void {
  writePrivate(paths.pid, JSON.stringify(record));
}

describe('the process behind a pid file', () => {
  test('without a file the broker is stopped; with that of a process that is gone it is dead', async () => {
    const paths = node();
    expect(brokerState(paths)).toEqual({state: 'stopped', pid: undefined});
    const child = await waiting(paths.settings);
    writePid(paths, {pid: child.pid, start: processStart(child.pid)});
    expect(brokerState(paths)).toEqual({state: 'running', pid: child.pid});
    child.kill('SIGKILL');
    expect(await waitForEnd(paths, 5000)).toBe(true);
    expect(brokerState(paths)).toEqual({state: 'dead', pid: undefined});
  });

  test('a stopped process is paused, and goes on', async () => {
    const paths = node();
    const child = await waiting(paths.settings);
    writePid(paths, {pid: child.pid, start: processStart(child.pid)});
    expect(signalProcess(paths, 'SIGSTOP')).toBe(true);
    await expect.poll(() => brokerState(paths).state).toBe('paused');
    signalProcess(paths, 'SIGCONT');
    await expect.poll(() => brokerState(paths).state).toBe('running');
  });

  test('a broker that was told to end is stopped, not dead', async () => {
    const paths = node();
    const child = await waiting(paths.settings);
    writePid(paths, {pid: child.pid, start: processStart(child.pid)});
    signalProcess(paths, 'SIGTERM');
    expect(await waitForEnd(paths, 5000)).toBe(true);
    expect(brokerState(paths).state).toBe('stopped');
  });

  test.each([
    ['another start time', (pid: number) => ({pid, start: `${processStart(pid)}0`}), true],
    ['another command line', (pid: number) => ({pid, start: processStart(pid)}), false],
  ])('a process with %s is somebody else and gets no signal', async (_title, record, mentionsSettings) => {
    const paths = node();
    const child = await waiting(mentionsSettings ? paths.settings : '/elsewhere');
    writePid(paths, record(child.pid));
    expect(brokerState(paths).state).toBe('dead');
    expect(signalProcess(paths, 'SIGKILL')).toBe(false);
    expect(processStart(child.pid)).toBeDefined();
  });

  test.each([
    ['the process by the real path, we over a link', (real: string, link: string) => [real, link]],
    ['the process over a link, we by the real path', (real: string, link: string) => [link, real]],
  ])('%s: it is the same broker', async (_title, roots) => {
    const folder = temporaryFolder();
    const real = join(folder, 'real one');
    const link = join(folder, 'link');
    mkdirSync(real);
    symlinkSync(real, link);
    const [started = '', seen = ''] = roots(real, link);
    const paths = sandboxPaths(started).node(1);
    writePrivate(paths.settings, 'node.id=1\n');
    const child = await waiting(paths.settings);
    writePid(paths, {pid: child.pid, start: processStart(child.pid)});
    expect(brokerState(sandboxPaths(seen).node(1))).toEqual({state: 'running', pid: child.pid});
    writePrivate(sandboxPaths(folder).node(1).settings, 'node.id=1\n');
    writePid(sandboxPaths(folder).node(1), {pid: child.pid, start: processStart(child.pid)});
    expect(brokerState(sandboxPaths(folder).node(1)).state).toBe('dead');
  });

  test.each(['', 'null', '{"pid": "1"}', '{"pid": 1}'])('a file with %j names no process', text => {
    const paths = node();
    writePrivate(paths.pid, text);
    expect(brokerState(paths).state).toBe('dead');
    expect(signalProcess(paths, 'SIGKILL')).toBe(false);
    expect(readFileSync(paths.pid, 'utf8')).toBe(text);
  });
});

test('the tail of a log is that of the last start', () => {
  const paths = node();
  writePrivate(paths.log, '--- weir starts this broker A\nold\n--- weir starts this broker B\none\ntwo\nthree\n');
  expect(logTail(paths, 2)).toBe('two\nthree');
  expect(logTail(paths, 10)).toBe('one\ntwo\nthree');
});

test('the errors of a log are told once each, those of the last start only', () => {
  const paths = node();
  const lines = [
    ' ERROR old',
    '--- weir starts this broker B',
    'T1 INFO fine',
    'T1 ERROR vote 1 failed',
    'T2 ERROR vote 2 failed',
    'Caused by: java.io.IOException: full',
    'T3 INFO stopped',
  ];
  writePrivate(paths.log, lines.join('\n'));
  expect(logComplaints(paths)).toBe('T1 ERROR vote 1 failed\nCaused by: java.io.IOException: full');
});
