import {randomBytes, randomUUID} from 'node:crypto';
import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {alterUserScramCredentialsV0, consumerGroupHeartbeatV0} from '@platformatic/kafka';
import {CompressionTypes, type Consumer, Kafka, logLevel, type Message, type Producer} from 'kafkajs';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createAcls, deleteAcls} from '../../src/cluster/acls.ts';
import {withAdmin} from '../../src/cluster/admin.ts';
import {readFacts} from '../../src/cluster/facts.ts';
import {findGroupCoordinator} from '../../src/cluster/groups.ts';
import {readCommitted, readGroups} from '../../src/cluster/live-groups.ts';
import {readTopicFacts} from '../../src/cluster/topic-facts.ts';
import {createTopics, deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {weir} from '../fixtures/cli.ts';
import {setTopicConfig, testRoot, until} from '../fixtures/live-cluster.ts';
import {sharedSandboxFolder} from '../fixtures/shared-sandbox-folder.ts';

/**
 * Every rule about plans, on real brokers with real records, groups and settings by hand: one apply, then plans of what
 * would hurt. Nothing of the latter is applied.
 */
let cwd = '';
const env = {RISKS_PASSWORD: 'a-password-of-risks'};
const admin = async <T>(work: Parameters<typeof withAdmin<T>>[1]) => withAdmin(await sandboxConnection({root: testRoot()}), work);

const header = (kind: string, name: string): string => `---
apiVersion: weir/v1
kind: ${kind}
metadata: {name: ${name}, owner: team-test, description: Made by a test}
`;
const topic = (name: string, partitions: number, config = '', replicationFactor = 3): string =>
  `${header('Topic', `risks.${name}.v1`)}spec: {partitions: ${partitions}, replicationFactor: ${replicationFactor}, config: {min.insync.replicas: 1${config}}}\n`;
const user = (name: string, mechanism = 'SCRAM-SHA-512'): string =>
  `${header('User', name)}spec: {scram: {mechanism: ${mechanism}, iterations: 4096, passwordFrom: {env: RISKS_PASSWORD}, version: 1}}\n`;
const acl = (name: string, spec: string): string => `${header('Acl', name)}spec: {${spec}}\n`;
const quota = (name: string, rates: string): string => `${header('Quota', name)}spec: {entity: {user: ${name}}, ${rates}}\n`;
/** Its ACLs are written by hand, so that one can be missing. */
const APPLICATION = `${header('Application', 'risks-app')}spec: {user: risks-app, acls: written, consumes: [{topic: risks.keyed.v1, group: risks-app-group}]}\n`;
const GROUP_ACL = acl('risks-app-group', "principal: 'User:risks-app', resource: {type: group, name: risks-app-group}, operations: [read]");
const TOPIC_ACL = acl(
  'risks-app-topic',
  "principal: 'User:risks-app', resource: {type: topic, name: risks.keyed.v1}, operations: [read, describe]",
);
const WRITER_ACL = acl('risks-writer', "principal: 'User:risks-writer', resource: {type: topic, name: risks.rate.v1}, operations: [write]");
const COVERED_ACL = acl('risks-covered', "principal: 'User:risks-app', resource: {type: topic, name: risks.gone.v1}, operations: [read]");
const COVERING_ACL = acl(
  'risks-covering',
  "principal: 'User:risks-app', resource: {type: topic, name: risks.gone., pattern: prefixed}, operations: [read]",
);
const DENY_ACL = acl(
  'risks-deny',
  "principal: 'User:risks-app', resource: {type: topic, name: risks.gone.v1}, operations: [write], permission: deny",
);
const BY_HAND: AclBinding = {
  principal: 'User:risks-hand',
  host: '*',
  resourceType: 'topic',
  resourceName: 'risks.hand.v1',
  pattern: 'literal',
  operation: 'read',
  permission: 'allow',
};

function write(...documents: string[]): void {
  const folder = path.join(cwd, 'topic-specs', 'risks');
  mkdirSync(folder, {recursive: true});
  writeFileSync(path.join(folder, 'all.yaml'), documents.join(''));
}

interface Risk {
  rule: string;
  level: string;
  message: string;
  resource: {kind: string; name: string};
  evidence: Record<string, unknown>;
}
async function risks(): Promise<{of(rule: string, name?: string): Risk[]; all: Risk[]}> {
  const {exit, stdout, stderr} = await weir(['plan', '--format', 'json'], {cwd, env});
  expect(stdout, stderr).toMatch(/^\{/);
  expect(exit, stderr).not.toBe(3);
  const all: Risk[] = JSON.parse(stdout).findings;
  return {all, of: (rule, name) => all.filter(one => one.rule === `plan/${rule}` && (name === undefined || one.resource.name === name))};
}

let producer: Producer;
let consumer: Consumer;
const HOUR_MS = 3_600_000;
const keyed = (count: number, ageMs = 0): Message[] =>
  Array.from({length: count}, (_, index) => ({key: `key-${index}`, value: 'v'.repeat(100), timestamp: String(Date.now() - ageMs)}));
const keyless = (count: number): Message[] => Array.from({length: count}, () => ({key: null, value: 'v'.repeat(100)}));

beforeAll(async () => {
  cwd = sharedSandboxFolder({'cluster.yaml': `${header('Cluster', 'risks')}spec: {environment: test, sandbox: true}\n`});
  const rules = readdirSync(path.resolve(import.meta.dirname, '../../policies/plan')).map(file => `plan/${path.basename(file, '.ts')}`);
  writeFileSync(
    path.join(cwd, 'policies', 'policy.yaml'),
    `packs: []\nrules:\n${rules.map(rule => `  ${rule}: {level: warning}\n`).join('')}`,
  );
  write(
    ...[topic('gone', 3), topic('keyed', 4), topic('keyless', 4), topic('empty', 4), topic('fewer', 3), topic('rate', 3)],
    ...[topic('old', 1, ', retention.ms: 7d'), topic('large', 1, ', retention.ms: 7d'), topic('compacted', 1, ', cleanup.policy: delete')],
    ...[topic('batches', 1, ', max.message.bytes: 2MiB'), topic('hand', 1), topic('narrow', 3), topic('wide', 1, '', 1)],
    ...[user('risks-app'), user('risks-writer'), user('risks-mechanism', 'SCRAM-SHA-256'), user('risks-idle')],
    ...[APPLICATION, GROUP_ACL, TOPIC_ACL, WRITER_ACL, COVERED_ACL, COVERING_ACL, DENY_ACL],
    ...[quota('risks-writer', 'producerByteRate: 10MiB'), quota('risks-app', 'consumerByteRate: 10MiB')],
  );
  const applied = await weir(['apply', '--yes'], {cwd, env});
  expect(applied.exit, applied.stderr).toBe(0);
  const {bootstrap, tls, sasl} = await sandboxConnection({root: testRoot()});
  if (tls?.ca === undefined || sasl === undefined) throw new Error('the sandbox has TLS and SCRAM');
  const {username, password} = sasl;
  const kafka = new Kafka({
    clientId: 'risks',
    brokers: bootstrap,
    ssl: {ca: [tls.ca]},
    sasl: {mechanism: 'scram-sha-512', username, password},
    logLevel: logLevel.NOTHING,
  });
  producer = kafka.producer();
  consumer = kafka.consumer({groupId: 'risks-app-group'});
  await Promise.all([producer.connect(), consumer.connect()]);
  const send = (name: string, messages: Message[], more = {}) => producer.send({topic: `risks.${name}.v1`, messages, ...more});
  await send('gone', keyed(30));
  await send('keyed', keyed(400), {compression: CompressionTypes.GZIP});
  await send('keyless', keyless(40));
  await send('fewer', keyed(9));
  await send('old', keyed(25, 3 * HOUR_MS));
  await send('old', keyed(5));
  await send('large', keyed(500));
  await send('compacted', [...keyed(6), ...keyless(4)]);
  await send('batches', [{key: 'large', value: 'v'.repeat(300_000)}]);
  await send('wide', keyed(10));
  await consumer.subscribe({topics: ['risks.gone.v1'], fromBeginning: true});
  let read = 0;
  await consumer.run({eachMessage: async () => void read++});
  await admin(async one => {
    await setTopicConfig(one, 'risks.hand.v1', 'segment.bytes', '104857600');
    await createTopics(one, [{name: 'risks.there.v1', partitions: 2, replicationFactor: 1, config: {}}]);
    await createAcls(one, [BY_HAND]);
    await one.request(
      alterUserScramCredentialsV0.api,
      [],
      [{name: 'risks-hand', mechanism: 2, iterations: 4096, salt: randomBytes(16), saltedPassword: randomBytes(64)}],
    );
  });
  await until(async () => read === 30);
  // What it read it commits every five seconds by itself.
  await consumer.commitOffsets([0, 1, 2].map(partition => ({topic: 'risks.gone.v1', partition, offset: '1'})));
});

afterAll(async () => {
  await Promise.all([producer?.disconnect(), consumer?.disconnect()]);
  await admin(async one => {
    const {topics, acls} = await readFacts(one);
    if ('known' in topics)
      await deleteTopics(
        one,
        topics.known.map(({name}) => name).filter(name => name.startsWith('risks.')),
      );
    if ('known' in acls)
      await deleteAcls(
        one,
        acls.known.bindings.filter(({principal}) => principal.startsWith('User:risks-')),
      );
  });
  rmSync(cwd, {recursive: true, force: true});
});

/** What stays as it was applied, in every plan below. */
const USERS = [user('risks-app'), user('risks-writer')];

describe('the risks of a plan, on real brokers', {timeout: 120_000}, () => {
  it('of topics: what is in them, who reads them, what moves and what goes', async () => {
    write(
      ...[topic('keyed', 6), topic('keyless', 6), topic('empty', 6), topic('fewer', 2), topic('rate', 3)],
      ...[topic('old', 1, ', retention.ms: 1h'), topic('large', 1, ', retention.ms: 7d, retention.bytes: 10KiB')],
      ...[topic('compacted', 1, ', cleanup.policy: compact'), topic('batches', 1, ', max.message.bytes: 64KiB')],
      ...[topic('hand', 1, ', retention.ms: 1d'), topic('narrow', 3, '', 2).replace('replicas: 1', 'replicas: 2'), topic('wide', 1, '', 2)],
      ...[topic('there', 2), ...USERS, user('risks-mechanism', 'SCRAM-SHA-256'), user('risks-idle')],
      ...[APPLICATION, GROUP_ACL, TOPIC_ACL, WRITER_ACL, COVERED_ACL, COVERING_ACL, DENY_ACL],
      ...[quota('risks-writer', 'producerByteRate: 10MiB'), quota('risks-app', 'consumerByteRate: 10MiB')],
    );
    const {of, all} = await risks();

    const [gone] = of('topic-destroyed');
    expect(gone).toMatchObject({resource: {name: 'risks.gone.v1'}, evidence: {recordCount: 30}});
    expect(gone?.evidence['sizeBytes']).toBeGreaterThan(3_000);
    expect(Date.now() - Date.parse(String(gone?.evidence['lastWriteAt']))).toBeLessThan(120_000);
    expect(gone?.evidence['readers']).toEqual([
      {group: 'risks-app-group', state: 'Stable', memberCount: 1, lagRecordCount: expect.any(Number)},
    ]);
    expect(gone?.message).toMatch(/\(30 records, [\d.]+ KiB, last written at .*; read by risks-app-group \(1 member, \d+ records behind\)/);

    expect(of('partitions-increased').map(({resource}) => resource.name)).toEqual(['risks.keyed.v1']);
    expect(of('partitions-increased')[0]?.evidence).toMatchObject({
      movedPercent: 66.7,
      recordCount: 400,
      sampledKeyCount: 400,
      murmur2KeyCount: 400,
    });
    const moved = Number(of('partitions-increased')[0]?.evidence['movedKeyCount']);
    expect(moved / 400).toBeGreaterThan(0.55);
    expect(moved / 400).toBeLessThan(0.78);

    expect(of('partitions-decreased')).toMatchObject([{resource: {name: 'risks.fewer.v1'}, evidence: {recordCount: 9}}]);
    expect(of('topic-replaced')).toEqual([]);

    const [old] = of('retention-cut', 'risks.old.v1');
    expect(old?.evidence).toMatchObject({setting: 'retention.ms', before: '604800000', after: '3600000', recordCount: 25});
    expect(Date.now() - Date.parse(String(old?.evidence['oldestRecordAt']))).toBeGreaterThan(2.9 * HOUR_MS);
    const [large] = of('retention-cut', 'risks.large.v1');
    expect(large?.evidence).toMatchObject({setting: 'retention.bytes', before: '-1', after: '10240'});
    expect(Number(large?.evidence['recordCount'])).toBeGreaterThan(300);
    expect(Number(large?.evidence['sizeBytes'])).toBeGreaterThan(30_000);
    expect(of('retention-cut')).toHaveLength(2);

    expect(of('cleanup-policy-switched')).toMatchObject([
      {resource: {name: 'risks.compacted.v1'}, evidence: {before: 'delete', after: 'compact', recordCount: 10, keylessRecordCount: 4}},
    ]);
    const [batches] = of('max-message-bytes-below-batches');
    expect(Number(batches?.evidence['largestBatchBytes'])).toBeGreaterThan(300_000);
    expect(batches?.evidence).toMatchObject({after: '65536', sampledBatchCount: 1, sampledPartitionCount: 1});

    expect(of('overrides-lost')).toMatchObject([
      {resource: {name: 'risks.hand.v1'}, evidence: {setting: 'segment.bytes', value: '104857600', default: '1073741824'}},
    ]);
    expect(of('replication-factor-decreased')).toMatchObject([{resource: {name: 'risks.narrow.v1'}, evidence: {keptOutOfSync: []}}]);
    expect(of('min-insync-replicas-tight')).toMatchObject([{resource: {name: 'risks.narrow.v1'}, evidence: {minInsyncReplicas: 2}}]);
    expect(of('min-insync-replicas-unmet')).toEqual([]);
    const [wide] = of('replicas-placed-at-random');
    expect(wide).toMatchObject({resource: {name: 'risks.wide.v1'}});
    expect(Number(wide?.evidence['copiedBytes'])).toBeGreaterThan(1_000);
    expect(of('topic-exists')).toMatchObject([{resource: {name: 'risks.there.v1'}, evidence: {partitions: 2, stack: 'risks.risks'}}]);
    expect(all.filter(({message}) => message.includes('unknown'))).toEqual([]);
  });

  it('of access: judged by what the whole cluster declares, by intents and by connected groups', async () => {
    write(
      ...[topic('gone', 3), topic('keyed', 4), topic('rate', 3), topic('old', 1, ', retention.ms: 7d')],
      topic('narrow', 3, '', 2).replace('replicas: 1', 'replicas: 3'),
      ...[user('risks-writer'), user('risks-mechanism'), user('risks-hand')],
      // The ACL for the topic is gone, that for the group stays; the covered one is gone, too.
      ...[
        APPLICATION,
        GROUP_ACL,
        WRITER_ACL,
        acl('risks-hand', "principal: 'User:risks-hand', resource: {type: topic, name: risks.hand.v1}, operations: [read]"),
      ],
      acl(
        'risks-deny-new',
        "principal: 'User:risks-app', resource: {type: group, name: risks-app-group}, operations: [read], permission: deny",
      ),
      ...[quota('risks-writer', 'producerByteRate: 1KiB'), quota('risks-app', 'consumerByteRate: 1MiB')],
    );
    mkdirSync(path.join(cwd, 'topic-specs', 'other'), {recursive: true});
    writeFileSync(path.join(cwd, 'topic-specs', 'other', 'all.yaml'), COVERING_ACL);
    let writing = true;
    const writer = (async () => {
      while (writing) {
        await producer.send({topic: 'risks.rate.v1', messages: [0, 1, 2].map(partition => ({partition, value: 'v'.repeat(10_000)}))});
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    })();
    const {of} = await risks().finally(async () => {
      writing = false;
      await writer;
    });

    const removed = of('acl-removed-in-use');
    expect(removed.map(({resource}) => resource.name).sort()).toEqual([
      'allow User:risks-app Describe on Topic risks.keyed.v1',
      'allow User:risks-app Read on Topic risks.keyed.v1',
    ]);
    const reading = removed.find(({resource}) => resource.name.includes('Read'));
    expect(reading?.evidence).toMatchObject({
      intents: [{application: 'risks-app', at: '/spec/consumes/0/topic'}],
      connectedGroups: [{group: 'risks-app-group', memberCount: 1, hosts: ['127.0.0.1']}],
    });

    expect(of('deny-acl-removed')).toMatchObject([{message: expect.stringContaining('write on topic risks.gone.v1')}]);
    const [denied] = of('deny-acl-added');
    expect(denied?.message).toContain('it forbids what risks-app needs');
    expect(denied?.evidence['connectedGroups']).toMatchObject([{group: 'risks-app-group', memberCount: 1}]);

    expect(of('user-deleted-in-use')).toMatchObject([
      {
        resource: {name: 'risks-app'},
        evidence: {applications: ['risks-app'], connectedGroups: [{group: 'risks-app-group', memberCount: 1}]},
      },
    ]);
    expect(of('scram-mechanism-changed')).toMatchObject([{evidence: {before: 'SCRAM-SHA-256', after: 'SCRAM-SHA-512'}}]);
    expect(of('user-exists')).toMatchObject([{resource: {name: 'risks-hand'}, evidence: {mechanism: 'SCRAM-SHA-512', iterations: 4096}}]);
    expect(of('min-insync-replicas-unmet')).toMatchObject([
      {resource: {name: 'risks.narrow.v1'}, evidence: {minInsyncReplicas: 3, replicationFactor: 2}},
    ]);
    expect(of('unmanaged-overwritten')).toMatchObject([{resource: {name: 'allow User:risks-hand Read on Topic risks.hand.v1'}}]);

    const [slow] = of('quota-below-rate');
    expect(slow?.evidence).toMatchObject({user: 'risks-writer', limitBytesPerSecond: 1024, topics: ['risks.rate.v1']});
    expect(Number(slow?.evidence['measuredBytesPerSecond'])).toBeGreaterThan(20_000);
    expect(of('quota-unmeasured').map(({resource}) => resource.name)).toEqual(['user risks-app']);
    expect(
      of('quota-replaced')
        .map(({resource}) => resource.name)
        .sort(),
    ).toEqual(['user risks-app', 'user risks-writer']);
  });
});

describe('what is read of a cluster', {timeout: 60_000}, () => {
  it('holds group members of the newer protocol, too, and what they are assigned', async () => {
    await admin(async one => {
      const {brokers, topics} = await readLayout(one, ['risks.keyed.v1']);
      const wire = await one.broker(await findGroupCoordinator(one, 'risks-newer'));
      const member = randomUUID();
      const beat = (epoch: number) =>
        wire.request(consumerGroupHeartbeatV0.api, 'risks-newer', member, epoch, null, null, 60_000, ['risks.keyed.v1'], null, null, []);
      const joined = await beat(0);
      try {
        await until(async () => {
          const group = (await readGroups(one, brokers)).find(({name}) => name === 'risks-newer');
          return group !== undefined && 'known' in group.members && group.members.known.length === 1;
        });
        const groups = (await readGroups(one, brokers)).filter(({name}) => name.startsWith('risks-'));
        expect(groups.map(({name}) => name)).toEqual(['risks-app-group', 'risks-newer']);
        expect(groups[1]?.members).toMatchObject({known: [{clientId: expect.any(String), host: '127.0.0.1'}]});
        const committed = await readCommitted(one, groups, topics);
        expect(committed.filter(({group}) => group === 'risks-newer')).toEqual([]);
      } finally {
        await wire.request(consumerGroupHeartbeatV0.api, 'risks-newer', member, -1, null, null, 60_000, null, null, null, null);
      }
      expect(joined.memberEpoch).toBeGreaterThan(0);
    });
  });

  it('is unknown to a principal that may not know it, and so are settings and sizes', async () => {
    const connection = await sandboxConnection({root: testRoot()});
    const sasl = {mechanism: 'SCRAM-SHA-512' as const, username: 'risks-app', password: env.RISKS_PASSWORD};
    await withAdmin({...connection, sasl}, async one => {
      const {brokers} = await readLayout(one, []);
      await expect(readGroups(one, brokers)).rejects.toThrow('only some groups');
      const asked = ['risks.gone.v1', 'risks.rate.v1'].map(name => ({name, contents: true, sample: false}));
      const {topics, hidden} = await readTopicFacts(one, asked, Date.now());
      // It may read the one, and not ask for its settings and sizes; of the other it is told nothing.
      expect(topics).toMatchObject([{name: 'risks.gone.v1', settings: {unknown: expect.anything()}, sizes: {unknown: expect.anything()}}]);
      expect(hidden).toEqual([{name: 'risks.rate.v1', unknown: expect.stringContaining('may not be described')}]);
    });
  });
});
