// covers: P02, P03, PR6
import {Partitioners} from 'kafkajs';
import {afterEach, describe, expect, it} from 'vitest';
import {createProducer} from '../../src/clients/producer/producer.ts';
import type {OutgoingRecord} from '../../src/clients/records.ts';
import {text} from '../../src/clients/serialisers/text.ts';
import type {WrittenSettings} from '../../src/clients/settings/stated-settings.ts';
import {createTransactionalProducer} from '../../src/clients/transactions/transactional-producer.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {ScriptedCluster} from '../fixtures/scripted-cluster.ts';

/** Kafka's error codes. */
const NOT_LEADER = 6;
const COORDINATOR_NOT_AVAILABLE = 15;
const CONCURRENT_TRANSACTIONS = 51;

const RETRY = {initialRetryTime: 5, maxRetryTime: 20, factor: 0, multiplier: 1, retries: 5};
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function scripted(nodes: number, topics: Record<string, number[]>): Promise<{cluster: ScriptedCluster; connection: Connection}> {
  const cluster = await ScriptedCluster.start(nodes, topics);
  closing.push(() => cluster.stop());
  return {cluster, connection: {cluster: 'scripted', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined}};
}

async function bare(connection: Connection, options: {transactionalId?: string; requestTimeoutMs?: number; retries?: number} = {}) {
  const retry = {...RETRY, retries: options.retries ?? RETRY.retries};
  const client = kafkajsClient(connection, {retry, requestTimeoutMs: options.requestTimeoutMs ?? 2_000});
  const producer = client.producer({
    idempotent: true,
    retry,
    createPartitioner: Partitioners.DefaultPartitioner,
    ...(options.transactionalId === undefined ? {} : {transactionalId: options.transactionalId}),
  });
  await producer.connect();
  closing.push(() => producer.disconnect());
  return producer;
}

async function ours(connection: Connection, settings: WrittenSettings = {}) {
  const producer = await createProducer<string>(connection, {
    valueSerializer: text,
    settings: {'retry.backoff.ms': 5, 'linger.ms': 0, ...settings},
  });
  closing.push(() => producer.close());
  return {sendAll: (records: OutgoingRecord<string, string>[]) => Promise.all(records.map(record => producer.send(record)))};
}

async function oursInTransactions(connection: Connection, transactionalId: string) {
  const producer = await createTransactionalProducer<string>(connection, {
    transactionalId,
    valueSerializer: text,
    settings: {'retry.backoff.ms': 5, 'max.block.ms': 2_000},
  });
  closing.push(() => producer.close().catch(() => undefined));
  return producer;
}

describe('a send to several partitions, one of which moved to the leader of the other', () => {
  const moved = (cluster: ScriptedCluster) => {
    cluster.script = ({api, batches}) => {
      if (api !== 'Produce' || !batches.includes('t-1') || cluster.topics.get('t')?.[1] === 0) return undefined;
      cluster.topics.set('t', [0, 0]);
      return NOT_LEADER;
    };
  };

  it('resolves in kafkajs with a partition that was never sent', async () => {
    const {cluster, connection} = await scripted(2, {t: [0, 1]});
    moved(cluster);
    const producer = await bare(connection);
    const messages = [0, 1].map(partition => ({partition, value: `p${partition}`}));
    await producer.send({topic: 't', messages});
    expect(cluster.valuesOf('t-0')).toEqual(['p0']);
    expect(cluster.valuesOf('t-1')).toEqual([]);
  });

  it('is stored whole here', async () => {
    const {cluster, connection} = await scripted(2, {t: [0, 1]});
    moved(cluster);
    const producer = await ours(connection);
    await producer.sendAll([0, 1].map(partition => ({topic: 't', partition, value: `p${partition}`})));
    expect(cluster.valuesOf('t-0')).toEqual(['p0']);
    expect(cluster.valuesOf('t-1')).toEqual(['p1']);
  });
});

describe('two sends at once, and the answer to the first is lost', () => {
  const lost = (cluster: ScriptedCluster) => {
    cluster.script = ({api, before}) => (api === 'Produce' && before === 0 ? 'lose' : undefined);
  };

  it('share a sequence number in kafkajs: one is acknowledged and not stored, the other stored twice', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    lost(cluster);
    const producer = await bare(connection);
    await Promise.all(['a', 'b'].map(value => producer.send({topic: 't', messages: [{partition: 0, value}]})));
    const [stored, again] = cluster.valuesOf('t-0');
    expect([cluster.log.length, again]).toEqual([2, stored]);
  });

  it('are both stored once here', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    lost(cluster);
    const producer = await ours(connection, {'batch.size': 0});
    const sent = await producer.sendAll(['a', 'b'].map(value => ({topic: 't', partition: 0, value})));
    expect(cluster.valuesOf('t-0')).toEqual(['a', 'b']);
    expect(sent.map(({offset}) => offset)).toEqual([0n, 1n]);
  });
});

describe('a record without a key whose acknowledgement is lost', () => {
  const lost = (cluster: ScriptedCluster) => {
    cluster.script = ({api, before}) => (api === 'Produce' && before < 3 ? 'lose' : undefined);
  };

  it('is partitioned again by kafkajs and stored in several partitions', async () => {
    const {cluster, connection} = await scripted(1, {t: [0, 0, 0]});
    lost(cluster);
    const producer = await bare(connection);
    await producer.send({topic: 't', messages: [{value: 'once'}]});
    expect(cluster.log.length).toBeGreaterThan(1);
  });

  it('keeps its partition here and is stored once', async () => {
    const {cluster, connection} = await scripted(1, {t: [0, 0, 0]});
    lost(cluster);
    const producer = await ours(connection);
    const [sent] = await producer.sendAll([{topic: 't', value: 'once'}]);
    expect(cluster.log.map(({partition, value}) => [partition, value])).toEqual([[`t-${sent?.partition}`, 'once']]);
  });
});

describe('a leader that falls silent, when another one leads', () => {
  const silent = (cluster: ScriptedCluster) => {
    cluster.script = ({api, node}) => {
      if (api !== 'Produce' || node !== 0) return undefined;
      // Whoever asks for metadata is told.
      cluster.topics.set('t', [1]);
      return 'hang';
    };
  };

  it('is asked again and again by kafkajs', async () => {
    const {cluster, connection} = await scripted(2, {t: [0]});
    silent(cluster);
    const producer = await bare(connection, {requestTimeoutMs: 150, retries: 2});
    await expect(producer.send({topic: 't', messages: [{partition: 0, value: 'x'}]})).rejects.toThrow(/timed out/);
  });

  it('is left here', async () => {
    const {cluster, connection} = await scripted(2, {t: [0]});
    silent(cluster);
    const producer = await ours(connection, {'request.timeout.ms': 150});
    const [sent] = await producer.sendAll([{topic: 't', partition: 0, value: 'x'}]);
    expect(sent?.partition).toBe(0);
    expect(cluster.log.filter(({value}) => value === 'x').length).toBeGreaterThan(0);
  });
});

describe('a topic that was deleted', () => {
  it('stops sends to other topics in kafkajs', async () => {
    const {cluster, connection} = await scripted(1, {gone: [0], there: [0]});
    const producer = await bare(connection);
    await producer.send({topic: 'gone', messages: [{partition: 0, value: 'x'}]});
    cluster.topics.delete('gone');
    await expect(producer.send({topic: 'there', messages: [{partition: 0, value: 'x'}]})).rejects.toThrow(/does not host this topic/);
  });

  it('costs others nothing here', async () => {
    const {cluster, connection} = await scripted(1, {gone: [0], there: [0]});
    const producer = await ours(connection);
    await producer.sendAll([{topic: 'gone', partition: 0, value: 'x'}]);
    cluster.topics.delete('gone');
    await producer.sendAll([{topic: 'there', partition: 0, value: 'x'}]);
    expect(cluster.valuesOf('there-0')).toEqual(['x']);
  });
});

describe('headers and timestamps', () => {
  const headers: [string, string][] = [
    ['2', 'first'],
    ['1', 'second'],
    ['2', 'third'],
  ];

  it('lose their order in kafkajs, which takes an object', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    const producer = await bare(connection);
    await producer.send({topic: 't', messages: [{partition: 0, value: 'x', headers: {'2': ['first', 'third'], '1': 'second'}}]});
    expect(cluster.log[0]?.headers).not.toEqual(headers);
  });

  it('are kept here', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    const producer = await ours(connection);
    await producer.sendAll([{topic: 't', partition: 0, value: 'x', headers, timestampMs: 7}]);
    expect(cluster.log[0]).toMatchObject({headers, timestampMs: 7});
  });
});

describe('a commit that is not answered', () => {
  it.each(['lose', COORDINATOR_NOT_AVAILABLE] as const)('leaves kafkajs in COMMITTING for good (%s)', async fate => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    cluster.script = ({api, before}) => (api === 'EndTxn' && before === 0 ? fate : undefined);
    const producer = await bare(connection, {transactionalId: 'id'});
    const transaction = await producer.transaction();
    await transaction.send({topic: 't', messages: [{partition: 0, value: 'x'}]});
    await expect(transaction.commit()).rejects.toThrow();
    await expect(transaction.commit()).rejects.toThrow(/once ended/);
    await expect(transaction.abort()).rejects.toThrow(/once ended/);
    await expect(producer.transaction()).rejects.toThrow(/state/i);
  });

  it.each(['lose', COORDINATOR_NOT_AVAILABLE] as const)('is found out here, and the next transaction goes on (%s)', async fate => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    cluster.script = ({api, before}) => (api === 'EndTxn' && before === 0 ? fate : undefined);
    const producer = await oursInTransactions(connection, 'id');
    const first = await producer.begin();
    await first.send({topic: 't', partition: 0, value: 'x'});
    await first.commit();
    expect(cluster.transactions.get('id')?.state).toBe('committed');
    const second = await producer.begin();
    // A request that may still arrive belongs to an epoch that is over (KAFKA-17754).
    expect(cluster.transactions.get('id')?.epoch).toBe(fate === 'lose' ? 1 : 0);
    await second.send({topic: 't', partition: 0, value: 'y'});
    await second.commit();
    expect(cluster.valuesOf('t-0')).toEqual(['x', 'y']);
    expect(cluster.requests.filter(api => api === 'EndTxn')).toHaveLength(3);
  });

  it('is never followed by an abort here: what is not known is said', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    cluster.script = ({api}) => (api === 'EndTxn' ? 'lose' : undefined);
    const producer = await oursInTransactions(connection, 'id');
    const transaction = await producer.begin();
    await transaction.send({topic: 't', partition: 0, value: 'x'});
    await expect(transaction.commit()).rejects.toMatchObject({code: 'client/commit-unknown', recovery: 'fatal', stored: 'unknown'});
    cluster.script = () => undefined;
    await transaction.abort();
    await producer.close();
    expect(cluster.transactions.get('id')?.state).toBe('committed');
    await expect(producer.begin()).rejects.toMatchObject({code: 'client/closed'});
  });
});

describe('a partition whose joining of the transaction is not answered', () => {
  const unanswered = (cluster: ScriptedCluster) => {
    cluster.script = ({api}) => (api === 'AddPartitionsToTxn' ? 'lose' : undefined);
  };

  it('leaves the transaction open in kafkajs, whose abort sends nothing', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    unanswered(cluster);
    const producer = await bare(connection, {transactionalId: 'id', retries: 1});
    const transaction = await producer.transaction();
    await expect(transaction.send({topic: 't', messages: [{partition: 0, value: 'x'}]})).rejects.toThrow();
    await transaction.abort();
    expect(cluster.transactions.get('id')?.state).toBe('ongoing');
  });

  it('is aborted here', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    unanswered(cluster);
    const producer = await oursInTransactions(connection, 'id');
    const transaction = await producer.begin();
    await expect(transaction.send({topic: 't', partition: 0, value: 'x'})).rejects.toMatchObject({recovery: 'abortable'});
    await transaction.abort();
    expect(cluster.transactions.get('id')?.state).not.toBe('ongoing');
  });
});

describe('positions in a transaction whose predecessor is still being completed', () => {
  const busy = (cluster: ScriptedCluster) => {
    cluster.script = ({api, before}) => (api === 'AddOffsetsToTxn' && before < 3 ? CONCURRENT_TRANSACTIONS : undefined);
  };

  it('fail in kafkajs', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    busy(cluster);
    const producer = await bare(connection, {transactionalId: 'id'});
    const transaction = await producer.transaction();
    const topics = [{topic: 't', partitions: [{partition: 0, offset: '1'}]}];
    await expect(transaction.sendOffsets({consumerGroupId: 'g', topics})).rejects.toThrow(/concurrent|ongoing/i);
  });

  it('wait here', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    busy(cluster);
    const producer = await oursInTransactions(connection, 'id');
    const transaction = await producer.begin();
    await transaction.sendOffsets('g', [{topic: 't', partition: 0, offset: 1n}]);
    await transaction.commit();
    expect(cluster.requests.slice(-2)).toEqual(['TxnOffsetCommit', 'EndTxn']);
  });
});

describe('a producer that was fenced while an answer to it was lost', () => {
  it('fences its successor when it is made anew, which kafkajs asks for', async () => {
    const {connection} = await scripted(1, {t: [0]});
    await (await bare(connection, {transactionalId: 'id'})).transaction();
    const heir = await (await bare(connection, {transactionalId: 'id'})).transaction();
    await (await bare(connection, {transactionalId: 'id'})).transaction();
    await expect(heir.send({topic: 't', messages: [{partition: 0, value: 'heir'}]})).rejects.toThrow(/epoch|newer|fenced/i);
  });

  it('does not fence its successor when it recovers', async () => {
    const {cluster, connection} = await scripted(1, {t: [0]});
    const zombie = await oursInTransactions(connection, 'id');
    const left = await zombie.begin();
    cluster.script = ({api}) => (api === 'AddPartitionsToTxn' ? 'lose' : undefined);
    const sending = left.send({topic: 't', partition: 0, value: 'zombie'}).catch((thrown: unknown) => thrown);
    await new Promise(resolve => setTimeout(resolve, 50));
    const heir = await oursInTransactions(connection, 'id');
    cluster.script = () => undefined;
    expect(await sending).toMatchObject({code: 'client/fenced', recovery: 'fatal'});
    await left.abort();
    const own = await heir.begin();
    await own.send({topic: 't', partition: 0, value: 'heir'});
    await own.commit();
    expect(cluster.valuesOf('t-0')).toEqual(['heir']);
  });
});
