import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import {applyFile, forgetApply, runsFolder, sweepRuns, unwatchedApplies} from '../../src/terraform/unwatched-applies.ts';

const line = (event: object): string => `${JSON.stringify({'@level': 'info', '@message': 'm', ...event})}\n`;
const done = (addr: string) => line({type: 'apply_complete', hook: {resource: {addr}, action: 'create'}});
const summary = line({type: 'change_summary', changes: {operation: 'apply'}});
const error = line({type: 'diagnostic', diagnostic: {severity: 'error', summary: 'broker not connected', detail: ''}});

function folder(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'weir-runs-'));
  onTestFinished(() => rmSync(root, {recursive: true}));
  mkdirSync(runsFolder(root), {recursive: true});
  return root;
}

/** The id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'exit');
  if (child.pid === undefined) throw new Error('it did not start');
  return child.pid;
}

it('tells what an apply did whose processes are gone', async () => {
  const root = folder();
  const dead = await deadPid();
  const write = (stack: string, text: string) =>
    writeFileSync(path.join(runsFolder(root), applyFile({stack, engine: dead, weir: dead})), text);
  write('prod.whole', done('kafka_topic.a') + done('kafka_topic.b') + done('kafka_topic.b') + summary);
  write('prod.half', `${done('kafka_topic.a')}{"@level":"info","@mess`);
  write('prod.failed', done('kafka_topic.a') + error + summary);
  write('staging.other', summary);
  const told = unwatchedApplies(root, 'prod').toSorted((a, b) => (a.stack < b.stack ? -1 : 1));
  expect(told.map(({stack, isRunning, isWhole, done: all, errors}) => [stack, isRunning, isWhole, all.length, errors])).toEqual([
    ['prod.failed', false, false, 1, ['broker not connected']],
    ['prod.half', false, false, 1, []],
    ['prod.whole', false, true, 2, []],
  ]);
  for (const one of told) forgetApply(one);
  expect(unwatchedApplies(root, 'prod')).toEqual([]);
  expect(readdirSync(runsFolder(root))).toHaveLength(1);
});

it('leaves alone what a run that is alive watches, and removes what others left', async () => {
  const root = folder();
  const dead = await deadPid();
  const runs = runsFolder(root);
  writeFileSync(path.join(runs, applyFile({stack: 'prod.orders', engine: dead, weir: process.pid})), '');
  const [mine, others] = [`${process.pid}-0.err`, `${dead}-0.out`];
  for (const name of [mine, others, 'notes.txt']) writeFileSync(path.join(runs, name), '');
  expect(unwatchedApplies(root, 'prod')).toEqual([]);
  sweepRuns(root);
  expect([mine, others, 'notes.txt'].map(name => existsSync(path.join(runs, name)))).toEqual([true, false, true]);
});
