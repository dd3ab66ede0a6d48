import fc from 'fast-check';
import {Partitioners} from 'kafkajs';
import {describe, expect, it} from 'vitest';
import {ClientError} from '../../src/clients/client-error.ts';
import {Brokers} from '../../src/clients/link/brokers.ts';
import {Identities} from '../../src/clients/producer/identities.ts';
import {createProducer} from '../../src/clients/producer/producer.ts';
import type {OutgoingRecord} from '../../src/clients/records.ts';
import {bytes} from '../../src/clients/serialisers/bytes.ts';
import {json} from '../../src/clients/serialisers/json.ts';
import {type Serialiser, serialised} from '../../src/clients/serialisers/serialiser.ts';
import {text} from '../../src/clients/serialisers/text.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {type Fate, ScriptedCluster} from '../fixtures/scripted-cluster.ts';

/** Kafka's error codes that a producer tries again after: corrupt, no leader, not the leader, out of time, too few replicas before and after. */
const RETRIABLE = [2, 5, 6, 7, 19, 20];

describe('whatever brokers answer', () => {
  it('every acknowledged record is stored once, in the order of its partition, and the buffer is empty at the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({min: 0, max: 2}), fc.integer({min: 0, max: 400})), {minLength: 1, maxLength: 60}),
        fc.array(fc.constantFrom<Fate>(undefined, undefined, undefined, 'lose', ...RETRIABLE), {maxLength: 12}),
        fc.constantFrom(0, 200, 2_000),
        fc.constantFrom(1, 5),
        async (sizes, fates, batchSize, inFlight) => {
          const cluster = await ScriptedCluster.start(2, {t: [0, 1, 0]});
          cluster.script = ({api, before}) => (api === 'Produce' ? fates[before] : undefined);
          const producer = await createProducer<string>(
            {cluster: 'scripted', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined},
            {
              valueSerializer: text,
              settings: {
                'batch.size': batchSize,
                'buffer.memory': 8_000,
                'linger.ms': 1,
                'retry.backoff.ms': 1,
                'retry.backoff.max.ms': 2,
                'max.in.flight.requests.per.connection': inFlight,
              },
            },
          );
          const values = sizes.map(([partition, size], i) => ({partition, value: `${i}:${'x'.repeat(size)}`}));
          const sent: Promise<unknown>[] = [];
          let most = 0;
          for (const {partition, value} of values) {
            await producer.ready();
            sent.push(producer.sendAsync({topic: 't', partition, value}));
            most = Math.max(most, producer.bufferedBytes);
          }
          const answers = await Promise.all(sent);
          await producer.close();
          await cluster.stop();
          for (const partition of [0, 1, 2])
            expect(cluster.valuesOf(`t-${partition}`)).toEqual(values.filter(one => one.partition === partition).map(({value}) => value));
          expect(answers).toHaveLength(values.length);
          expect(most).toBeLessThanOrEqual(8_500);
          expect(producer.bufferedBytes).toBe(0);
        },
      ),
      {numRuns: 40},
    );
  });
});

describe('linger and batch size', () => {
  const produces = async (
    settings: Record<string, number>,
    records: OutgoingRecord<string, string>[],
  ): Promise<{requests: number; tookMs: number}> => {
    const cluster = await ScriptedCluster.start(1, {t: [0, 0]});
    const producer = await createProducer<string>(
      {cluster: 's', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined},
      {valueSerializer: text, settings},
    );
    const startMs = performance.now();
    await Promise.all(records.map(record => producer.send(record)));
    const tookMs = performance.now() - startMs;
    await producer.close();
    await cluster.stop();
    return {requests: cluster.requests.filter(api => api === 'Produce').length, tookMs};
  };
  const ten = Array.from({length: 10}, (_, i) => ({topic: 't', partition: 0, value: `${i}`.repeat(50)}));

  it('gather records until one of them is reached', async () => {
    const lingering = await produces({'linger.ms': 120, 'batch.size': 100_000}, ten);
    expect(lingering.requests).toBe(1);
    expect(lingering.tookMs).toBeGreaterThan(110);
    const full = await produces({'linger.ms': 20_000, 'batch.size': 61 + 5 * 73}, ten);
    expect(full.requests).toBe(2);
    expect(full.tookMs).toBeLessThan(5_000);
    expect((await produces({'linger.ms': 0, 'batch.size': 0}, ten)).requests).toBe(10);
  });
});

describe('time limits', () => {
  it('delivery.timeout.ms ends what a silent broker holds, and says that it may be stored', async () => {
    const cluster = await ScriptedCluster.start(1, {t: [0]});
    cluster.script = ({api}) => (api === 'Produce' ? 'hang' : undefined);
    const producer = await createProducer<string>(
      {cluster: 's', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined},
      {valueSerializer: text, settings: {'delivery.timeout.ms': 400, 'request.timeout.ms': 200, 'linger.ms': 0}},
    );
    const startMs = performance.now();
    await expect(producer.send({topic: 't', partition: 0, value: 'x'})).rejects.toMatchObject({recovery: 'retriable', stored: 'unknown'});
    expect(performance.now() - startMs).toBeLessThan(1_500);
    const [first] = cluster.log;
    cluster.script = () => undefined;
    // Another producer id numbers what comes next: nobody knows which number the broker expects of the old one.
    await producer.send({topic: 't', partition: 0, value: 'y'});
    expect(cluster.log.at(-1)).toMatchObject({value: 'y', sequence: 0});
    expect(cluster.log.at(-1)?.producerId).not.toBe(first?.producerId);
    await producer.close();
    await cluster.stop();
  });
});

describe('an attempt that begins late', () => {
  it('ends with the delivery, and not with its own request', async () => {
    const cluster = await ScriptedCluster.start(1, {t: [0]});
    const REQUEST_TIMED_OUT = 7;
    cluster.script = ({api, before}) => (api !== 'Produce' ? undefined : before === 0 ? REQUEST_TIMED_OUT : 'hang');
    const producer = await createProducer<string>(
      {cluster: 's', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined},
      {
        valueSerializer: text,
        settings: {
          'delivery.timeout.ms': 2_000,
          'request.timeout.ms': 2_000,
          'linger.ms': 0,
          'retry.backoff.ms': 1_000,
          'retry.backoff.max.ms': 1_000,
        },
      },
    );
    const startMs = performance.now();
    await expect(producer.send({topic: 't', partition: 0, value: 'x'})).rejects.toMatchObject({stored: 'unknown'});
    expect(performance.now() - startMs).toBeLessThan(2_700);
    await cluster.stop();
    await producer.close();
  });
});

describe('a broker that takes connections and says nothing', () => {
  it('is given up after the time for connections, where kafkajs waits without end', async () => {
    const cluster = await ScriptedCluster.start(1, {t: [0]});
    const sasl = {mechanism: 'SCRAM-SHA-256', username: 'a', password: 'b'} as const;
    const connection = {cluster: 's', bootstrap: cluster.bootstrap, tls: undefined, sasl};
    const bare = kafkajsClient(connection, {requestTimeoutMs: 100, connectionTimeoutMs: 100}).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    const forever = Promise.race([
      bare.connect().then(
        () => 'connected',
        () => 'gave up',
      ),
      new Promise(resolve => setTimeout(resolve, 900, 'waits')),
    ]);
    await expect(
      createProducer(connection, {settings: {'socket.connection.setup.timeout.ms': 300, 'request.timeout.ms': 200}}),
    ).rejects.toMatchObject({code: 'client/timeout', recovery: 'retriable'});
    expect(await forever).toBe('waits');
    await cluster.stop();
    await bare.disconnect().catch(() => undefined);
  });
});

describe('a producer id', () => {
  it('is asked for once, however many ask, and anew after a doubt', async () => {
    const cluster = await ScriptedCluster.start(1, {});
    const brokers = new Brokers(
      {cluster: 's', bootstrap: cluster.bootstrap, tls: undefined, sasl: undefined},
      {clientId: 'c', connectionTimeoutMs: 1_000, requestTimeoutMs: 1_000, metadataMaxAgeMs: 1_000, maxIdleMs: 10_000},
    );
    const identities = new Identities(brokers, 1_000);
    const [one, other] = await Promise.all([identities.current(), identities.current()]);
    expect(one).toBe(other);
    identities.doubt(one);
    // A doubt about an id that is given up already costs the present one nothing.
    const next = await identities.current();
    identities.doubt(one);
    expect(await identities.current()).toBe(next);
    expect(next.producerId).not.toBe(one.producerId);
    brokers.close();
    await cluster.stop();
  });
});

describe('serialisers', () => {
  it('json and text give back what they took', () => {
    const again = <T>(serialiser: Serialiser<T>, value: T): T =>
      serialiser.deserialize(serialiser.serialize(value, 't', []) ?? Buffer.alloc(0), 't', []);
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        // JSON has no -0.
        expect(again(json, value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), value => {
        expect(again(text, value)).toBe(value);
      }),
    );
  });

  it('refuse what they would change in silence', () => {
    const cases: [() => unknown, RegExp][] = [
      [() => serialised(text, '\ud800', 'value', 't', []), /lone surrogate/],
      [() => serialised(json, () => 1, 'value', 't', []), /no form for function/],
      [() => serialised(json, 1n, 'value', 't', []), /BigInt/],
      [() => serialised(bytes, 'text' as unknown as Buffer, 'key', 't', []), /string is not a Buffer/],
      [() => serialised({serialize: (async () => Buffer.alloc(0)) as never, deserialize: () => 0}, 1, 'value', 't', []), /gave a promise/],
    ];
    for (const [work, message] of cases) {
      expect(work).toThrow(message);
      expect(work).toThrow(ClientError);
    }
    expect(() => text.deserialize(Buffer.from([0xff]), 't', [])).toThrow();
  });
});
