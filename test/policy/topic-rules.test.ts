import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {cluster, type Document, topic} from '../../src/policy/examples.ts';
import type {OptionValues} from '../../src/policy/options.ts';
import {findingsOf} from '../../src/policy/testing.ts';

const {rules, packs} = await ourRules();

/** What one rule about topics says, where, and what it would write. */
async function said(id: string, documents: readonly Document[], options: OptionValues = {}) {
  const rule = rules.find(one => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const findings = await findingsOf(rule, documents, options);
  return findings.map(({message, location, fix}) => ({message, pointer: location.pointer, fix}));
}

function brokers(config: Record<string, unknown>, count?: number): Document {
  return cluster({brokers: {...(count === undefined ? {} : {count}), config}});
}

const UNSTATED = {'min.insync.replicas': undefined};

describe('replicas', () => {
  it('are fixed where the cluster has brokers for them, or does not say how many', async () => {
    const few = topic({replicationFactor: 1, config: {'min.insync.replicas': 1}});
    for (const known of [[], [cluster()], [brokers({})]])
      expect(await said('topic/replication-factor', [...known, few])).toMatchObject([{fix: {'/spec/replicationFactor': 3}}]);
  });

  it('are not fixed where the brokers are fewer', async () => {
    const [finding] = await said('topic/replication-factor', [brokers({}, 2), topic({replicationFactor: 2})]);
    expect(finding?.fix).toBeUndefined();
    expect(finding?.message).toMatch(/; add brokers, for production has 2, or lower the option min$/);
  });

  it('in sync are asked of the brokers before the topic has to state them', async () => {
    expect(await said('topic/min-insync-replicas', [brokers({'min.insync.replicas': 2}), topic({config: UNSTATED})])).toEqual([]);
    expect(await said('topic/min-insync-replicas', [brokers({'min.insync.replicas': 1}), topic({config: UNSTATED})])).toMatchObject([
      {
        message: "min.insync.replicas is not stated, so the broker's default holds (1 unless it was changed): state at least 2",
        fix: {'/spec/config/min.insync.replicas': 2},
      },
    ]);
    const higher = [brokers({'min.insync.replicas': 2}), topic({replicationFactor: 5, config: UNSTATED})];
    expect(await said('topic/min-insync-replicas', higher, {min: 3})).toMatchObject([
      {message: 'min.insync.replicas is not stated, so the 2 of the brokers holds: state at least 3'},
    ]);
    expect(await said('topic/min-insync-replicas', [topic({config: UNSTATED})], {min: 1})).toEqual([]);
  });

  it('in sync are never fixed to all of the replicas', async () => {
    expect(await said('topic/min-insync-replicas', [topic()], {min: 3})).toMatchObject([{fix: undefined}]);
  });

  it('in sync above the replication factor are one finding, at equal another', async () => {
    const both = async (inSync: number) => [
      ...(await said('topic/min-insync-within-replication', [topic({config: {'min.insync.replicas': inSync}})])),
      ...(await said('topic/min-insync-below-replication', [topic({config: {'min.insync.replicas': inSync}})])),
    ];
    expect((await both(4)).map(({message}) => message)).toEqual([
      expect.stringMatching(/is above the replication factor 3: brokers count it as 3/),
    ]);
    expect((await both(3)).map(({message}) => message)).toEqual([expect.stringMatching(/is the replication factor/)]);
    expect(await both(2)).toEqual([]);
  });

  it('in sync above a single replica by a default of the brokers count as one, and stop nothing', async () => {
    const documents = [brokers({'min.insync.replicas': 2}), topic({replicationFactor: 1, config: UNSTATED})];
    expect(await said('topic/min-insync-within-replication', documents)).toEqual([]);
    expect(await said('topic/min-insync-below-replication', documents)).toEqual([]);
  });
});

describe('dead letters', () => {
  const lived = (days: number) => ({'retention.ms': `${days}d`});

  it.each([
    // What is named like the stem counts before what is named below it.
    [
      'payments.orders.dlq',
      [
        ['payments.orders', 7],
        ['payments.orders.archive', 80],
      ],
      [],
    ],
    [
      'payments.orders.dlq.v1',
      [
        ['payments.orders.v1', 7],
        ['payments.orders.archive.v1', 80],
      ],
      [],
    ],
    [
      'payments.orders.dlq',
      [
        ['payments.orders.v1', 30],
        ['payments.orders.archive', 80],
      ],
      ['30d'],
    ],
    ['payments.orders.dlq', [['payments.orders.archive', 80]], ['80d']],
    // A dash is part of a word, and starts no other source.
    ['payments.orders.dlq', [['payments.orders-archive.v1', 80]], []],
    [
      'payments-orders-dlq',
      [
        ['payments-orders', 30],
        ['payments-orders-archive', 80],
      ],
      ['30d'],
    ],
    // No longer than dead letters have to be kept at all.
    ['payments.orders.dlq', [['payments.orders', 365]], ['90d']],
  ] as const)('%s beside %j', async (name, sources, fixes) => {
    const found = await said('topic/dead-letter-retention', [
      topic({name, config: lived(14)}),
      ...sources.map(([source, days]) => topic({name: source, config: lived(days)})),
    ]);
    expect(found.map(({fix}) => fix?.['/spec/config/retention.ms'])).toEqual(fixes);
  });

  it('that are kept as long as they have to be are fine, however long their source lives', async () => {
    const documents = [topic({name: 'payments.orders.dlq', config: lived(90)}), topic({name: 'payments.orders', config: lived(365)})];
    expect(await said('topic/dead-letter-retention', documents)).toEqual([]);
    expect(await said('topic/dead-letter-retention', documents, {mostMs: 365 * 86_400_000})).toHaveLength(1);
  });
});

describe('retention', () => {
  it.each([
    [{'retention.ms': 604_800}, 'retention.ms 604800ms is below the least of 1h; if seconds were meant, write 7d'],
    [{'retention.ms': 1000}, 'retention.ms 1s is below the least of 1h'],
    [{'retention.ms': 0}, 'retention.ms 0ms is below the least of 1h'],
  ])('%j is a slip', async (config, message) => {
    expect(await said('topic/retention-bounded', [topic({config})])).toMatchObject([{message}]);
  });

  it('of no bytes is told once, at the bytes', async () => {
    const found = await said('topic/retention-bounded', [topic({config: {'retention.ms': -1, 'retention.bytes': 0}})]);
    expect(found).toMatchObject([{pointer: '/spec/config/retention.bytes', message: expect.stringMatching(/^retention.bytes is 0/)}]);
  });
});

describe('defaults of the brokers', () => {
  it.each([
    [
      'topic/remote-copy-disabled',
      {},
      {'remote.storage.enable': true, 'remote.log.copy.disable': true, 'local.retention.bytes': '1GiB'},
      'local.retention.bytes 1073741824 differs from retention.bytes -1, the default, while remote.log.copy.disable is on: the broker refuses it; use -2, the same',
    ],
    [
      'topic/local-retention',
      {'log.retention.hours': 24},
      {'remote.storage.enable': true, 'retention.ms': undefined, 'local.retention.ms': '2d'},
      'local.retention.ms 2d is above retention.ms 1d, by log.retention.hours of the brokers: the broker refuses to keep more locally than in all; -2 means the same as retention.ms',
    ],
    [
      'topic/segment-count',
      {'log.segment.bytes': '1MiB'},
      {'retention.bytes': '10GiB'},
      'each partition can have 10240 segments, above 1000: raise segment.bytes, or keep less',
    ],
    [
      'topic/segment-holds-message',
      {'message.max.bytes': '5MiB'},
      {'segment.bytes': '4MiB'},
      'segment.bytes 4194304 is below max.message.bytes 5242880, by message.max.bytes of the brokers: messages between the two would be refused',
    ],
  ])('decide for %s: %j beside %j', async (rule, config, stated, message) => {
    expect(await said(rule, [brokers(config), topic({config: stated})])).toMatchObject([{message}]);
  });

  it('alone, which no topic contradicts, are no fault of each topic', async () => {
    const documents = [brokers({'log.segment.bytes': '1MiB', 'log.retention.bytes': '100GiB', 'message.max.bytes': '2MiB'}), topic()];
    for (const id of ['topic/segment-count', 'topic/retention-bytes-below-segment', 'topic/segment-holds-message'])
      expect(await said(id, documents), id).toEqual([]);
  });
});

describe('packs', () => {
  it.each([
    ['regulated', 'topic/replication-factor', 'error'],
    ['regulated', 'topic/min-insync-replicas', 'error'],
    ['regulated', 'topic/unclean-leader-election', 'error'],
    // What no replicas can keep is wrong wherever it stands; what stops writes for a restart only advises.
    ['development', 'topic/min-insync-within-replication', 'error'],
    ['development', 'topic/min-insync-below-replication', 'note'],
  ])('%s judges %s as %s', (pack, id, level) => {
    const rule = rules.find(one => one.id === id);
    expect(rule && packs.get(pack)?.levelOf(rule)).toBe(level);
  });
});
