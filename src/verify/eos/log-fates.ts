import {OffsetSum} from './offset-sum.ts';
import type {Place} from './reading.ts';
import {RangeBudget, SequenceRanges} from './sequence-ranges.ts';

/** Records of one producer in one partition whose transaction has not ended yet. */
interface Pending {
  sum: OffsetSum;
  offsets: SequenceRanges;
}

interface PartitionFates {
  /** By the markers in the log. */
  committed: OffsetSum;
  aborted: OffsetSum;
  abortedOffsets: SequenceRanges;
  /** By the list of aborted transactions that the broker sends along. */
  listedCommitted: OffsetSum;
  pending: Map<number, Pending>;
}

const RANGES = 200_000;

/**
 * What became of each record of a log, found out twice: by the transaction markers in the log itself, and by the broker's list of
 * aborted transactions, on which every read_committed consumer relies. Bounded as {@link SequenceRanges} are.
 */
export class LogFates {
  readonly #partitions = new Map<number, PartitionFates>();
  readonly #budget: RangeBudget;

  constructor(ranges = RANGES) {
    this.#budget = new RangeBudget(ranges);
  }

  record({partition, offset}: Place, about: {producerId: number; transactional: boolean; aborted: boolean}): void {
    const own = this.#partition(partition);
    if (!about.aborted) own.listedCommitted.add(offset);
    if (!about.transactional) {
      own.committed.add(offset);
      return;
    }
    let pending = own.pending.get(about.producerId);
    if (pending === undefined) {
      pending = {sum: new OffsetSum(), offsets: new SequenceRanges(this.#budget)};
      own.pending.set(about.producerId, pending);
    }
    pending.sum.add(offset);
    pending.offsets.add(offset);
  }

  marker(partition: number, producerId: number, committed: boolean): void {
    const own = this.#partition(partition);
    const pending = own.pending.get(producerId);
    // A transaction that only committed offsets, or whose records were deleted, leaves a marker alone.
    if (pending === undefined) return;
    own.pending.delete(producerId);
    const ranges = pending.offsets.ranges();
    this.#budget.used -= ranges.length;
    if (committed) {
      own.committed.addAll(pending.sum);
      return;
    }
    own.aborted.addAll(pending.sum);
    for (const [start, end] of ranges) for (let offset = start; offset < end; offset++) own.abortedOffsets.add(offset);
  }

  get partitions(): number[] {
    return [...this.#partitions.keys()].sort((a, b) => a - b);
  }

  committedOf(partition: number): OffsetSum {
    return this.#partitions.get(partition)?.committed ?? new OffsetSum();
  }

  /** Aborted records of all partitions, by the markers. */
  get abortedCount(): number {
    return [...this.#partitions.values()].reduce((sum, one) => sum + one.aborted.count, 0);
  }

  get committedCount(): number {
    return [...this.#partitions.values()].reduce((sum, one) => sum + one.committed.count, 0);
  }

  /** Where records were aborted, as ranges of offsets, as far as they were kept. */
  abortedRanges(partition: number): [start: number, end: number][] {
    return this.#partitions.get(partition)?.abortedOffsets.ranges() ?? [];
  }

  /** Records whose transaction has no end in what was read. */
  pendingOf(partition: number): {producerId: number; records: number; firstOffset: number}[] {
    return [...(this.#partitions.get(partition)?.pending ?? [])].map(([producerId, {sum, offsets}]) => ({
      producerId,
      records: sum.count,
      firstOffset: offsets.ranges()[0]?.[0] ?? -1,
    }));
  }

  /** True where the broker's list and the markers tell the same of every record that is decided. */
  agrees(partition: number): boolean {
    const own = this.#partitions.get(partition);
    if (own === undefined) return true;
    const decided = new OffsetSum();
    decided.addAll(own.committed);
    // The list knows no transaction that is still open: it takes its records for committed, were they read at all.
    for (const {sum} of own.pending.values()) decided.addAll(sum);
    return decided.equals(own.listedCommitted);
  }

  #partition(partition: number): PartitionFates {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const made = {
      committed: new OffsetSum(),
      aborted: new OffsetSum(),
      abortedOffsets: new SequenceRanges(this.#budget),
      listedCommitted: new OffsetSum(),
      pending: new Map<number, Pending>(),
    };
    this.#partitions.set(partition, made);
    return made;
  }
}
