// covers: P05, CO5, C11.3
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {ConsumingFixture, numbered} from '../fixtures/consuming.ts';
import {until} from '../fixtures/live-cluster.ts';

const HANDLER_MS = 2;

let fixture: ConsumingFixture;
beforeAll(async () => {
  fixture = await ConsumingFixture.open('consumer-rebalance');
});
afterAll(async () => fixture.close());

/** Who handled what, in the order of handling. */
type Handled = {by: string; value: string; partition: number; offset: bigint}[];

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** A member that can be started and stopped while others run. */
type Member = (name: string) => Promise<() => Promise<void>>;

/** One member, then three, then one again, while records come all the time. Returns how many came. */
async function scaleUpAndDown(topic: string, handled: Handled, start: Member): Promise<number> {
  let produced = 0;
  let isOver = false;
  const producer = fixture.kafka.producer({allowAutoTopicCreation: false, idempotent: true});
  await producer.connect();
  const load = (async () => {
    while (!isOver) {
      const messages = Array.from({length: 40}, () => ({key: `k${produced % 20}`, value: String(produced++)}));
      await producer.send({topic, messages});
      await pause(60);
    }
    await producer.disconnect();
  })();
  const stopA = await start('a');
  await until(async () => handled.length > 100);
  const stopB = await start('b');
  const stopC = await start('c');
  await until(async () => new Set(handled.slice(-100).map(({by}) => by)).size === 3);
  await stopB();
  await stopC();
  isOver = true;
  await load;
  await until(async () => new Set(handled.map(({value}) => value)).size === produced);
  await stopA();
  return produced;
}

describe('a group that grows and shrinks under load', () => {
  it.each([
    ['commits after each poll', 1, false],
    ['commits by time alone, and handles four partitions at once', 4, true],
  ] as const)('handles each record once, and a partition in order, where it %s', async (_, partitionsAtOnce, autoCommit) => {
    const topic = await fixture.topic(6);
    const group = fixture.group();
    const handled: Handled = [];
    const moved: string[] = [];
    const produced = await scaleUpAndDown(topic, handled, async name => {
      const consumer = fixture.consumer({
        group,
        topics: [topic],
        partitionsAtOnce,
        settings: {'max.poll.records': 100, 'enable.auto.commit': autoCommit, 'auto.commit.interval.ms': 60_000},
        rebalance: {
          assigned: partitions => void moved.push(`${name} +${partitions.length}`),
          revoked: partitions => void moved.push(`${name} -${partitions.length}`),
          lost: () => void moved.push(`${name} lost`),
        },
      });
      const running = consumer.run(async ({value, partition, offset}) => {
        await pause(HANDLER_MS);
        handled.push({by: name, value: value ?? '', partition, offset});
      });
      return async () => {
        await consumer.stop();
        await running;
      };
    });
    // By place: a value could also have been written twice.
    expect(handled.length - new Set(handled.map(({partition, offset}) => `${partition}@${offset}`)).size).toBe(0);
    expect(new Set(handled.map(({value}) => value)).size).toBe(produced);
    for (const [, own] of Map.groupBy(handled, one => one.partition))
      expect(own.map(({offset}) => offset)).toEqual(own.map((_, index) => BigInt(index)));
    const ends = await fixture.committed(group, topic);
    expect(ends.reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n)).toBe(BigInt(produced));
    expect(moved).toContain('a -6');
    expect(moved.some(one => one.endsWith('lost'))).toBe(false);
  });

  /** The usual way of kafkajs with manual commits: a heartbeat after each record, the commit after the batch. */
  it('repeats records in plain kafkajs, which commits after a batch that a rebalance cuts off', async () => {
    const topic = await fixture.topic(6);
    const group = fixture.group();
    const handled: Handled = [];
    await fixture.produce(topic, numbered(300));
    const start: Member = async name => {
      // An instance each: those of one instance share what they think is committed.
      const consumer = kafkajsClient(fixture.connection).consumer({
        groupId: group,
        heartbeatInterval: 150,
        sessionTimeout: 30_000,
        maxWaitTimeInMs: 100,
      });
      await consumer.connect();
      await consumer.subscribe({topic, fromBeginning: true});
      await consumer.run({
        autoCommit: false,
        eachBatch: async ({batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, uncommittedOffsets, isRunning, isStale}) => {
          for (const {value, offset} of batch.messages) {
            if (!isRunning() || isStale()) break;
            await pause(HANDLER_MS);
            handled.push({by: name, value: String(value), partition: batch.partition, offset: BigInt(offset)});
            resolveOffset(offset);
            await heartbeat();
          }
          await commitOffsetsIfNecessary(uncommittedOffsets());
        },
      });
      return () => consumer.disconnect();
    };
    const stopA = await start('a');
    await until(async () => handled.length > 50);
    const stopB = await start('b');
    await until(async () => new Set(handled.map(({value}) => value)).size === 300);
    await Promise.all([stopA(), stopB()]);
    expect(handled.length - new Set(handled.map(({partition, offset}) => `${partition}@${offset}`)).size).toBeGreaterThan(0);
  });
});
