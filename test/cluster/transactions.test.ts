import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {readTransactions} from '../../src/cluster/hanging-transactions.ts';
import {describeTransaction} from '../../src/cluster/live-transactions.ts';
import {RawProducer} from '../../src/cluster/raw-producer.ts';
import {endsOf} from '../../src/cluster/scan-log.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {settled, testRoot} from '../fixtures/live-cluster.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

const TOPIC = `eos-transactions.${process.pid}`;
const ID = `${TOPIC}-producer`;
let admin: Admin;
let workspace: Workspace;

beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  await createTopics(admin, [{name: TOPIC, partitions: 2, replicationFactor: 3, config: {'min.insync.replicas': '2'}}]);
  await settled(admin, [TOPIC]);
  workspace = sandboxWorkspace('transactions');
  workspace.write(
    'topic-specs/clusters/sandbox.yaml',
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: sandbox}\nspec: {environment: sandbox, sandbox: true}\n',
  );
});

afterAll(async () => {
  await deleteTopics(admin, [TOPIC]);
  await admin.close();
  workspace.remove();
});

async function openTransaction(): Promise<RawProducer> {
  const producer = await RawProducer.open(admin, {transactionalId: ID, transactionTimeoutMs: 120_000});
  await producer.addPartitions([{name: TOPIC, partitions: [1]}]);
  await producer.send(TOPIC, 1, [{key: Buffer.from('k'), value: Buffer.from('open')}]);
  return producer;
}

describe('weir transactions', () => {
  it('shows an open transaction, says what aborting it does, aborts it, and its producer is fenced', async () => {
    const producer = await openTransaction();
    const listed = await workspace.run('transactions list --format json');
    expect(listed.exit, listed.stderr).toBe(0);
    const {transactions, hanging} = JSON.parse(listed.stdout);
    const own = transactions.find((one: {transactionalId: string}) => one.transactionalId === ID);
    expect(own).toMatchObject({state: 'Ongoing', timeoutMs: 120_000, partitions: [{topic: TOPIC, partition: 1}]});
    expect(own.producerId).toBe(String(producer.producerId));
    expect(hanging.filter((one: {topic?: string; transactionalId?: string}) => one.topic === TOPIC || one.transactionalId === ID)).toEqual(
      [],
    );

    const described = await workspace.run(['transactions', 'describe', ID]);
    expect(described.stdout).toContain(`${ID}: Ongoing`);
    expect(described.stdout.replace(/\s+/g, ' ')).toContain(`${TOPIC}-1 │ 0 │ 0 │ 1`);

    const dry = await workspace.run(['transactions', 'abort', ID]);
    expect(dry.exit).toBe(0);
    expect(dry.stdout).toContain(`would abort ${ID} in ${TOPIC}-1: takes the transactional id, which fences its producer`);
    expect(dry.stdout).toContain('nothing was changed');
    expect((await describeTransaction(admin, ID))?.state).toBe('Ongoing');

    const done = await workspace.run(['transactions', 'abort', ID, '--yes']);
    expect(done.exit, done.stderr).toBe(0);
    expect(done.stdout).toMatch(new RegExp(`^aborted ${ID}: its state is (CompleteAbort|Empty)\n$`));
    await expect.poll(async () => endsOf(admin, {topic: TOPIC, partition: 1})).toEqual({lastStableOffset: 2n, highWatermark: 2n});
    await expect(producer.end(true)).rejects.toThrow();
  });

  it('refuses what is not there, and takes an open transaction for none that hangs', async () => {
    const producer = await openTransaction();
    const {hanging} = await readTransactions(admin, [TOPIC]);
    expect(hanging.filter(one => one.why === 'orphaned')).toEqual([]);
    const none = await workspace.run(['transactions', 'abort', '--topic', TOPIC, '--partition', '1', '--yes']);
    expect(none.exit).toBe(3);
    expect(none.stderr).toContain(`no transaction hangs in ${TOPIC}-1`);
    expect((await describeTransaction(admin, ID))?.state).toBe('Ongoing');
    await producer.end(false);
    const unknown = await workspace.run(['transactions', 'describe', `${ID}-absent`]);
    expect([unknown.exit, unknown.stderr]).toEqual([3, expect.stringContaining(`no coordinator knows the transactional id ${ID}-absent`)]);
  });
});
