import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {deleteAcls} from '../../src/cluster/acls.ts';
import {withAdmin} from '../../src/cluster/admin.ts';
import {readFacts} from '../../src/cluster/facts.ts';
import {deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {weir} from '../fixtures/cli.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

/** A folder of its own on the brokers of the shared sandbox. */
let cwd = '';
const env = {MOVES_PASSWORD: 'a-password-of-moves'};
const run = (...args: string[]) => weir(args, {cwd, env});
const header = (kind: string, name: string): string => `---
apiVersion: weir/v1
kind: ${kind}
metadata: {name: ${name}, owner: team-test, description: Made by a test}
`;
const TOPIC = `${header('Topic', 'moves.topic.v1')}spec: {partitions: 2, replicationFactor: 1, config: {retention.ms: 1d}}
`;
const OTHERS =
  `${header('User', 'moves-user')}spec: {scram: {mechanism: SCRAM-SHA-256, iterations: 4096, passwordFrom: {env: MOVES_PASSWORD}, version: 1}}\n` +
  `${header('Quota', 'moves-quota')}spec: {entity: {clientId: moves-client}, producerByteRate: 1MiB}\n` +
  `${header('Acl', 'moves-acl')}spec: {principal: 'User:moves-user', resource: {type: topic, name: moves.topic.v1}, operations: [read]}\n` +
  `${header('Acl', 'moves-pipe')}spec: {principal: 'User:moves-user', resource: {type: group, name: 'moves | pipe'}, operations: [read]}\n`;
const STAYS = `${header('Topic', 'moves.stays.v1')}spec: {partitions: 1, replicationFactor: 1}\n`;

function write(domains: Record<string, string>): void {
  rmSync(path.join(cwd, 'topic-specs'), {recursive: true, force: true});
  mkdirSync(path.join(cwd, 'topic-specs'));
  writeFileSync(path.join(cwd, 'topic-specs', 'cluster.yaml'), `${header('Cluster', 'moves')}spec: {environment: test, sandbox: true}\n`);
  for (const [domain, documents] of Object.entries(domains)) {
    mkdirSync(path.join(cwd, 'topic-specs', domain));
    writeFileSync(path.join(cwd, 'topic-specs', domain, 'all.yaml'), documents);
  }
}

const stateFile = (domain: string): string => path.join(cwd, 'state', 'moves', `${domain}.tfstate`);
const held = (domain: string): string[] => {
  const {resources}: {resources: {name: string}[]} = JSON.parse(readFileSync(stateFile(domain), 'utf8'));
  return resources.map(({name}) => name).sort();
};

async function changes(): Promise<{action: string; kind: string; name: string; stack: string; movedFrom?: string; movedTo?: string}[]> {
  const {exit, stdout, stderr} = await run('plan', '--format', 'json');
  expect(exit, `${stdout}\n${stderr}`).toBe(0);
  return JSON.parse(stdout).changes.map(({before: _before, after: _after, ...change}: Record<string, unknown>) => change);
}

const admin = async <T>(work: Parameters<typeof withAdmin<T>>[1]) => withAdmin(await sandboxConnection({root: testRoot()}), work);
const topicId = () => admin(async one => (await readLayout(one, ['moves.topic.v1'])).topics[0]?.id);

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-moves-'));
  mkdirSync(path.join(cwd, '.weir'), {mode: 0o700});
  symlinkSync(path.join(testRoot(), '.weir', 'sandbox'), path.join(cwd, '.weir', 'sandbox'));
  mkdirSync(path.join(cwd, 'policies'));
  writeFileSync(path.join(cwd, 'policies', 'policy.yaml'), 'packs: []\nrules:\n  plan/topic-destroyed: {level: error}\n');
  write({old: TOPIC + OTHERS, other: STAYS});
  const applied = await run('apply', '--yes');
  expect(applied.exit, applied.stderr).toBe(0);
});
afterAll(async () => {
  await admin(async one => {
    await deleteTopics(one, ['moves.topic.v1', 'moves.stays.v1']);
    const {acls} = await readFacts(one);
    if ('known' in acls)
      await deleteAcls(
        one,
        acls.known.bindings.filter(({principal}) => principal === 'User:moves-user'),
      );
  });
  rmSync(cwd, {recursive: true, force: true});
});

describe('a domain whose documents move', {timeout: 180_000}, () => {
  it('is moved in the states; the topic is the same one, and nothing of it is destroyed', async () => {
    const before = await topicId();
    copyFileSync(stateFile('old'), path.join(cwd, 'old-before'));
    write({fresh: TOPIC + OTHERS, other: STAYS});
    const planned = await changes();
    expect(planned.filter(({action}) => action === 'delete' || action === 'replace')).toEqual([]);
    expect(planned.filter(({stack}) => stack === 'moves.old').map(({action, movedTo}) => `${action} to ${movedTo}`)).toEqual(
      Array(5).fill('forget to moves.fresh'),
    );
    expect(planned).toContainEqual({action: 'import', kind: 'Topic', name: 'moves.topic.v1', stack: 'moves.fresh', movedFrom: 'moves.old'});
    expect(planned).toContainEqual(expect.objectContaining({action: 'create', kind: 'Acl', movedFrom: 'moves.old'}));
    const applied = await run('apply', '--yes');
    expect(applied.exit, applied.stderr).toBe(0);
    expect(held('old')).toEqual([]);
    expect(held('fresh')).toHaveLength(5);
    expect(await topicId()).toBe(before);
    expect(await changes()).toEqual([]);
  });

  it('that was moved in half is moved in whole by the next run', async () => {
    copyFileSync(path.join(cwd, 'old-before'), stateFile('old'));
    const planned = await changes();
    expect(planned.map(({action, stack}) => `${action} ${stack}`)).toEqual(Array(5).fill('forget moves.old'));
    const applied = await run('apply', '--yes');
    expect(applied.exit, applied.stderr).toBe(0);
    expect([held('old'), held('fresh').length]).toEqual([[], 5]);
  });

  it('is renamed in its state where an older version gave other ids', async () => {
    const before = await topicId();
    const text = readFileSync(stateFile('fresh'), 'utf8');
    writeFileSync(
      stateFile('fresh'),
      text.replace('"topic_moves_2e_topic_2e_v1"', '"moves-topic-v1"').replace('"user_moves-user"', '"u1"'),
    );
    const planned = await changes();
    expect(planned.map(({action, kind}) => `${action} ${kind}`).sort()).toEqual(['rename Topic', 'rename User']);
    const applied = await run('apply', '--yes');
    expect(applied.exit, applied.stderr).toBe(0);
    expect(held('fresh')).toContain('topic_moves_2e_topic_2e_v1');
    expect(await topicId()).toBe(before);
  });

  it('whose state is lost is adopted again, by a plan that changes nothing on the cluster', async () => {
    rmSync(stateFile('fresh'));
    const one = await run('adopt', 'Topic', 'moves.topic.*', '--yes');
    expect([one.exit, one.stdout], one.stderr).toEqual([0, 'adopted 1 resource of moves\n']);
    expect(held('fresh')).toEqual(['topic_moves_2e_topic_2e_v1']);
    const all = await run('adopt', '--all', '--yes', '--format', 'json');
    expect(all.exit, all.stderr).toBe(0);
    const {changes: adopted}: {changes: {action: string; kind: string}[]} = JSON.parse(all.stdout);
    // The importer knows neither quotas nor a name with a pipe, and nothing of a password's version.
    expect(adopted.map(({action, kind}) => `${action} ${kind}`).sort()).toEqual([
      'create Acl',
      'create Quota',
      'import Acl',
      'update User',
    ]);
    expect(await changes()).toEqual([]);
    const none = await run('adopt', '--all', '--yes');
    expect([none.exit, none.stdout]).toEqual([0, expect.stringContaining('nothing to adopt')]);
  });

  it('is not adopted where that would change a quota', async () => {
    const state = JSON.parse(readFileSync(stateFile('fresh'), 'utf8'));
    state.resources = state.resources.filter(({type}: {type: string}) => type !== 'kafka_quota');
    writeFileSync(stateFile('fresh'), JSON.stringify(state));
    write({fresh: TOPIC + OTHERS.replace('1MiB', '2MiB'), other: STAYS});
    const {exit, stderr} = await run('adopt', 'quota', '*moves-client', '--yes');
    expect([exit, stderr]).toEqual([
      1,
      expect.stringMatching(/fresh\/all\.yaml:\d+:\d+ Quota client-id moves-client is not adopted: .*1048576 would become 2097152/),
    ]);
    write({fresh: TOPIC + OTHERS, other: STAYS});
    expect((await run('adopt', 'quota', '*', '--yes')).exit).toBe(0);
  });

  it('is not destroyed without its document, and forgotten when told so', async () => {
    const before = await topicId();
    write({fresh: OTHERS, other: STAYS});
    const refused = await run('apply', '--yes');
    expect([refused.exit, refused.stderr]).toEqual([1, expect.stringContaining('this plan destroys the topic moves.topic.v1')]);
    const declared = await run('forget', 'User', 'moves-user', '--yes');
    expect([declared.exit, declared.stderr]).toEqual([2, expect.stringMatching(/still declared at topic-specs\/fresh\/all\.yaml:\d+:\d+/)]);
    const unknown = await run('forget', 'Topic', 'moves.topik.v1', '--yes');
    expect([unknown.exit, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean "moves.topic.v1"?')]);
    const forgotten = await run('forget', 'Topic', 'moves.topic.v1', '--yes');
    expect([forgotten.exit, forgotten.stdout], forgotten.stderr).toEqual([0, expect.stringContaining('forgot 1 resource of moves')]);
    expect(await changes()).toEqual([]);
    expect(await topicId()).toBe(before);
  });

  it('a user that is external now, or without a version, is let go of, and its credential stays', async () => {
    const forgotten = [expect.objectContaining({action: 'forget', kind: 'User', name: 'moves-user'})];
    write({fresh: OTHERS.replace(/scram: \{.*version: 1\}/, 'external: true'), other: STAYS});
    expect(await changes()).toEqual(forgotten);
    write({fresh: OTHERS.replace(', version: 1', ''), other: STAYS});
    expect(await changes()).toEqual(forgotten);
    const applied = await run('apply', '--yes');
    expect(applied.exit, applied.stderr).toBe(0);
    const {scramUsers} = await admin(readFacts);
    expect(scramUsers).toMatchObject({known: expect.arrayContaining([expect.objectContaining({name: 'moves-user'})])});
  });
});

it('leaves no transitions behind that a synth by hand would meet', async () => {
  const {exit, stderr} = await run('synth');
  expect(exit, stderr).toBe(0);
  expect(existsSync(path.join(cwd, 'cdktf.out', 'stacks', 'moves.fresh', 'transitions.tf.json'))).toBe(false);
});
