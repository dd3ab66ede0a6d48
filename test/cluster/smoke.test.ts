import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import access from '../../scripts/smoke/access.ts';
import acls from '../../scripts/smoke/acls.ts';
import authentication from '../../scripts/smoke/authentication.ts';
import certificates from '../../scripts/smoke/certificates.ts';
import credentials from '../../scripts/smoke/credentials.ts';
import encryption from '../../scripts/smoke/encryption.ts';
import permissions from '../../scripts/smoke/permissions.ts';
import topics from '../../scripts/smoke/topics.ts';
import {createAcls, deleteAcls, readAcls} from '../../src/cluster/acls.ts';
import {Admin} from '../../src/cluster/admin.ts';
import {createTopics, readLayout} from '../../src/cluster/topics.ts';
import type {Verdict} from '../../src/findings/finding.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {bindingsOf, type Model} from '../../src/specs/model.ts';
import {CANARY_PREFIX} from '../../src/verify/canary-prefix.ts';
import {newRun} from '../../src/verify/run-identity.ts';
import {runScenarios} from '../../src/verify/run-scenarios.ts';
import type {Scenario} from '../../src/verify/scenario.ts';
import {applyModel, removeModel, sandboxTarget, testRoot, until} from '../fixtures/live-cluster.ts';
import {acl, cluster, model, onGroup, onTopic, topic, user} from '../fixtures/model.ts';

const declared = model({
  topics: [
    topic('smoke-test.orders', {config: {'min.insync.replicas': '2', 'compression.type': 'zstd'}}),
    topic('smoke-test.state', {config: {'cleanup.policy': 'compact'}}),
    topic('smoke-test.snappy', {config: {'compression.type': 'snappy'}}),
  ],
  users: [user('smoke-writer'), user('smoke-reader'), user('smoke-idle')],
  acls: [
    acl('writes', 'User:smoke-writer', ['write', 'describe'], onTopic('smoke-test.orders')),
    acl('reads', 'User:smoke-reader', ['read', 'describe'], onTopic('smoke-test.', 'prefixed')),
    acl('reads-snappy', 'User:smoke-reader', ['read'], onTopic('smoke-test.snappy')),
    acl('groups', 'User:smoke-reader', ['read'], onGroup('smoke-reader')),
    acl('unread-groups', 'User:smoke-writer', ['read', 'describe'], onGroup('smoke-writer')),
    acl('sees-group', 'User:smoke-writer', ['describe'], onGroup('smoke-seen')),
    acl('transactions', 'User:smoke-writer', ['write', 'describe'], {type: 'transactional-id', name: 'smoke-writer-', pattern: 'prefixed'}),
    acl('looks', 'User:smoke-reader', ['describe'], {type: 'transactional-id', name: 'smoke-reader', pattern: 'literal'}),
  ],
});

const wideOpen = [
  ...bindingsOf(acl('open', 'User:*', ['all'], onTopic('*')).spec),
  ...bindingsOf(acl('open-transactions', 'User:*', ['all'], {type: 'transactional-id', name: '*', pattern: 'literal'}).spec),
];
/** No process has it. */
const GONE = 2 ** 30;
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  await applyModel(admin, testRoot(), declared);
});
afterAll(async () => {
  await deleteAcls(admin, wideOpen);
  await removeModel(admin, declared);
  await admin.close();
});

async function smoke(scenarios: Record<string, Scenario>, of: Model = declared): Promise<Verdict[]> {
  return (await run(scenarios, of)).verdicts;
}

async function run(scenarios: Record<string, Scenario>, of: Model = declared) {
  const root = testRoot();
  return await runScenarios({
    scenarios: Object.entries(scenarios).map(([name, scenario]) => ({name, file: `scripts/smoke/${name}.ts`, scenario})),
    model: of,
    target: sandboxTarget(root, of),
    root,
    signal: new AbortController().signal,
  });
}

const notPassed = (verdicts: Verdict[]) =>
  verdicts.filter(one => one.status !== 'pass').map(({status, claim, reason}) => ({status, claim, reason}));

/** Those of this process, and of the one that cannot exist: other runs may be going on at the same brokers. */
async function canariesOnCluster(): Promise<string[]> {
  const {topics} = await readLayout(admin, null);
  const {bindings} = await readAcls(admin);
  const pids = [process.pid, GONE].map(pid => pid.toString(36));
  const isOurs = (name: string): boolean =>
    name.startsWith(CANARY_PREFIX) && pids.includes(name.slice(CANARY_PREFIX.length).split('-')[2] ?? '');
  return [...topics.map(one => one.name), ...bindings.map(one => one.resourceName)].filter(isOurs);
}

describe('smoke', () => {
  it('passes where the cluster is as declared, and leaves no canary', async () => {
    const verdicts = await smoke({access, acls, authentication, certificates, credentials, encryption, permissions, topics});
    expect(notPassed(verdicts)).toEqual([]);
    expect(verdicts.map(one => one.claim)).toEqual(
      expect.arrayContaining([
        'User:smoke-writer may write to smoke-test.orders',
        'User:smoke-writer may not read from smoke-test.orders',
        'User:smoke-reader may read from smoke-test.orders',
        'User:smoke-idle may use no topic, group or transactional id that its ACLs do not name',
        'User:smoke-reader may read group smoke-reader',
        'User:smoke-writer may read group smoke-writer',
        'User:smoke-writer may not read group smoke-seen',
        'User:smoke-writer may write transactional ids that begin with smoke-writer-',
        'User:smoke-reader may not write transactional id smoke-reader',
        'User:smoke-reader may describe transactional id smoke-reader',
        'User:smoke-reader is not let in with another password',
        'broker 2 refuses plaintext',
        'broker 3 speaks TLSv1.2 or newer, and nothing older',
        'the certificate of broker 1 names localhost',
        'User:smoke-writer has a SCRAM-SHA-512 credential of 4096 iterations or more',
        'the broker grants User:smoke-reader read on group smoke-reader',
        'what the broker says of User:smoke-idle is what the ACLs on the cluster come to',
        'the ACLs on the cluster allow User:smoke-writer nothing that its documents do not state',
      ]),
    );
    const clientOf = (topic: string) => verdicts.find(one => one.claim === `User:smoke-reader may read from ${topic}`)?.evidence['client'];
    expect(clientOf('smoke-test.orders')).toMatch(/^kafkajs in group/);
    await until(async () => (await canariesOnCluster()).length === 0);
  });

  it('never writes to a business topic', async () => {
    const {readLog} = await import('../../src/cluster/read-log.ts');
    for (const partition of [0, 1, 2]) expect((await readLog(admin, 'smoke-test.orders', partition)).endOffset).toBe(0n);
  });

  it('fails at every user where somebody opened the cluster to all', async () => {
    await createAcls(admin, wideOpen);
    await until(async () => (await readAcls(admin)).bindings.some(one => one.principal === 'User:*'));
    const verdicts = await smoke({access, permissions});
    await deleteAcls(admin, wideOpen);
    const failed = verdicts.filter(one => one.status === 'fail');
    expect(failed.map(one => `${one.location.file} ${one.claim}`)).toEqual(
      expect.arrayContaining([
        'Acl-writes.yaml User:smoke-writer may not read from smoke-test.orders',
        'Acl-reads.yaml User:smoke-reader may not write to smoke-test.orders',
        'Acl-looks.yaml User:smoke-reader may not write transactional id smoke-reader',
        'User-smoke-idle.yaml User:smoke-idle may use no topic, group or transactional id that its ACLs do not name',
        'User-smoke-idle.yaml the broker grants User:smoke-idle nothing on the declared topics, on groups and on the cluster but what its ACLs state',
      ]),
    );
    for (const one of failed) expect(one.finding).toMatchObject({level: 'error', location: one.location});
  });

  it('fails where the broker does not grant what is declared', async () => {
    const more = {...declared, acls: [...declared.acls, acl('never-applied', 'User:smoke-idle', ['read'], onTopic('smoke-test.orders'))]};
    const failed = (await smoke({permissions}, more)).filter(one => one.status === 'fail');
    expect(failed.map(one => one.location.file)).toEqual(['Acl-never-applied.yaml']);
  });

  it('leaves out what writes in read-only mode and says so, while what only reads is proved', async () => {
    const readOnly = {...declared, cluster: cluster({verification: {mode: 'read-only', chaos: false, objectives: {}}})};
    const {verdicts, leftOut} = await run({access, permissions, topics}, readOnly);
    expect(leftOut).toMatchObject([{name: 'access', why: {needs: 'canary'}}]);
    expect(verdicts.some(one => one.claim.includes(' may '))).toBe(false);
    const untold = expect.stringContaining('no broker tells what a user may do on a transactional id');
    expect(notPassed(verdicts).map(({status, reason}) => [status, reason])).toEqual([
      ['unknown', untold],
      ['unknown', untold],
    ]);
    expect(verdicts.filter(one => one.claim.startsWith('the broker grants')).length).toBeGreaterThan(3);
  });

  it('refuses to make anything for a scenario that says that it only reads', async () => {
    const lying: Scenario = {
      kind: 'smoke',
      title: 'writes all the same',
      claims: [],
      mode: 'read-only',
      run: async ({canaries}) => {
        await canaries.createTopics([{name: `${canaries.prefix()}x`, partitions: 1, replicationFactor: 3, config: {}}]);
        return [];
      },
    };
    expect((await run({lying})).stopped?.thrown).toMatchObject({code: 'verify/read-only-canary'});
    expect((await canariesOnCluster()).filter(name => name.endsWith('-x'))).toEqual([]);
  });

  it('takes a user without a credential here for unknown', async () => {
    const external = {...declared, users: [...declared.users, user('smoke-external', {external: true})]};
    const verdicts = await smoke({authentication}, external);
    expect(notPassed(verdicts)).toMatchObject([{status: 'unknown', claim: 'User:smoke-external is let in with its credential'}]);
  });

  it('takes what cannot be read because nothing could be put there for unknown, and proves the rest', async () => {
    const tiny = {
      ...declared,
      topics: [topic('smoke-test.tiny', {config: {'max.message.bytes': '1'}}), ...declared.topics],
      acls: [...declared.acls, acl('tiny', 'User:smoke-idle', ['read'], onTopic('smoke-test.tiny'))],
    };
    const verdicts = await smoke({access}, tiny);
    const reads = verdicts.find(one => one.claim === 'User:smoke-idle may read from smoke-test.tiny');
    expect(reads).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('the administrator could not write one: MESSAGE_TOO_LARGE'),
    });
    expect(verdicts.find(one => one.claim === 'User:smoke-writer may write to smoke-test.orders')?.status).toBe('pass');
  });

  it('tells of canaries that could not be removed after everything was proved, and keeps what the scenario said', async () => {
    const root = testRoot();
    const leaving: Scenario = {
      kind: 'smoke',
      title: 'leaves',
      claims: [],
      run: async ({canaries}) => {
        canaries.removeAll = async () => Promise.reject(new Error('not removed'));
        throw new Error('scenario broke');
      },
    };
    const {verdicts, stopped, steps} = await runScenarios({
      scenarios: [
        {name: 'leaving', file: 'scripts/smoke/leaving.ts', scenario: leaving},
        {name: 'encryption', file: 'scripts/smoke/encryption.ts', scenario: encryption},
      ],
      model: declared,
      target: sandboxTarget(root, declared),
      root,
      signal: new AbortController().signal,
    });
    expect(verdicts[0]).toMatchObject({status: 'unknown', reason: 'scripts/smoke/leaving.ts: scenario broke'});
    expect(steps.map(one => one.name)).toEqual(['smoke leaving', 'smoke encryption']);
    expect(stopped?.thrown).toMatchObject({message: 'not removed'});
  });

  it('removes what a crashed run left, and a scenario that throws leaves nothing', async () => {
    // Of this host, and of a process that cannot exist.
    const crashed = `${CANARY_PREFIX}${newRun(new Date(), GONE).id}-1-left`;
    await createTopics(admin, [{name: crashed, partitions: 1, replicationFactor: 3, config: {}}]);
    const throwing: Scenario = {
      kind: 'smoke',
      title: 'breaks',
      claims: [],
      run: async ({canaries}) => {
        const name = `${canaries.prefix()}x`;
        await canaries.createTopics([{name, partitions: 1, replicationFactor: 3, config: {}}]);
        await canaries.grant(bindingsOf(acl('x', 'User:smoke-idle', ['read'], onTopic(name)).spec));
        throw new Error('scenario broke');
      },
    };
    const verdicts = await smoke({throwing, encryption});
    expect(notPassed(verdicts)).toEqual([
      {status: 'unknown', claim: 'smoke throwing: breaks', reason: 'scripts/smoke/throwing.ts: scenario broke'},
    ]);
    expect(verdicts.length).toBeGreaterThan(1);
    await until(async () => (await canariesOnCluster()).length === 0);
  });
});
