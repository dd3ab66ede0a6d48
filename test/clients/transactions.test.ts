// covers: P03, EO5
import {afterEach, describe, expect, it} from 'vitest';
import {createTransactionalProducer} from '../../src/clients/transactions/transactional-producer.ts';
import {ScriptedCluster} from '../fixtures/scripted-cluster.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Kafka's error codes. */
const INVALID_TXN_STATE = 48;
const TOPIC_AUTHORIZATION_FAILED = 29;
const TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53;

async function opened(settings = {}) {
  const cluster = await ScriptedCluster.start(1, {t: [0, 0]});
  closing.push(() => cluster.stop());
  const connection = {cluster: 'scripted', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined};
  const producer = await createTransactionalProducer(connection, {
    transactionalId: 'id',
    settings: {'retry.backoff.ms': 5, 'max.block.ms': 1_000, ...settings},
  });
  closing.push(() => producer.close().catch(() => undefined));
  return {cluster, producer, connection};
}

describe('a transaction of which something failed', () => {
  it('cannot be committed without a record that was refused, even where nobody looked', async () => {
    const {cluster, producer} = await opened();
    const transaction = await producer.begin();
    await transaction.send({topic: 't', partition: 0, value: 'kept'});
    await transaction.send({topic: 't', partition: 0, value: 1n}).catch(() => undefined);
    await expect(transaction.commit()).rejects.toMatchObject({code: 'client/serialisation', recovery: 'abortable'});
    await transaction.abort();
    expect(cluster.transactions.get('id')?.state).toBe('aborted');
    const next = await producer.begin();
    await next.send({topic: 't', partition: 0, value: 'next'});
    await next.commit();
    expect(cluster.transactions.get('id')?.state).toBe('committed');
  });

  it.each([
    [TOPIC_AUTHORIZATION_FAILED, 'abortable'],
    [TRANSACTIONAL_ID_AUTHORIZATION_FAILED, 'fatal'],
  ] as const)('says whether another one can follow (error %s: %s)', async (code, recovery) => {
    const {cluster, producer} = await opened();
    cluster.script = ({api, before}) => (api === 'AddPartitionsToTxn' && before === 0 ? code : undefined);
    const transaction = await producer.begin();
    await expect(transaction.send({topic: 't', partition: 0, value: 'x'})).rejects.toMatchObject({code: 'client/not-authorized', recovery});
    await expect(transaction.commit()).rejects.toMatchObject({code: 'client/not-authorized', recovery});
    await transaction.abort();
    if (recovery === 'fatal') await expect(producer.begin()).rejects.toMatchObject({recovery});
    else await (await producer.begin()).abort();
  });

  it('that the coordinator aborted by itself is not committed, and is told so', async () => {
    const {cluster, producer} = await opened();
    const transaction = await producer.begin();
    await transaction.send({topic: 't', partition: 0, value: 'x'});
    cluster.script = ({api, before}) => (api === 'EndTxn' && before === 0 ? INVALID_TXN_STATE : undefined);
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'client/transaction-aborted',
      recovery: 'abortable',
      stored: 'not-stored',
    });
    await transaction.abort();
    const next = await producer.begin();
    await next.send({topic: 't', partition: 1, value: 'y'});
    await next.commit();
  });
});

describe('a transaction', () => {
  it('is one at a time, takes nothing once it is over, and sends nothing where it is empty', async () => {
    const {cluster, producer} = await opened();
    const first = await producer.begin();
    await expect(producer.begin()).rejects.toMatchObject({code: 'client/transaction-open'});
    await first.commit();
    await expect(first.send({topic: 't', value: 'x'})).rejects.toMatchObject({code: 'client/transaction-ended'});
    await (await producer.begin()).abort();
    expect(cluster.requests).not.toContain('EndTxn');
    const many = await producer.begin();
    await many.sendAll(Array.from({length: 50}, (_, i) => ({topic: 't', partition: i % 2, value: i})));
    await many.commit();
    expect(cluster.requests.filter(api => api === 'AddPartitionsToTxn').length).toBeLessThanOrEqual(2);
    expect(cluster.valuesOf('t-0')).toEqual(Array.from({length: 25}, (_, i) => `${2 * i}`));
  });

  it('that is open is aborted by close, and what was not sent yet is not sent', async () => {
    const {cluster, producer} = await opened({'linger.ms': 5_000});
    const transaction = await producer.begin();
    await transaction.sendOffsets('g', [{topic: 't', partition: 0, offset: 1n}]);
    const sending = transaction.send({topic: 't', partition: 0, value: 'x'}).catch((thrown: unknown) => thrown);
    await new Promise(resolve => setTimeout(resolve, 20));
    await producer.close();
    expect(await sending).toMatchObject({code: 'client/transaction-aborted', stored: 'not-stored'});
    expect(cluster.transactions.get('id')?.state).toBe('aborted');
    expect(cluster.log).toEqual([]);
  });
});
