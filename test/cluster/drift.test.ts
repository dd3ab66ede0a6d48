import {spawn} from 'node:child_process';
import {afterAll, beforeAll, expect, it, onTestFinished} from 'vitest';
import {createAcls, deleteAcls} from '../../src/cluster/acls.ts';
import {withAdmin} from '../../src/cluster/admin.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {bindingsOf} from '../../src/specs/model.ts';
import {NODE_FLAGS, WEIR} from '../fixtures/cli.ts';
import {setTopicConfig, testRoot} from '../fixtures/live-cluster.ts';
import {acl, onTopic} from '../fixtures/model.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

let team: Workspace;
const admin = async <T>(work: Parameters<typeof withAdmin<T>>[1]) => withAdmin(await sandboxConnection({root: testRoot()}), work);
const header = (kind: string, name: string) =>
  `---\napiVersion: weir/v1\nkind: ${kind}\nmetadata: {name: ${name}, owner: team, description: Made by a test}\n`;
const topic = (name: string, retention: string) =>
  `${header('Topic', `drift.${name}.v1`)}spec: {partitions: 1, replicationFactor: 1, config: {retention.ms: ${retention}}}\n`;
const quota = (rate: string) => `${header('Quota', 'drift')}spec: {entity: {clientId: drift-client}, producerByteRate: ${rate}}\n`;
const user = (iterations: number) =>
  `${header('User', 'drift-user')}spec: {scram: {mechanism: SCRAM-SHA-256, iterations: ${iterations}, passwordFrom: {env: DRIFT_PASSWORD}, version: 1}}\n`;
const NAMES = ['same', 'edited', 'by-hand', 'both', 'destroyed', 'removed'];
const AS_APPLIED = NAMES.map(name => topic(name, '1d')).join('') + quota('1MiB') + user(4096);

const read = bindingsOf(acl('x', 'User:drift-stranger', ['read'], onTopic('drift.same.v1')).spec);
/** Other tests share the brokers. */
const OTHERS = ['--ignore', 'Topic/*', '--ignore', 'Acl/*', '--ignore', 'Quota/*', '--ignore', 'User/*'];

beforeAll(async () => {
  team = sandboxWorkspace('drift', {DRIFT_PASSWORD: 'a-password-of-drift'});
  team.write('policies/policy.yaml', 'packs: []\n');
  team.write('topic-specs/cluster.yaml', `${header('Cluster', 'drifting')}spec: {environment: test, sandbox: true}\n`);
  team.write('topic-specs/one/all.yaml', AS_APPLIED);
});
afterAll(async () => {
  await admin(async one => {
    await deleteTopics(one, [...NAMES.map(name => `drift.${name}.v1`), 'drift.stray.v1', 'drift.late.v1']);
    await deleteAcls(one, read);
  });
  team.remove();
});

interface Evidence {
  field?: string;
  declared: unknown;
  state?: unknown;
  live: unknown;
  cause: string;
}

async function drift(...args: string[]) {
  const {exit, stdout, stderr} = await team.run(['drift', '--format', 'json', ...args]);
  const report: {findings: {rule: string; evidence: Evidence; message: string; resource: {kind: string; name: string}}[]} =
    JSON.parse(stdout);
  const lines = report.findings.map(({rule, resource, evidence}) => `${resource.kind} ${resource.name} ${evidence?.cause ?? rule}`);
  return {exit, stderr, lines: lines.sort(), ...report};
}

it('tells who changed what, from documents, states and brokers', async () => {
  // Before anything was applied nobody can tell.
  expect((await drift(...OTHERS)).lines).toContain('Cluster drifting drift/never-applied');
  const applied = await team.run('apply --yes');
  expect(applied.exit, applied.stderr).toBe(0);
  expect(await drift('--fail-on-changes', ...OTHERS)).toMatchObject({exit: 0, lines: []});

  team.write(
    'topic-specs/one/all.yaml',
    ['same', 'by-hand', 'destroyed', 'late'].map(name => topic(name, '1d')).join('') +
      ['edited', 'both'].map(name => topic(name, '2d')).join('') +
      quota('2MiB') +
      user(5000),
  );
  await admin(async one => {
    await setTopicConfig(one, 'drift.by-hand.v1', 'retention.ms', '3600000');
    await setTopicConfig(one, 'drift.both.v1', 'retention.ms', '3600000');
    await deleteTopics(one, ['drift.destroyed.v1']);
    await createTopics(one, [
      {name: 'drift.stray.v1', partitions: 1, replicationFactor: 1, config: {}},
      {name: 'drift.late.v1', partitions: 1, replicationFactor: 1, config: {'retention.ms': '86400000'}},
    ]);
    await createAcls(one, read);
  });
  const found = await drift('--fail-on-changes', ...OTHERS);
  expect([found.exit, found.lines]).toEqual([
    1,
    [
      'Quota drift not applied',
      'Topic drift.both.v1 both changed',
      'Topic drift.by-hand.v1 changed live',
      'Topic drift.destroyed.v1 destroyed live',
      'Topic drift.edited.v1 not applied',
      'Topic drift.late.v1 not adopted',
      'Topic drift.removed.v1 removed',
      'User drift-user not applied',
    ],
  ]);
  expect(found.findings.find(({resource}) => resource.name === 'drift.both.v1')?.evidence).toEqual({
    field: 'config.retention.ms',
    declared: '172800000',
    state: '86400000',
    live: '3600000',
    cause: 'both changed',
    remedies: ['apply', 'edit'],
  });
  const all = await drift('--ignore', 'Topic/drift.*');
  const messages = all.findings.map(({message}) => message).join('\n');
  expect([all.exit, messages.includes('drift.stray.v1'), messages.includes('drift-stranger')]).toEqual([0, false, true]);
  expect((await drift()).findings.map(({message}) => message).join('\n')).toContain(
    'topic drift.stray.v1 is on the cluster and in no document',
  );
});

it('says what was damaged instead of guessing, and compares the rest', async () => {
  team.write('state/drifting/other.tfstate', '{"version": 4,');
  onTestFinished(() => team.write('state/drifting/other.tfstate', ''));
  const {stdout, exit} = await team.run(['drift', '--format', 'json', ...OTHERS]);
  const {verdicts, findings} = JSON.parse(stdout);
  expect([exit, verdicts.length, verdicts[0].reason]).toEqual([3, 1, expect.stringContaining('other.tfstate cannot be read')]);
  expect(findings.length).toBeGreaterThan(4);
});

it('watches, and tells only what changed, until it is interrupted', async () => {
  const child = spawn(process.execPath, [...NODE_FLAGS, WEIR, 'drift', '--watch', '1', '--format', 'json', ...OTHERS], {
    cwd: team.cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: {appeared: {message: string}[]; gone: {message: string}[]}[] = [];
  let wake = (): void => undefined;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map(part => JSON.parse(part)));
    wake();
  });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const look = async (number: number) => {
    while (lines.length < number) await new Promise<void>(resolve => (wake = resolve));
    return lines[number - 1];
  };
  const first = await look(1);
  expect(first?.appeared.length).toBeGreaterThan(4);
  await admin(one => setTopicConfig(one, 'drift.same.v1', 'retention.ms', '7200000'));
  const second = await look(2);
  expect(second?.appeared.map(({message}) => message)).toEqual([expect.stringContaining('drift.same.v1 is 7200000, declared is 86400000')]);
  expect(second?.gone).toEqual([]);
  await admin(one => setTopicConfig(one, 'drift.same.v1', 'retention.ms', '86400000'));
  expect(await look(3)).toMatchObject({appeared: [], gone: second?.appeared});
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(lines).toHaveLength(3);
});
