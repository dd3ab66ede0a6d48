import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {FailedRecord} from '../../src/clients/consumer/failure-policy.ts';
import {deadLetter, originalHeaders, originOf, replayedBy, replayMarker, replayOf} from '../../src/clients/dead-letters/dead-letter.ts';
import {OffsetRanges} from '../../src/clients/dead-letters/offset-ranges.ts';

const nullable = fc.option(
  fc.uint8Array({maxLength: 20}).map(one => Buffer.from(one)),
  {nil: null},
);
const failed: fc.Arbitrary<FailedRecord> = fc.record({
  topic: fc.string({minLength: 1, maxLength: 20}),
  partition: fc.nat(1_000),
  offset: fc.bigInt({min: 0n, max: 2n ** 62n}),
  timestampMs: fc.integer({min: -1, max: 2 ** 42}),
  key: nullable,
  value: nullable,
  headers: fc.array(fc.tuple(fc.string({maxLength: 8}), nullable), {maxLength: 4}),
});

/** As it lies in the dead-letter topic. */
function stored(letter: ReturnType<typeof deadLetter>, offset: bigint): FailedRecord {
  const headers = (letter.headers ?? []).map(([name, value]) => [name, value === null ? null : Buffer.from(value)] as const);
  return {topic: letter.topic, partition: 0, offset, timestampMs: 5, key: letter.key ?? null, value: letter.value, headers};
}

describe('a dead letter', () => {
  it('tells its origin and gives back the record byte for byte, also where it failed more than once', () => {
    fc.assert(
      fc.property(failed, fc.array(fc.string({maxLength: 5}), {minLength: 1, maxLength: 3}), (record, groups) => {
        let current = record;
        for (const [index, group] of groups.entries()) {
          const failure = {
            record: current,
            error: Object.assign(new Error(`no ${index}`), {code: `app/${index}`}),
            attempts: index + 1,
            stage: 'handle' as const,
          };
          const letter = stored(deadLetter('dlq', failure, group, 1_000 + index), BigInt(index));
          expect(originOf(letter.headers)).toEqual({
            topic: current.topic,
            partition: current.partition,
            offset: current.offset,
            timestampMs: current.timestampMs,
            stage: 'handle',
            errorCode: `app/${index}`,
            errorMessage: `no ${index}`,
            attempts: index + 1,
            group,
            failedAtMs: 1_000 + index,
          });
          expect([letter.key, letter.value]).toEqual([record.key, record.value]);
          expect(originalHeaders(letter.headers)).toEqual(current.headers);
          const origin = originOf(letter.headers);
          if (origin === undefined) throw new Error('no origin');
          const replayed = replayOf(letter, origin);
          expect([replayed.topic, replayed.partition, replayed.key, replayed.value]).toEqual([
            current.topic,
            current.partition,
            record.key,
            record.value,
          ]);
          expect(replayed.headers?.slice(0, -1)).toEqual(current.headers);
          current = letter;
        }
      }),
    );
  });

  it.each([
    ['no headers', []],
    ['another version', [['weir-dlq-version', Buffer.from('2')]]],
    [
      'an offset that is none',
      [
        ['weir-dlq-version', Buffer.from('1')],
        ['weir-dlq-offset', Buffer.from('x')],
      ],
    ],
  ] as [string, [string, Buffer][]][])('is not seen in %s', (_, headers) => {
    expect(originOf(headers)).toBeUndefined();
  });

  it('is no marker, and a marker is no letter', () => {
    const marker = stored(replayMarker({topic: 'dlq', partition: 0}, OffsetRanges.parse('3,5-9')), 10n);
    expect(replayedBy(marker)?.toString()).toBe('3,5-9');
    expect(originOf(marker.headers)).toBeUndefined();
    const tombstone: FailedRecord = {
      topic: 't',
      partition: 0,
      offset: 1n,
      timestampMs: 0,
      key: null,
      value: null,
      headers: [['weir-dlq-replayed', Buffer.from('0-9')]],
    };
    const letter = stored(deadLetter('dlq', {record: tombstone, error: 'x', attempts: 1, stage: 'handle'}, 'g', 1), 1n);
    expect(replayedBy(letter)).toBeUndefined();
  });
});

describe('ranges of offsets', () => {
  it('hold what was added and nothing else, as few ranges as there can be, and are read back from text', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(5)).map(([from, more]) => [from, from + more] as const);
    fc.assert(
      fc.property(fc.array(range, {maxLength: 20}), added => {
        const ranges = new OffsetRanges();
        const members = new Set<number>();
        for (const [from, to] of added) {
          ranges.add(BigInt(from), BigInt(to));
          for (let one = from; one <= to; one++) members.add(one);
        }
        const again = OffsetRanges.parse(ranges.toString());
        for (let offset = 0; offset < 70; offset++) {
          expect(ranges.has(BigInt(offset))).toBe(members.has(offset));
          expect(again.has(BigInt(offset))).toBe(members.has(offset));
        }
        const starts = [...members].filter(one => !members.has(one - 1));
        expect(ranges.ranges()).toHaveLength(starts.length);
      }),
    );
  });

  it.each(['1-', 'a', '-3', '5-2', '1,,2', '1 '])('are refused as %j', text => {
    expect(() => OffsetRanges.parse(text)).toThrow(RangeError);
  });
});
