// covers: P02, P03, PR6, EO6
import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {ClientError} from '../../src/clients/client-error.ts';
import {createProducer} from '../../src/clients/producer/producer.ts';
import {text} from '../../src/clients/serialisers/text.ts';
import {createTransactionalProducer} from '../../src/clients/transactions/transactional-producer.ts';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {createTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection, sandboxDown, sandboxUp, signalBroker} from '../../src/sandbox/sandbox.ts';
import {settled} from '../fixtures/live-cluster.ts';
import {longFactor} from '../fixtures/long-factor.ts';

/** Brokers of its own: they are killed and stopped in turn. */
let root = '';
let connection: Connection;
let admin: Admin;
const PARTITIONS = [0, 1, 2];
const ROUNDS = Math.ceil(3 * longFactor());
const BROKERS = [1, 2, 3];

beforeAll(async () => {
  root = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-producing-'));
  await sandboxUp({root, brokerSessionTimeoutMs: 3_000});
  connection = await sandboxConnection({root});
  admin = await Admin.open(connection);
});
afterAll(async () => {
  await admin.close();
  await sandboxDown({root, purge: true});
  rmSync(root, {recursive: true, force: true});
});

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** A broker is killed and comes back; another one hangs for a while. Ends when all are in sync again. */
async function disturb(topic: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const [killed, hung] = [BROKERS[round % 3] ?? 1, BROKERS[(round + 1) % 3] ?? 2];
    await pause(1_000);
    await signalBroker({root, id: killed, signal: 'SIGKILL'});
    await pause(5_000);
    await sandboxUp({root, brokerSessionTimeoutMs: 3_000});
    await settled(admin, [topic]);
    await signalBroker({root, id: hung, signal: 'SIGSTOP'});
    await pause(6_000);
    await signalBroker({root, id: hung, signal: 'SIGCONT'});
    await settled(admin, [topic]);
  }
}

async function logs(topic: string, isolation: 'all' | 'committed'): Promise<Map<number, Map<string, bigint[]>>> {
  const read = await Promise.all(PARTITIONS.map(async one => (await readLog(admin, topic, one, {isolation, timeoutMs: 90_000})).records));
  return new Map(
    read.map((records, partition) => {
      const byValue = new Map<string, bigint[]>();
      for (const {value, offset} of records) byValue.set(String(value), [...(byValue.get(String(value)) ?? []), offset]);
      return [partition, byValue] as const;
    }),
  );
}

describe('while brokers are killed and hang', () => {
  it('each acknowledged record is stored once, where it was said and in order; what is said not to be stored is not', async () => {
    const topic = 'producing.plain';
    await createTopics(admin, [{name: topic, partitions: 3, replicationFactor: 3, config: {'min.insync.replicas': '2'}}]);
    await settled(admin, [topic]);
    const producer = await createProducer<string>(connection, {
      valueSerializer: text,
      settings: {'request.timeout.ms': '2s', 'delivery.timeout.ms': '20s', 'linger.ms': 5},
    });
    const acknowledged: {partition: number; offset: bigint; value: string}[] = [];
    const failed: {partition: number; value: string; error: ClientError}[] = [];
    let over = false;
    const disturbing = disturb(topic).finally(() => {
      over = true;
    });
    for (let i = 0; !over; i++) {
      const [partition, value] = [i % 3, `value ${i}`];
      await producer.ready();
      producer.sendAsync({topic, partition, value}).then(
        ({offset}) => acknowledged.push({partition, offset, value}),
        (error: ClientError) => failed.push({partition, value, error}),
      );
      if (i % 10 === 0) await pause(10);
    }
    await disturbing;
    await producer.close();
    const stored = await logs(topic, 'all');
    const wrong = acknowledged.filter(({partition, value, offset}) => {
      const offsets = stored.get(partition)?.get(value);
      return offsets?.length !== 1 || offsets[0] !== offset;
    });
    const states = failed.map(({partition, value, error}) => ({
      state: error.stored,
      code: error.code,
      message: error.message,
      copies: stored.get(partition)?.get(value)?.length ?? 0,
    }));
    console.log(
      `${acknowledged.length} acknowledged, ${wrong.length} wrong, ${failed.length} failed: ${JSON.stringify(
        Object.fromEntries(
          Map.groupBy(states, ({state, code, copies}) => `${code} ${state}, stored ${copies} times`)
            .entries()
            .map(([key, own]) => [key, own.length]),
        ),
      )}`,
    );
    for (const message of new Set(states.map(one => one.message)).values().take(5)) console.log(message);
    expect(acknowledged.length).toBeGreaterThan(1_000);
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(states.filter(({state, copies}) => copies > 1 || (state === 'not-stored' && copies > 0)).slice(0, 3)).toEqual([]);
    for (const partition of PARTITIONS) {
      const numbers = acknowledged.filter(one => one.partition === partition).toSorted((a, b) => Number(a.offset - b.offset));
      expect(numbers.map(({value}) => Number(value.slice(6)))).toEqual(
        numbers.map(({value}) => Number(value.slice(6))).toSorted((a, b) => a - b),
      );
    }
  });

  it('a transaction is visible whole where it is committed, not at all where it is not, and none is left open', async () => {
    const topic = 'producing.transactions';
    await createTopics(admin, [{name: topic, partitions: 3, replicationFactor: 3, config: {'min.insync.replicas': '2'}}]);
    await settled(admin, [topic]);
    const options = {
      transactionalId: 'producing',
      valueSerializer: text,
      transactionTimeoutMs: 30_000,
      settings: {'request.timeout.ms': '2s', 'delivery.timeout.ms': '20s', 'max.block.ms': '20s'},
    };
    const outcomes: {id: number; outcome: 'committed' | 'aborted' | 'unknown'}[] = [];
    let over = false;
    const disturbing = disturb(topic).finally(() => {
      over = true;
    });
    let producer = await createTransactionalProducer<string>(connection, options);
    for (let id = 0; !over; id++) {
      let outcome: (typeof outcomes)[number]['outcome'] = 'aborted';
      try {
        const transaction = await producer.begin();
        try {
          await transaction.sendAll(PARTITIONS.map(partition => ({topic, partition, value: `transaction ${id}`})));
          if (id % 5 === 4) await transaction.abort();
          else {
            await transaction.commit();
            outcome = 'committed';
          }
        } catch (thrown) {
          if (thrown instanceof ClientError && thrown.stored === 'unknown' && thrown.recovery === 'fatal') outcome = 'unknown';
          await transaction.abort();
        }
      } catch (thrown) {
        if (!(thrown instanceof ClientError)) throw thrown;
        await producer.close().catch(() => undefined);
        producer = await untilMade(() => createTransactionalProducer<string>(connection, options));
      }
      outcomes.push({id, outcome});
      await pause(10);
    }
    await disturbing;
    await producer.close();
    const visible = await logs(topic, 'committed');
    const copiesOf = (id: number) => PARTITIONS.map(partition => visible.get(partition)?.get(`transaction ${id}`)?.length ?? 0);
    const wrong = outcomes.filter(({id, outcome}) => {
      const copies = copiesOf(id).join();
      return outcome === 'committed'
        ? copies !== '1,1,1'
        : outcome === 'aborted'
          ? copies !== '0,0,0'
          : !['0,0,0', '1,1,1'].includes(copies);
    });
    console.log(
      `${JSON.stringify(
        Object.fromEntries(
          Map.groupBy(outcomes, ({outcome}) => outcome)
            .entries()
            .map(([key, own]) => [key, own.length]),
        ),
      )}, ${wrong.length} wrong`,
    );
    expect(wrong.slice(0, 3).map(one => ({...one, copies: copiesOf(one.id)}))).toEqual([]);
    expect(outcomes.filter(({outcome}) => outcome === 'committed').length).toBeGreaterThan(20);
  });
});

async function untilMade<T>(make: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await make();
    } catch (thrown) {
      if (attempt === 10 || !(thrown instanceof ClientError)) throw thrown;
      await pause(1_000);
    }
  }
}
