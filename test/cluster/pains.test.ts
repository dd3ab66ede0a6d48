import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createAcls, deleteAcls} from '../../src/cluster/acls.ts';
import {withAdmin} from '../../src/cluster/admin.ts';
import {type LiveFacts, readFacts} from '../../src/cluster/facts.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {weir} from '../fixtures/cli.ts';
import {setTopicConfig, testRoot} from '../fixtures/live-cluster.ts';

/**
 * What users of other tools suffer from on a live cluster: each pain is impossible, refused or explained here. The numbers
 * are those of docs/pains.md, which names these tests.
 */
let cwd = '';
const env = {PAINS_PASSWORD: 'a-first-password-of-pains'};
const run = (args: string, more: NodeJS.ProcessEnv = {}) => weir(args.split(' '), {cwd, env: {...env, ...more}});
const FOREIGN_TOPIC = 'pains.foreign.v1';
const FOREIGN_ACL: AclBinding = {
  principal: 'User:pains-stranger',
  host: '*',
  resourceType: 'topic',
  resourceName: FOREIGN_TOPIC,
  pattern: 'literal',
  operation: 'read',
  permission: 'allow',
};

const header = (kind: string, name: string): string => `---
apiVersion: weir/v1
kind: ${kind}
metadata: {name: ${name}, owner: team-test, description: Made by a test}
`;
const topic = (name: string, spec: string, config = ''): string =>
  `${header('Topic', name)}spec: {${spec}, config: {min.insync.replicas: 2, cleanup.policy: delete, retention.ms: 1d${config}}}\n`;
const ONE = topic('pains.one.v1', 'partitions: 3, replicationFactor: 3', ', max.message.bytes: 2MiB');
const TWO = topic('pains.two.v1', 'partitions: 1, replicationFactor: 3');
const USER = `${header('User', 'pains-user')}spec: {scram: {mechanism: SCRAM-SHA-512, iterations: 8192, passwordFrom: {env: PAINS_PASSWORD}, version: 1}}
${header('Quota', 'pains-user')}spec: {entity: {user: pains-user}, producerByteRate: 10MiB, consumerByteRate: 10MiB, requestPercentage: 12.5}
${header('Acl', 'pains-acl')}spec: {principal: 'User:pains-user', resource: {type: topic, name: pains.one.v1}, operations: [read, describe]}
`;

function write(...documents: string[]): void {
  mkdirSync(path.join(cwd, 'topic-specs', 'pains'), {recursive: true});
  writeFileSync(path.join(cwd, 'topic-specs', 'cluster.yaml'), `${header('Cluster', 'pains')}spec: {environment: test, sandbox: true}\n`);
  writeFileSync(path.join(cwd, 'topic-specs', 'pains', 'all.yaml'), documents.join(''));
}

const admin = async <T>(work: Parameters<typeof withAdmin<T>>[1]) => withAdmin(await sandboxConnection({root: testRoot()}), work);
const live = (): Promise<LiveFacts> => admin(readFacts);
async function liveTopic(name: string) {
  const {topics} = await live();
  return 'known' in topics ? topics.known.find(one => one.name === name) : undefined;
}

interface PlanReport {
  changes: {action: string; kind: string; name: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null}[];
  findings: {rule: string; level: string; message: string; location: {file: string; line: number}}[];
}
async function plan(): Promise<PlanReport & {exit: number | null}> {
  const {exit, stdout, stderr} = await run('plan --format json');
  expect(stdout, stderr).toMatch(/^\{/);
  return {exit, ...(JSON.parse(stdout) as PlanReport)};
}

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-pains-'));
  mkdirSync(path.join(cwd, '.weir'), {mode: 0o700});
  symlinkSync(path.join(testRoot(), '.weir', 'sandbox'), path.join(cwd, '.weir', 'sandbox'));
  mkdirSync(path.join(cwd, 'policies'));
  writeFileSync(
    path.join(cwd, 'policies', 'policy.yaml'),
    'packs: [recommended]\nrules: {topic/replication-factor: {level: off}, topic/min-insync-replicas: {level: off}}\n',
  );
  await admin(async one => {
    await createTopics(one, [{name: FOREIGN_TOPIC, partitions: 1, replicationFactor: 1, config: {}}]);
    await createAcls(one, [FOREIGN_ACL]);
  });
  write(ONE, TWO, USER);
  const applied = await run('apply --yes');
  expect(applied.exit, applied.stderr).toBe(0);
});
afterAll(async () => {
  await admin(async one => {
    await deleteTopics(one, [FOREIGN_TOPIC, 'pains.one.v1', 'pains.two.v1']);
    const {acls} = await readFacts(one);
    if ('known' in acls)
      await deleteAcls(
        one,
        acls.known.bindings.filter(({principal}) => principal.startsWith('User:pains-')),
      );
  });
  rmSync(cwd, {recursive: true, force: true});
});

describe('pains of other tools, on a live cluster', {timeout: 120_000}, () => {
  it('9. a plan after an apply is empty: no perpetual diffs', async () => {
    expect(await plan()).toMatchObject({exit: 0, changes: []});
  });

  it('5. what others made on the cluster is in no plan, and stays', async () => {
    const {topics, acls} = await live();
    expect(topics).toMatchObject({known: expect.arrayContaining([expect.objectContaining({name: FOREIGN_TOPIC})])});
    expect(acls).toMatchObject({known: {bindings: expect.arrayContaining([FOREIGN_ACL])}});
    for (const {name} of readState()) expect(name).not.toContain('foreign');
  });

  it('1. and 2. fewer partitions, and a removed document, are refused: whatever says --yes, the topic is the same one', async () => {
    const [one, two] = [await liveTopic('pains.one.v1'), await liveTopic('pains.two.v1')];
    write(ONE.replace('partitions: 3', 'partitions: 2'), USER);
    const {exit, findings} = await plan();
    expect(exit).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({rule: 'plan/partitions-decreased', level: 'error', location: expect.objectContaining({line: 5})}),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({rule: 'plan/topic-destroyed', level: 'error', message: expect.stringContaining('pains.two.v1')}),
    );
    const applied = await run('apply --yes');
    expect([applied.exit, applied.stdout]).toEqual([1, '']);
    expect([await liveTopic('pains.one.v1'), await liveTopic('pains.two.v1')].map(topic => topic?.id)).toEqual([one?.id, two?.id]);
  });

  it('3. another replication factor is a change, and one that somebody made by hand is drift', async () => {
    write(
      ONE,
      TWO.replace('replicationFactor: 3', 'replicationFactor: 2').replace('min.insync.replicas: 2', 'min.insync.replicas: 1'),
      USER,
    );
    const {changes} = await plan();
    expect(changes).toEqual([
      expect.objectContaining({
        action: 'update',
        name: 'pains.two.v1',
        before: expect.objectContaining({replication_factor: 3}),
        after: expect.objectContaining({replication_factor: 2}),
      }),
    ]);
    const drift = await run('drift --format json');
    expect(JSON.parse(drift.stdout).findings).toContainEqual(
      expect.objectContaining({
        resource: {kind: 'Topic', name: 'pains.two.v1'},
        location: expect.objectContaining({pointer: '/spec/replicationFactor'}),
      }),
    );
  });

  it('11. a changed password is written when its version is raised, and a removed user is not created anew', async () => {
    const login = async (password: string): Promise<boolean> => {
      const connection = await sandboxConnection({root: testRoot()});
      const sasl = {mechanism: 'SCRAM-SHA-512' as const, username: 'pains-user', password};
      return await withAdmin({...connection, sasl}, async one => (await readFacts(one)).clusterId !== '').catch(() => false);
    };
    expect(await login(env.PAINS_PASSWORD)).toBe(true);
    write(ONE, TWO, USER.replace('version: 1', 'version: 2'));
    const rotated = await run('apply --yes', {PAINS_PASSWORD: 'a-second-password-of-pains'});
    expect(rotated.exit, rotated.stderr).toBe(0);
    expect([await login('a-second-password-of-pains'), await login(env.PAINS_PASSWORD)]).toEqual([true, false]);
    expect(await plan()).toMatchObject({changes: []});
  });

  it('14. a setting that is taken out of the document goes from the cluster', async () => {
    expect((await liveTopic('pains.one.v1'))?.config).toHaveProperty(['max.message.bytes'], '2097152');
    write(ONE.replace(', max.message.bytes: 2MiB', ''), TWO, USER.replace('version: 1', 'version: 2'));
    const applied = await run('apply --yes');
    expect(applied.exit, applied.stderr).toBe(0);
    expect((await liveTopic('pains.one.v1'))?.config).not.toHaveProperty(['max.message.bytes']);
  });

  it('7. and 13. a plan can be read by people and by programs, and counts what it does by what it does', async () => {
    await admin(one => setTopicConfig(one, 'pains.two.v1', 'segment.bytes', '104857600'));
    write(
      ONE,
      topic('pains.three.v1', 'partitions: 1, replicationFactor: 3'),
      TWO.replace('1d', '2d'),
      USER.replace('version: 1', 'version: 2'),
    );
    const {changes} = await plan();
    expect(changes.map(({action, name}) => `${action} ${name}`).sort()).toEqual([
      'create pains.three.v1',
      'update pains.one.v1',
      'update pains.two.v1',
    ]);
    const people = await run('plan');
    expect(people.stdout).toMatch(/3 changes in 1 stack: 1 to create, 2 to update, 0 to replace, 0 to delete/);
    expect(people.stdout).toMatch(/segment\.bytes 104857600.* → unset/);
  });
});

function readState(): {name: string}[] {
  const {resources}: {resources: {name: string}[]} = JSON.parse(readFileSync(path.join(cwd, 'state', 'pains', 'pains.tfstate'), 'utf8'));
  return resources;
}
