import type {CanaryElement} from './canary-record.ts';
import {OffsetSum} from './offset-sum.ts';
import {RangeBudget, SequenceRanges} from './sequence-ranges.ts';

/** Where a reader met a record. */
export interface Place {
  partition: number;
  offset: number;
}

export type AnomalyKind = 'duplicate' | 'out-of-order' | 'two-partitions' | 'foreign' | 'backwards';

/** One thing that must not be, at the record that shows it. */
export interface Anomaly {
  kind: AnomalyKind;
  place: Place;
  /** Absent for a record that is none of the run's. */
  element?: CanaryElement;
  /** Of an order: the key's element before it. */
  after?: number;
}

export interface ReadingLimits {
  /** Ranges of elements and of offsets together; 200,000 unless given, which is some tens of MB. */
  ranges?: number;
  /** How many anomalies of a kind are kept; all are counted. */
  witnesses?: number;
}

interface PartitionReading {
  sum: OffsetSum;
  last: number;
  offsets: SequenceRanges;
}

const RANGES = 200_000;
const WITNESSES = 5;

/**
 * What a reader was given, record by record, in a memory that does not grow with the log: a key's elements are runs, and so are
 * a partition's offsets. What needs more runs than there is room for is not kept, and the place where that began is told.
 */
export class Reading {
  readonly keys: number;
  records = 0;
  /** Elements without the ones that came again. */
  distinct = 0;
  /** Where an element could not be kept any more: beyond it nothing is known but what was found. */
  beyond: Place | undefined;
  readonly counts: Record<AnomalyKind, number> = {duplicate: 0, 'out-of-order': 0, 'two-partitions': 0, foreign: 0, backwards: 0};
  readonly anomalies: Anomaly[] = [];
  readonly elements: SequenceRanges[];
  readonly #last: Float64Array;
  readonly #home: Int32Array;
  readonly #partitions = new Map<number, PartitionReading>();
  readonly #elementBudget: RangeBudget;
  readonly #offsetBudget: RangeBudget;
  readonly #witnesses: number;

  constructor(keys: number, limits: ReadingLimits = {}) {
    const ranges = limits.ranges ?? RANGES;
    this.keys = keys;
    this.#elementBudget = new RangeBudget(Math.ceil(ranges / 2));
    this.#offsetBudget = new RangeBudget(Math.floor(ranges / 2));
    this.#witnesses = limits.witnesses ?? WITNESSES;
    this.elements = Array.from({length: keys}, () => new SequenceRanges(this.#elementBudget));
    this.#last = new Float64Array(keys).fill(-1);
    this.#home = new Int32Array(keys).fill(-1);
  }

  /** Takes the next record of a partition; `element` is undefined for one that is none of the run's. */
  take(partition: number, offset: number, element: CanaryElement | undefined): void {
    this.records++;
    const own = this.#partition(partition);
    if (offset <= own.last) this.#found('backwards', {partition, offset}, element);
    own.last = offset;
    own.sum.add(offset);
    own.offsets.add(offset);
    if (element === undefined) this.#found('foreign', {partition, offset}, undefined);
    else this.#takeElement({partition, offset}, element);
  }

  /** The offsets that it was given of a partition. */
  sumOf(partition: number): OffsetSum {
    return this.#partitions.get(partition)?.sum ?? new OffsetSum();
  }

  /** Whether it was given this offset, as far as it was kept. */
  wasGiven({partition, offset}: Place): boolean {
    return this.#partitions.get(partition)?.offsets.has(offset) ?? false;
  }

  #takeElement(place: Place, element: CanaryElement): void {
    const {key, sequence} = element;
    const kept = this.elements[key]?.add(sequence) ?? 'full';
    if (kept === 'new') this.distinct++;
    const last = this.#last[key] ?? -1;
    if (kept === 'known') this.#found('duplicate', place, element, last);
    else if (sequence < last) this.#found('out-of-order', place, element, last);
    if (kept === 'full') this.beyond ??= place;
    if (sequence > last) this.#last[key] = sequence;
    const home = this.#home[key] ?? -1;
    if (home < 0) this.#home[key] = place.partition;
    else if (home !== place.partition) this.#found('two-partitions', place, element);
  }

  #partition(partition: number): PartitionReading {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const made = {sum: new OffsetSum(), last: -1, offsets: new SequenceRanges(this.#offsetBudget)};
    this.#partitions.set(partition, made);
    return made;
  }

  #found(kind: AnomalyKind, place: Place, element: CanaryElement | undefined, after?: number): void {
    this.counts[kind]++;
    if (this.counts[kind] > this.#witnesses) return;
    const kept = element === undefined ? {} : {element: {key: element.key, sequence: element.sequence}};
    this.anomalies.push({kind, place, ...kept, ...(after === undefined ? {} : {after})});
  }
}
