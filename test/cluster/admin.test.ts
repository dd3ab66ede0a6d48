import {createServer} from 'node:net';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {readFacts} from '../../src/cluster/facts.ts';
import {probePlaintext} from '../../src/cluster/plaintext-probe.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {compareWithLive} from '../../src/verify/drift.ts';
import {produceOne} from '../../src/verify/kafkajs-probes.ts';
import {readSeededId, seededRecord} from '../../src/verify/seeded-ids.ts';
import {applyModel, removeModel, setTopicConfig, testRoot, until} from '../fixtures/live-cluster.ts';
import {acl, model, onTopic, quota, topic, user} from '../fixtures/model.ts';

const declared = model({
  topics: [topic('admin-test.orders', {config: {'min.insync.replicas': '2', 'retention.ms': '3600000'}})],
  acls: [acl('reads', 'User:admin-test-reader', ['read', 'describe'], onTopic('admin-test.', 'prefixed'))],
  quotas: [quota('reader', {entity: {type: 'user', name: 'admin-test-reader'}, producerByteRate: 1_048_576})],
  users: [user('admin-test-reader')],
});

let connection: Connection;
let admin: Admin;

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  admin = await Admin.open(connection);
  await applyModel(admin, testRoot(), declared);
});
afterAll(async () => {
  await removeModel(admin, declared);
  await admin.close();
});

/** Findings about this test's own resources: other tests share the cluster. */
async function ownDrift() {
  const {findings} = compareWithLive(declared, await readFacts(admin), {unmanagedPrincipals: ['User:admin']});
  return findings.filter(one => JSON.stringify(one).includes('admin-test') && one.level !== 'note');
}

describe('live facts', () => {
  it('hold what was made', async () => {
    const facts = await readFacts(admin);
    expect(facts.brokers.map(one => one.id)).toEqual([1, 2, 3]);
    const topics = 'known' in facts.topics ? facts.topics.known : [];
    const found = topics.find(one => one.name === 'admin-test.orders');
    expect(found).toMatchObject({internal: false, config: {'min.insync.replicas': '2', 'retention.ms': '3600000'}});
    expect(found?.partitions.map(one => one.replicas.length)).toEqual([3, 3, 3]);
    expect('known' in facts.controllerId && [1, 2, 3].includes(facts.controllerId.known)).toBe(true);
    expect(facts.quotas).toEqual({
      known: expect.arrayContaining([{entity: [{type: 'user', name: 'admin-test-reader'}], values: {producer_byte_rate: 1_048_576}}]),
    });
    expect(facts.scramUsers).toEqual({
      known: expect.arrayContaining([{name: 'admin-test-reader', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 4096}]}]),
    });
  });

  it('hold what each broker runs with, where they are asked for', async () => {
    const {brokerConfigs} = await readFacts(admin, {brokerConfigs: true});
    if (brokerConfigs === undefined || 'unknown' in brokerConfigs) throw new Error(JSON.stringify(brokerConfigs));
    expect(brokerConfigs.known.map(one => one.brokerId)).toEqual([1, 2, 3]);
    for (const {brokerId, values, hidden} of brokerConfigs.known) {
      expect(values).toMatchObject({'node.id': String(brokerId), 'ssl.enabled.protocols': 'TLSv1.2,TLSv1.3'});
      // Its own authorizer's settings are none that Kafka's brokers define, so they keep them to themselves.
      expect(hidden).toEqual(expect.arrayContaining(['super.users', 'ssl.keystore.key']));
      expect(JSON.stringify(values)).not.toContain('PRIVATE KEY');
    }
    expect(await readFacts(admin)).not.toHaveProperty('brokerConfigs');
  });

  it('say of what a principal may not read that it is unknown', async () => {
    const {sandboxTarget} = await import('../fixtures/live-cluster.ts');
    const [reader] = declared.users;
    if (reader === undefined) throw new Error('no user');
    const access = await sandboxTarget(testRoot(), declared).as(reader);
    if ('unavailable' in access) throw new Error(access.unavailable);
    const own = await Admin.open(access.connection);
    try {
      const startedMs = performance.now();
      const facts = await readFacts(own);
      expect([facts.acls, facts.quotas, facts.scramUsers]).toEqual([
        {unknown: 'ACLs could not be read: CLUSTER_AUTHORIZATION_FAILED'},
        {unknown: 'quotas could not be read: CLUSTER_AUTHORIZATION_FAILED'},
        {unknown: 'SCRAM users could not be read: CLUSTER_AUTHORIZATION_FAILED'},
      ]);
      const {brokerConfigs} = await readFacts(own, {brokerConfigs: true});
      expect(brokerConfigs).toEqual({unknown: "the brokers' settings could not be read: CLUSTER_AUTHORIZATION_FAILED"});
      // Refused, not timed out.
      expect(performance.now() - startedMs).toBeLessThan(8_000);
    } finally {
      await own.close();
    }
  });
});

describe('drift', () => {
  it('is nothing after an apply, and is seen after a change by hand', async () => {
    await until(async () => (await ownDrift()).length === 0);
    await setTopicConfig(admin, 'admin-test.orders', 'retention.ms', '60000');
    await until(async () => (await ownDrift()).length > 0);
    expect(await ownDrift()).toMatchObject([
      {
        rule: 'drift/topic-config',
        evidence: {declared: '3600000', live: '60000'},
        location: {pointer: '/spec/config/retention.ms'},
      },
    ]);
  });
});

describe('a cluster that cannot be opened', () => {
  it('is unreachable where nothing listens, naming every address', async () => {
    const free = await freePort();
    const opening = Admin.open({...connection, bootstrap: [`127.0.0.1:${free}`, `localhost:${free}`]});
    await expect(opening).rejects.toMatchObject({
      code: 'cluster/unreachable',
      message: expect.stringContaining(`127.0.0.1:${free} (connection refused), localhost:${free} (connection refused)`),
    });
  });

  it('is entered by a second address where the first is dead', async () => {
    const opened = await Admin.open({...connection, bootstrap: [`127.0.0.1:${await freePort()}`, ...connection.bootstrap]});
    await opened.close();
  });

  it('refuses a wrong password by name, and never shows it', async () => {
    const {sasl} = connection;
    if (sasl === undefined) throw new Error('no sasl');
    const thrown: unknown = await Admin.open({...connection, sasl: {...sasl, password: 'a-wrong-password'}}).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({code: 'cluster/authentication', message: expect.stringContaining('User:admin')});
    expect(String(thrown instanceof Error ? `${thrown.message}${thrown.stack}` : thrown)).not.toContain('a-wrong-password');
  });

  it('is not trusted without its authority', async () => {
    await expect(Admin.open({...connection, tls: {ca: undefined}})).rejects.toMatchObject({code: 'cluster/tls'});
  });
});

describe('the plaintext probe', () => {
  it('is refused by the sandbox', async () => {
    const [address = ''] = connection.bootstrap;
    expect(await probePlaintext({host: 'localhost', port: Number(address.split(':')[1])})).toMatchObject({answer: 'refused'});
  });

  it('is served by a listener that speaks plaintext', async () => {
    // Answers any request with its own correlation id, as a broker's plaintext listener does.
    const server = createServer(socket =>
      socket.on('data', request => socket.write(Buffer.concat([Buffer.from([0, 0, 0, 6]), request.subarray(8, 12), Buffer.from([0, 0])]))),
    );
    const port = await listen(server);
    expect(await probePlaintext({host: '127.0.0.1', port})).toMatchObject({answer: 'served'});
    server.close();
  });

  it('says nothing of a listener that says nothing', async () => {
    const server = createServer(socket => socket.on('data', () => undefined));
    const port = await listen(server);
    expect(await probePlaintext({host: '127.0.0.1', port}, 200)).toMatchObject({answer: 'unknown'});
    server.close();
  });
});

describe('the independent read-back', () => {
  it('returns what another client wrote, byte by byte, up to the high watermark', async () => {
    const records = [seededRecord('admin-test', 'read-back', 1), seededRecord('admin-test', 'read-back', 2)];
    for (const record of records) expect(await produceOne(connection, 'admin-test.orders', record)).toMatchObject({status: 'done'});
    const log = await readLog(admin, 'admin-test.orders', 0);
    expect(log.records.map(record => readSeededId(record))).toEqual(records.map(record => record.id));
    expect(log.endOffset).toBe(2n);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
