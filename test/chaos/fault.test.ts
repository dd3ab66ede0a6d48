import {existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {startClock} from '../../src/chaos/clock.ts';
import {underFault} from '../../src/chaos/faults/fault.ts';
import {killBroker} from '../../src/chaos/faults/kill-broker.ts';
import {healLeftFaults} from '../../src/chaos/heal.ts';
import {journalFault, journalFolder, openFaults} from '../../src/chaos/journal.ts';
import {newRun} from '../../src/verify/run-identity.ts';
import {cluster} from '../fixtures/model.ts';

let root = '';
let log: string[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'weir-fault-'));
  log = [];
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

const brokers = (startFails = false) => ({
  kill: async (id: number) => void log.push(`kill ${id}, ${openFaults(root).length} in the journal`),
  start: async (id: number) => {
    if (startFails) throw new Error('port taken');
    log.push(`start ${id}`);
  },
});

const inject = (work: () => Promise<void>, control = brokers()) =>
  underFault({root, run: newRun(), cluster: cluster()}, {fault: killBroker(control, 2), clusterId: 'id', clock: startClock()}, work);

describe('a fault', () => {
  it('is written down before it is injected, and forgotten once it is healed', async () => {
    await inject(async () => void log.push('work'));
    expect(log).toEqual(['kill 2, 1 in the journal', 'work', 'start 2']);
    expect(openFaults(root)).toEqual([]);
  });

  it('is healed when the work under it throws, and the error goes on', async () => {
    await expect(inject(async () => Promise.reject(new Error('proof broke')))).rejects.toThrow('proof broke');
    expect(log).toContain('start 2');
    expect(openFaults(root)).toEqual([]);
  });

  it('is healed when injecting it fails halfway', async () => {
    const control = {...brokers(), kill: async () => Promise.reject(new Error('no such process'))};
    await expect(inject(async () => undefined, control)).rejects.toThrow('no such process');
    expect(log).toEqual(['start 2']);
  });

  it('stays in the journal when it cannot be healed, and says how to go on', async () => {
    await expect(inject(async () => undefined, brokers(true))).rejects.toMatchObject({
      code: 'chaos/not-healed',
      hint: expect.stringContaining('weir chaos heal'),
    });
    expect(openFaults(root).map(one => one.entry.fault)).toEqual([{kind: 'kill-broker', brokerId: 2}]);
  });

  it('tells what ended the run and what kept it from healing, and no kill that never was', async () => {
    const broken = inject(async () => Promise.reject(new Error('proof broke')), brokers(true));
    await expect(broken).rejects.toThrow(/killed.*the run ended early: proof broke; it could not be healed:.*port taken/);
    rmSync(journalFolder(root), {recursive: true});
    const never = inject(async () => undefined, {...brokers(true), kill: async () => Promise.reject(new Error('no such process'))});
    await expect(never).rejects.toThrow(/^injecting it failed .*no such process; it could not be healed:.*port taken/);
  });

  it('is not injected where it cannot be written down', async () => {
    writeFileSync(path.join(root, '.weir'), 'a file where the folder should be');
    await expect(inject(async () => undefined)).rejects.toMatchObject({code: 'chaos/journal'});
    expect(log).toEqual([]);
  });
});

describe('the journal', () => {
  const entry = (pid: number) => ({
    version: 1 as const,
    runId: 'r',
    cluster: 'c',
    clusterId: 'id',
    pid,
    injectedAt: new Date().toISOString(),
    fault: {kind: 'kill-broker' as const, brokerId: 3},
  });

  it('is private', () => {
    journalFault(root, entry(1));
    const [name = ''] = readdirSync(journalFolder(root));
    expect(statSync(path.join(journalFolder(root), name)).mode & 0o777).toBe(0o600);
    expect(statSync(journalFolder(root)).mode & 0o777).toBe(0o700);
  });

  it('never loses an entry to another of that name', () => {
    journalFault(root, entry(1));
    expect(() => journalFault(root, entry(2))).toThrow(/no fault was injected/);
    expect(openFaults(root).map(one => one.entry.pid)).toEqual([1]);
  });

  it('names a file that is no entry', () => {
    journalFault(root, entry(1));
    writeFileSync(path.join(journalFolder(root), 'broken.json'), '{');
    expect(() => openFaults(root)).toThrow(/broken\.json/);
  });

  it('heals what a process that is gone left behind, and not what a living one holds', async () => {
    // No process has so high an id.
    journalFault(root, entry(2 ** 30));
    expect(await healLeftFaults(root, () => brokers(), new AbortController().signal)).toMatchObject([{outcome: 'healed'}]);
    expect(log).toEqual(['start 3']);
    journalFault(root, entry(process.ppid));
    expect(await healLeftFaults(root, () => brokers(), new AbortController().signal)).toMatchObject([{outcome: 'running'}]);
    expect(openFaults(root).length).toBe(1);
  });

  it('keeps the entry of a fault that could not be healed', async () => {
    journalFault(root, entry(2 ** 30));
    await expect(healLeftFaults(root, () => brokers(true), new AbortController().signal)).rejects.toMatchObject({code: 'chaos/not-healed'});
    expect(existsSync(journalFolder(root)) && openFaults(root).length).toBe(1);
  });
});
