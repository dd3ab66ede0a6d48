import {incrementalAlterConfigsV1} from '@platformatic/kafka';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {RawProducer} from '../../src/cluster/raw-producer.ts';
import {endsOf} from '../../src/cluster/scan-log.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {settled, testRoot} from '../fixtures/live-cluster.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

const TOPIC = `eos-hanging.${process.pid}`;
let admin: Admin;
let workspace: Workspace;

/** Brokers since Kafka 3.6 ask the coordinator before they take a transaction's first record (KIP-890); older ones did not. */
async function verifiesPartitions(value: 'true' | 'false'): Promise<void> {
  const configs = [{name: 'transaction.partition.verification.enable', configOperation: 0 as const, value}];
  await admin.request(incrementalAlterConfigsV1.api, [{resourceType: 4, resourceName: '', configs}], false);
}

beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  await createTopics(admin, [{name: TOPIC, partitions: 1, replicationFactor: 3, config: {'min.insync.replicas': '2'}}]);
  await settled(admin, [TOPIC]);
  workspace = sandboxWorkspace('hanging');
  workspace.write(
    'topic-specs/clusters/sandbox.yaml',
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: sandbox}\nspec: {environment: sandbox, sandbox: true}\n',
  );
});

afterAll(async () => {
  await verifiesPartitions('true');
  await deleteTopics(admin, [TOPIC]);
  await admin.close();
  workspace.remove();
});

it('finds a transaction that no coordinator knows of, and ends it by a marker', async () => {
  const record = [{key: Buffer.from('k'), value: Buffer.from('hangs')}];
  const refused = await RawProducer.open(admin, {transactionalId: `${TOPIC}-refused`});
  // What can be made by default: nothing. The broker asks the coordinator, which knows of no transaction there.
  await expect(refused.send(TOPIC, 0, record)).rejects.toThrow();

  await verifiesPartitions('false');
  const producer = await RawProducer.open(admin, {transactionalId: `${TOPIC}-producer`});
  await expect.poll(async () => producer.send(TOPIC, 0, record).then(() => 'sent', String), {timeout: 20_000}).toBe('sent');
  const before = await endsOf(admin, {topic: TOPIC, partition: 0});
  expect(before.lastStableOffset).toBeLessThan(before.highWatermark);

  const listed = await workspace.run('transactions list');
  expect(listed.stdout).toContain(
    `hanging: ${TOPIC}-0 waits at offset 0 for producer ${producer.producerId}, whose transaction no coordinator knows of`,
  );
  const abort = ['transactions', 'abort', '--topic', TOPIC, '--partition', '0'];
  const dry = await workspace.run(abort);
  expect(dry.stdout).toContain('writes the marker that no coordinator will write, and hides its records from offset 0 on');
  expect(await endsOf(admin, {topic: TOPIC, partition: 0})).toEqual(before);
  const done = await workspace.run([...abort, '--yes']);
  expect(done.exit, done.stderr).toBe(0);
  expect(done.stdout).toContain(`aborted the transaction of producer ${producer.producerId} in ${TOPIC}-0`);
  await expect
    .poll(async () => endsOf(admin, {topic: TOPIC, partition: 0}))
    .toEqual({lastStableOffset: before.highWatermark + 1n, highWatermark: before.highWatermark + 1n});
});
