import {describe, expect, it} from 'vitest';
import {AbortedTransactions, type MarkedBatch, markerType} from '../../src/cluster/transaction-markers.ts';

const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

function data(firstOffset: bigint, producerId: bigint, count = 2): MarkedBatch {
  return {firstOffset, lastOffsetDelta: count - 1, attributes: TRANSACTIONAL, producerId, marker: undefined};
}

function marker(offset: bigint, producerId: bigint, type: 'abort' | 'commit'): MarkedBatch {
  const key = Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]);
  return {firstOffset: offset, lastOffsetDelta: 0, attributes: TRANSACTIONAL | CONTROL, producerId, marker: markerType(key)};
}

describe('aborted transactions', () => {
  it('hide two aborted transactions of one producer in one fetch, and not the committed one between them', () => {
    const aborted = new AbortedTransactions([
      {producerId: 7n, firstOffset: 0n},
      {producerId: 7n, firstOffset: 6n},
    ]);
    const batches = [
      data(0n, 7n),
      marker(2n, 7n, 'abort'),
      data(3n, 7n),
      marker(5n, 7n, 'commit'),
      data(6n, 7n),
      marker(8n, 7n, 'abort'),
      data(9n, 7n),
    ];
    expect(batches.map(one => aborted.hides(one))).toEqual([true, true, false, true, true, true, false]);
  });

  it('hide no other producer, and nothing outside a transaction', () => {
    const aborted = new AbortedTransactions([{producerId: 7n, firstOffset: 0n}]);
    expect([data(0n, 7n), data(2n, 8n), {...data(4n, 7n), attributes: 0}].map(one => aborted.hides(one))).toEqual([true, false, false]);
  });
});
