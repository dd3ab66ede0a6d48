// covers: P01, P14
import {describe, expect, it} from 'vitest';
import {PROFILES, type ProfileName} from '../../src/clients/profiles/index.ts';
import {consumerSettings} from '../../src/clients/settings/consumer-settings.ts';
import {producerSettings} from '../../src/clients/settings/producer-settings.ts';
import {clientSetting} from '../../src/specs/client-settings.ts';
import {resolvedText} from '../policy/resolved.ts';

/** What stops the program says, in full. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'client/setting') return thrown.message;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

describe('profiles', () => {
  it("have the guide's values", () => {
    expect(consumerSettings({profile: 'default'})).toMatchObject({
      autoCommit: true,
      autoCommitIntervalMs: 5_000,
      offsetReset: 'earliest',
      sessionTimeoutMs: 30_000,
      heartbeatIntervalMs: 3_000,
      maxPollRecords: 500,
      maxPollIntervalMs: 300_000,
    });
    expect(consumerSettings({profile: 'production'})).toMatchObject({autoCommit: false, maxPollRecords: 100, maxPollIntervalMs: 600_000});
    expect(producerSettings({profile: 'tuned'})).toMatchObject({
      batchSizeBytes: 32 * 1024,
      lingerMs: 10,
      codec: {name: 'lz4'},
      acks: -1,
      idempotent: true,
      bufferMemoryBytes: 64 * 1024 * 1024,
      requestTimeoutMs: 30_000,
    });
    expect(consumerSettings({profile: 'tuned'})).toMatchObject({
      fetchMinBytes: 1,
      fetchMaxBytes: 50 * 1024 * 1024,
      fetchMaxWaitMs: 500,
      partitionFetchMaxBytes: 1024 * 1024,
    });
    expect(consumerSettings({profile: 'exactly-once'})).toMatchObject({autoCommit: false, isolation: 'read_committed'});
  });

  it.each(Object.keys(PROFILES) as ProfileName[])('%s can be had in full, and gives up no record', profile => {
    expect(producerSettings({profile})).toMatchObject({acks: -1, idempotent: true});
    expect(consumerSettings({profile}).autoCommit).toBe(profile === 'default');
  });

  it.each([
    ['acks', 'acks', -1],
    ['linger.ms', 'lingerMs', undefined],
    ['batch.size', 'batchSizeBytes', undefined],
    ['buffer.memory', 'bufferMemoryBytes', undefined],
    ['max.block.ms', 'maxBlockMs', undefined],
    ['max.request.size', 'maxRequestSizeBytes', undefined],
    ['request.timeout.ms', 'requestTimeoutMs', undefined],
    ['delivery.timeout.ms', 'deliveryTimeoutMs', undefined],
    ['retries', 'retries', undefined],
    ['retry.backoff.ms', 'retryBackoffMs', undefined],
    ['transaction.timeout.ms', 'transactionTimeoutMs', undefined],
    ['connections.max.idle.ms', 'connectionsMaxIdleMs', undefined],
  ] as const)("%s has Kafka's own default", (name, field, value) => {
    expect(producerSettings()[field]).toBe(value ?? Number(clientSetting('producer', name)?.default));
  });
});

describe('settings', () => {
  it('are written as in documents, over those of a profile', () => {
    expect(
      producerSettings({profile: 'tuned', settings: {'linger.ms': '250ms', 'batch.size': 100_000, 'enable.idempotence': false, acks: 1}}),
    ).toMatchObject({
      lingerMs: 250,
      batchSizeBytes: 100_000,
      acks: 1,
      idempotent: false,
      codec: {name: 'lz4'},
    });
  });

  it('that have no effect are refused with what to do, all at once', () => {
    const message = refusal(() =>
      producerSettings({
        settings: {'partitioner.class': 'org.example.Mine', 'linger.mss': 5, 'compression.zstd.level': 3, 'enable.metrics.push': true},
      }),
    );
    expect(message).toMatch(/linger\.mss; did you mean linger\.ms\?/);
    expect(message).toContain("partitioner.class: a class of Java; keys are partitioned as Kafka's own clients do");
    expect(message).toContain('compression.zstd.level: the codecs compress at their usual level');
    expect(message).toContain('enable.metrics.push: this library does not provide it');
    expect(refusal(() => consumerSettings({settings: {'group.protocol': 'consumer'}}))).toContain(
      'group.protocol: this library provides classic, not consumer',
    );
    expect(refusal(() => producerSettings({settings: {'compression.type': 'brotli'}}))).toContain('brotli');
  });

  it("contradict each other no more than Kafka's own clients let them", () => {
    expect(refusal(() => producerSettings({settings: {acks: 1, 'enable.idempotence': true}}))).toContain(
      'enable.idempotence: needs acks: all',
    );
    expect(producerSettings({settings: {acks: 1}}).idempotent).toBe(false);
    expect(refusal(() => producerSettings({settings: {'delivery.timeout.ms': 1_000}}))).toContain(
      'at least linger.ms + request.timeout.ms (30005)',
    );
    expect(refusal(() => consumerSettings({settings: {'session.timeout.ms': 6_000, 'heartbeat.interval.ms': 6_000}}))).toContain(
      'heartbeat.interval.ms',
    );
  });

  it('of a document are refused at their line', () => {
    const source = [
      'apiVersion: weir/v1',
      'kind: ClientProfile',
      'metadata: {name: mine, owner: team}',
      'spec:',
      '  producer:',
      '    linger.ms: 20ms',
      '    partitioner.ignore.keys: true',
    ].join('\n');
    const [model] = resolvedText(source).models;
    const [profile] = model?.profiles ?? [];
    if (profile === undefined) throw new Error('the document has no profile');
    expect(refusal(() => producerSettings({profile}))).toMatch(/:7:\d+: partitioner\.ignore\.keys: this library does not provide it/);
    expect(consumerSettings({profile}).maxPollRecords).toBe(500);
  });
});
