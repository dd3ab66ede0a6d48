import fc from 'fast-check';
import {expect, it} from 'vitest';
import type {PartitionLag} from '../../src/cluster/partition-lag.ts';
import {frameOf} from '../../src/commands/lag/frame.ts';
import {behindText, partitionTable} from '../../src/commands/lag/lag-words.ts';
import {overviewText} from '../../src/commands/lag/overview.ts';
import {sparkline} from '../../src/commands/lag/sparkline.ts';

it.each([
  [0, '0 s'],
  [4_230, '4.2 s'],
  [60_000, '1 m'],
  [190_000, '3 m 10 s'],
  [18_120_000, '5 h 2 m'],
  [273_600_000, '3 d 4 h'],
])('%d ms are %s', (ms, text) => expect(behindText(ms)).toBe(text));

it('draws the last values between nothing and the highest, with gaps for what is not known', () => {
  expect(sparkline([0, 1, 50, undefined, 100], 10)).toBe('▁▂▅ █');
  expect(sparkline([0, 0], 10)).toBe('▁▁');
  expect(sparkline([], 10)).toBe('');
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(), {nil: undefined})), fc.integer({min: 0, max: 50}), (values, width) => {
      const drawn = [...sparkline(values, width)];
      return drawn.length === Math.min(values.length, width) && drawn.every(one => ' ▁▂▃▄▅▆▇█'.includes(one));
    }),
  );
});

const partition = (number: number, parts: Partial<PartitionLag>): PartitionLag => ({
  topic: 'orders.v1',
  partition: number,
  committed: 5n,
  metadata: '',
  end: {known: 15n},
  records: {known: 10n},
  lagMs: {known: 4_000},
  isUntouched: false,
  ...parts,
});
const none = {
  committed: undefined,
  records: {unknown: 'it has committed no offset here'},
  lagMs: {unknown: 'it has committed no offset here'},
};
const PARTITIONS = [
  partition(0, {member: {memberId: 'm-1', clientId: 'worker-1', host: '10.0.0.7'}}),
  partition(1, {...none, start: {known: 3n}}),
  partition(2, {...none, start: {known: 15n}, isUntouched: true}),
  partition(3, {lagMs: {unknown: 'the record has no timestamp'}, expiredRecords: 4n}),
];

it('shows every partition, and says why something is not known', () => {
  expect(partitionTable(PARTITIONS)).toMatchInlineSnapshot(`
    "topic      partition  committed  end  lag  behind  member
    orders.v1          0          5   15   10   4.0 s  worker-1 10.0.0.7
    orders.v1          1          -   15    ?       ?
    orders.v1          2          -   15    -       -
    orders.v1          3          5   15   10       ?
      ? orders.v1-1: it has committed no offset here, and 12 records lie there
      ? orders.v1-3: the record has no timestamp
      ? orders.v1-3: retention took 4 records before they were read"
  `);
});

it('puts what is furthest behind first, and what is not there last', () => {
  const group = (name: string, partitions: PartitionLag[], members: number | string) => ({
    name,
    state: 'Stable',
    protocol: 'classic' as const,
    protocolType: 'consumer',
    coordinatorId: 1,
    members:
      typeof members === 'string'
        ? {unknown: members}
        : {known: Array.from({length: members}, () => ({memberId: 'm', instanceId: undefined, clientId: 'c', host: 'h', assignment: []}))},
    partitions,
    ...(typeof members === 'string' ? {problem: members} : {}),
  });
  const look = {
    reading: {
      atMs: 0,
      missing: [],
      known: [],
      groups: [
        group('idle', [], 1),
        group('near', [partition(0, {records: {known: 1n}, lagMs: {known: 0}})], 1),
        group('far', PARTITIONS, 0),
        group('shared', [], 'a share group commits no offsets (KIP-932)'),
      ],
    },
    owners: new Map([['far', {application: 'worker', owner: 'team-work'}]]),
    verdicts: [],
    absent: ['gone'],
  };
  const trends = new Map([
    ['far', {overMs: 1_000, consumedPerSecond: 12, producedPerSecond: 2, direction: 'shrinking' as const, catchUpMs: 2_000}],
    ['near', {overMs: 1_000, consumedPerSecond: 0, producedPerSecond: 3, direction: 'growing' as const, catchUpMs: 'never' as const}],
  ]);
  expect(overviewText(look, trends, {head: 'so far', of: () => '▁█'})).toMatchInlineSnapshot(`
    "group   lag  behind  so far  trend   caught up in         state   members  owner
    far      20   4.0 s  ▁█      -10/s   2.0 s                Stable        0  team-work (worker)  1 of 4 partitions unknown; no members
    near      1     0 s  ▁█      +3.0/s  never, at this rate  Stable        1  (in no document)
    idle      -       -  ▁█                                   Stable        1  (in no document)    has committed no offsets
    shared    -       -  ▁█                                   Stable        ?  (in no document)    a share group commits no offsets (KIP-932)
    gone      -       -                                                        (in no document)    declared, and not on the cluster"
  `);
});

it('is drawn over the last one, and never beyond the screen', () => {
  expect(frameOf(['a', 'b'], 0, {columns: 80, rows: 24})).toEqual({text: 'a\nb\n', drawn: 2});
  expect(frameOf(['a', 'long line'], 2, {columns: 4, rows: 24})).toEqual({text: '\u001b[2A\u001b[Ja\nlong\n', drawn: 2});
  expect(frameOf(['a', 'b', 'c', 'd', 'e'], 0, {columns: 80, rows: 5}).text).toBe('a\nb\n… and 3 lines more\n');
  const size = fc.integer({min: 1, max: 60});
  fc.assert(
    fc.property(fc.array(fc.string({unit: 'grapheme'})), size, size, (lines, columns, rows) => {
      const {text, drawn} = frameOf(
        lines.map(line => line.replaceAll('\n', ' ')),
        0,
        {columns, rows},
      );
      const shown = text.split('\n').slice(0, -1);
      return (
        shown.length === Math.max(1, drawn) &&
        drawn <= Math.max(1, rows - 2) &&
        shown.every(line => [...line].length <= Math.max(columns, 0))
      );
    }),
  );
});
