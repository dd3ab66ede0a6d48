// covers: P04, CO1, CO3
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {ClientError} from '../../src/clients/client-error.ts';
import type {RecordFailure} from '../../src/clients/consumer/failure-policy.ts';
import {originalHeaders, originOf} from '../../src/clients/dead-letters/dead-letter.ts';
import type {GroupEvent} from '../../src/clients/group/events.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {ConsumingFixture, numbered} from '../fixtures/consuming.ts';
import {until} from '../fixtures/live-cluster.ts';

let fixture: ConsumingFixture;
beforeAll(async () => {
  fixture = await ConsumingFixture.open('consumer-live');
});
afterAll(async () => fixture.close());

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

async function failureOf(running: Promise<void>): Promise<ClientError> {
  const thrown = await running.then(
    () => undefined,
    error => error,
  );
  if (!(thrown instanceof ClientError)) throw new Error(`no ClientError: ${thrown}`);
  return thrown;
}

describe('a record that cannot be handled', () => {
  it('ends the consumer by stop, with what was handled before it committed and no more', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    await fixture.produce(topic, numbered(10));
    const consumer = fixture.consumer({group, topics: [topic]});
    const failure = await failureOf(
      consumer.run(({value}) => {
        if (value === '6') throw new TypeError('no sixes');
      }),
    );
    expect(failure).toMatchObject({code: 'client/handler-failed', recovery: 'fatal', message: `${topic}-0 at offset 6: no sixes`});
    expect(failure.cause).toBeInstanceOf(TypeError);
    expect(await fixture.committed(group, topic)).toEqual([6n]);
  });

  it('is tried again in its place, then told of and skipped; poison, too', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    await fixture.produce(topic, [...numbered(3), {key: 'k', value: Buffer.from([0xff, 0xfe])}, ...numbered(2)]);
    const told: RecordFailure[] = [];
    const handled: string[] = [];
    const consumer = fixture.consumer({
      group,
      topics: [topic],
      onFailure: {do: 'retry', attempts: 3, backoffMs: 5, then: {do: 'skip', tell: failure => void told.push(failure)}},
    });
    const running = consumer.run(({offset, value}) => {
      handled.push(`${offset}`);
      if (offset === 1n && handled.length < 4) throw new Error(`not yet ${value}`);
      if (offset === 4n) throw new Error('never');
    });
    await until(async () => (await fixture.committed(group, topic))[0] === 6n);
    await consumer.stop();
    await running;
    expect(handled).toEqual(['0', '1', '1', '1', '2', '4', '4', '4', '5']);
    expect(told.map(({record, attempts, stage, error}) => [record.offset, attempts, stage, error instanceof Error && error.name])).toEqual([
      [3n, 3, 'deserialise', 'TypeError'],
      [4n, 3, 'handle', 'Error'],
    ]);
  });

  it('becomes a dead letter with its bytes and where it came from, before it is committed', async () => {
    const [topic = '', deadLetters = ''] = await fixture.topics(2);
    const group = fixture.group();
    const value = Buffer.from([0xc3, 0x28, 0, 1]);
    await fixture.produce(topic, [
      {key: 'k0', value: 'fine'},
      {key: Buffer.from([0, 0, 0, 0]), value, headers: {trace: 'abc', twice: ['1', '2']}},
      {key: null, value: null},
    ]);
    const consumer = fixture.consumer({group, topics: [topic], onFailure: {do: 'dead-letter', topic: deadLetters}});
    const running = consumer.run(record => {
      if (record.value === null) throw Object.assign(new Error('a tombstone'), {code: 'app/tombstone'});
    });
    await until(async () => (await fixture.committed(group, topic))[0] === 3n);
    await consumer.stop();
    await running;
    const {records} = await readLog(fixture.admin, deadLetters, 0);
    expect(records.map(one => [one.key, one.value])).toEqual([
      [Buffer.from([0, 0, 0, 0]), value],
      [null, null],
    ]);
    const headers = (records[0]?.headers ?? []).map(([name, one]) => [String(name), one] as const);
    expect(originalHeaders(headers).map(([name, one]) => [name, String(one)])).toEqual([
      ['trace', 'abc'],
      ['twice', '1'],
      ['twice', '2'],
    ]);
    expect(originOf(headers)).toMatchObject({topic, partition: 0, offset: 1n, stage: 'deserialise', attempts: 1, group});
    const second = originOf((records[1]?.headers ?? []).map(([name, one]) => [String(name), one] as const));
    expect(second).toMatchObject({offset: 2n, stage: 'handle', errorCode: 'app/tombstone', errorMessage: 'a tombstone'});
  });

  it('that hangs makes the consumer leave after max.poll.interval, and is not committed whatever it does later', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    await fixture.produce(topic, numbered(5));
    let wake = (): void => undefined;
    const aborted: boolean[] = [];
    const consumer = fixture.consumer({group, topics: [topic], settings: {'max.poll.interval.ms': 400}});
    const failure = await failureOf(
      consumer.run(async ({value}, {signal}) => {
        if (value !== '2') return;
        signal.addEventListener('abort', () => aborted.push(true));
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }),
    );
    expect(failure.code).toBe('client/handler-hangs');
    expect(aborted).toEqual([true]);
    expect(await fixture.committed(group, topic)).toEqual([2n]);
    wake();
    await pause(100);
    expect(await fixture.committed(group, topic)).toEqual([2n]);
  });
});

describe('batches', () => {
  it('come by size, by time, and at the end what is left', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    await fixture.produce(topic, numbered(25));
    const sizes: number[] = [];
    const consumer = fixture.consumer({group, topics: [topic]});
    const running = consumer.runBatches({size: 10, withinMs: 300}, records => void sizes.push(records.length));
    await until(async () => sizes.length === 2);
    expect(await fixture.committed(group, topic)).not.toEqual([25n]);
    await until(async () => sizes.length === 3);
    await fixture.produce(topic, numbered(3));
    await pause(150);
    await consumer.stop();
    await running;
    expect(sizes).toEqual([10, 10, 5, 3]);
    expect(await fixture.committed(group, topic)).toEqual([28n]);
  });

  it('drop what they gathered when partitions go: the next owner gets it', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    await fixture.produce(topic, numbered(7));
    const first: string[][] = [];
    const second: string[][] = [];
    const values = (records: {value: string | null}[]): string[] => records.map(({value}) => value ?? '');
    const a = fixture.consumer({group, topics: [topic], rebalance: {revoked: () => void first.push(['revoked'])}});
    const runningA = a.runBatches({size: 5, withinMs: 60_000}, records => void first.push(values(records)));
    await until(async () => first.length === 1);
    // Sorted before: members get partitions by their ids, so another one may or may not take the only partition.
    const b = fixture.consumer({group, topics: [topic], clientId: '!first'});
    const runningB = b.runBatches({size: 2, withinMs: 200}, records => void second.push(values(records)));
    await until(async () => first.length === 2);
    await a.stop();
    await runningA;
    await until(async () => (await fixture.committed(group, topic))[0] === 7n);
    await b.stop();
    await runningB;
    expect(first[0]).toEqual(['0', '1', '2', '3', '4']);
    expect(
      [
        ...first
          .slice(1)
          .flat()
          .filter(one => one !== 'revoked'),
        ...second.flat(),
      ].sort(),
    ).toEqual(['5', '6']);
  });
});

describe('positions', () => {
  it('move to the beginning, the end, an offset and a time; paused partitions keep theirs', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    const startMs = Date.now() - 100_000;
    await fixture.produce(
      topic,
      numbered(6).map((one, index) => ({...one, timestamp: String(startMs + index * 1_000)})),
    );
    const handled: string[] = [];
    const consumer = fixture.consumer({group, topics: [topic], settings: {'max.poll.records': 1}});
    const partition = {topic, partition: 0};
    await consumer.seek(partition, {timestampMs: startMs + 3_500});
    const running = consumer.run(async ({value}) => {
      handled.push(value ?? '');
      if (handled.length === 2) await consumer.seek(partition, {offset: 1n});
      if (handled.length === 3) await consumer.seek(partition, 'beginning');
      if (handled.length === 4) consumer.pause(partition);
    });
    await until(async () => handled.length === 4);
    await pause(250);
    expect(handled).toEqual(['4', '5', '1', '0']);
    expect(await fixture.committed(group, topic)).toEqual([1n]);
    consumer.resume(partition);
    await until(async () => handled.length === 9);
    await consumer.seek(partition, 'end');
    await fixture.produce(topic, [{value: 'last'}]);
    await until(async () => handled.length === 10);
    await consumer.stop();
    await running;
    expect(handled.slice(4)).toEqual(['1', '2', '3', '4', '5', 'last']);
  });

  it('that the log has no more are set anew and told of, or are an error by none', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    await fixture.produce(topic, numbered(10));
    const first = fixture.consumer({group, topics: [topic]});
    await failureOf(
      first.run(({value}) => {
        if (value === '2') throw new Error('enough');
      }),
    );
    await fixture.deleteRecordsBefore(topic, 6n);
    const none = fixture.consumer({group, topics: [topic], settings: {'auto.offset.reset': 'none'}});
    expect(await failureOf(none.run(() => undefined))).toMatchObject({
      code: 'client/no-position',
      message: expect.stringContaining('offset 2'),
    });
    const handled: string[] = [];
    const events: GroupEvent[] = [];
    const earliest = fixture.consumer({group, topics: [topic], onEvent: event => void events.push(event)});
    const running = earliest.run(({value}) => void handled.push(value ?? ''));
    await until(async () => handled.length === 4);
    await earliest.stop();
    await running;
    expect(handled).toEqual(['6', '7', '8', '9']);
    expect(events).toContainEqual({event: 'offset-reset', partition: {topic, partition: 0}, from: 2n, to: 6n});
  });

  it('of a group without a commit are an error by none, and by latest the end of then, not of a later owner', async () => {
    const topic = await fixture.topic();
    await fixture.produce(topic, numbered(3));
    const none = fixture.consumer({group: fixture.group(), topics: [topic], settings: {'auto.offset.reset': 'none'}});
    expect(await failureOf(none.run(() => undefined))).toMatchObject({code: 'client/no-position'});
    const group = fixture.group();
    const latest = fixture.consumer({group, topics: [topic], settings: {'auto.offset.reset': 'latest'}});
    const running = latest.run(() => undefined);
    await until(async () => (await fixture.committed(group, topic))[0] === 3n);
    await latest.stop();
    await running;
  });
});

describe('aborted records', () => {
  /** Two transactions that interleave, the first of them aborted last, and one record whose key looks like a marker's. */
  async function abortedLog(topic: string): Promise<void> {
    const [a, b] = ['a', 'b'].map(name =>
      kafkajsClient(fixture.connection).producer({transactionalId: `${topic}-${name}`, idempotent: true, maxInFlightRequests: 1}),
    );
    if (a === undefined || b === undefined) return;
    await Promise.all([a.connect(), b.connect()]);
    const first = await a.transaction();
    const second = await b.transaction();
    await first.send({topic, messages: [{key: Buffer.alloc(4), value: 'aborted-1'}]});
    await second.send({topic, messages: [{value: 'aborted-2'}]});
    await first.send({topic, messages: [{value: 'aborted-3'}]});
    await second.abort();
    await first.abort();
    const third = await a.transaction();
    await third.send({topic, messages: [{value: 'committed'}]});
    await third.commit();
    await Promise.all([a.disconnect(), b.disconnect()]);
  }

  it('are seen by plain kafkajs under read_committed, and not by this consumer', async () => {
    const topic = await fixture.topic();
    await abortedLog(topic);
    const seen: string[] = [];
    const plain = fixture.kafka.consumer({groupId: fixture.group(), maxWaitTimeInMs: 100});
    await plain.connect();
    await plain.subscribe({topic, fromBeginning: true});
    await plain.run({eachMessage: async ({message}) => void seen.push(String(message.value))});
    await until(async () => seen.includes('committed'));
    await plain.disconnect();
    expect(seen).toContain('aborted-1');

    const group = fixture.group();
    const handled: string[] = [];
    const consumer = fixture.consumer({group, topics: [topic]});
    const running = consumer.run(({value}) => void handled.push(value ?? ''));
    // One after the last marker: no lag is left.
    await until(async () => (await fixture.committed(group, topic))[0] === 7n);
    await consumer.stop();
    await running;
    expect(handled).toEqual(['committed']);
  });
});
