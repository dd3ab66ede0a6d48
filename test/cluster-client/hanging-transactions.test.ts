import {describe, expect, it} from 'vitest';
import {orphans, overdueOf} from '../../src/cluster/hanging-transactions.ts';
import type {ActiveProducer, LiveTransaction} from '../../src/cluster/live-transactions.ts';

const NOW_MS = 1_700_000_000_000;

function transaction(more: Partial<LiveTransaction> = {}): LiveTransaction {
  return {
    transactionalId: 'id',
    coordinatorId: 1,
    producerId: 7n,
    producerEpoch: 3,
    state: 'Ongoing',
    timeoutMs: 60_000,
    startedAtMs: NOW_MS - 1_000,
    partitions: [{topic: 't', partition: 0}],
    ...more,
  };
}

function producer(more: Partial<ActiveProducer> = {}): ActiveProducer {
  return {
    topic: 't',
    partition: 0,
    producerId: 7n,
    producerEpoch: 3,
    lastTimestampMs: NOW_MS,
    coordinatorEpoch: 0,
    startOffset: 5n,
    ...more,
  };
}

describe('transactions that hang', () => {
  it('are open for longer than their timeout and a scan', () => {
    const open = (ms: number, state = 'Ongoing') => overdueOf([transaction({startedAtMs: NOW_MS - ms, state})], NOW_MS).length;
    expect([open(69_000), open(71_000), open(71_000, 'CompleteAbort'), open(71_000, 'PrepareAbort')]).toEqual([0, 1, 0, 1]);
    expect(overdueOf([transaction({startedAtMs: undefined})], NOW_MS)).toEqual([]);
  });

  it('are held open by a partition, and no coordinator counts that partition among one of theirs', () => {
    expect(orphans([producer()], [transaction()])).toEqual([]);
    expect(orphans([producer({startOffset: undefined})], [])).toEqual([]);
    expect(orphans([producer()], [])).toHaveLength(1);
    expect(orphans([producer({partition: 1})], [transaction()])).toHaveLength(1);
    expect(orphans([producer({producerId: 8n})], [transaction()])).toHaveLength(1);
    expect(orphans([producer()], [transaction({state: 'CompleteCommit'})])).toHaveLength(1);
  });
});
