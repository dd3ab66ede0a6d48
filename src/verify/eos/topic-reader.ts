import type {Admin} from '../../cluster/admin.ts';
import type {RecordCursor} from '../../cluster/record-cursor.ts';
import type {ScannedBatch} from '../../cluster/scan-log.ts';
import {scanLog} from '../../cluster/scan-log.ts';
import {CanaryParser, type CanaryShape} from './canary-record.ts';
import type {LogFates} from './log-fates.ts';
import {Reading, type ReadingLimits} from './reading.ts';

export interface TopicReaderOptions {
  topic: string;
  partitions: number;
  shape: CanaryShape;
  /** `committed` is a read_committed reader; `all` is a read_uncommitted one. */
  isolation: 'committed' | 'all';
  /** Learns what became of every record, aborted ones included; with `committed` only. */
  fates?: LogFates;
  limits?: ReadingLimits;
  signal?: AbortSignal;
}

/** Reads a canary topic on the raw protocol, from its start and then on from where it came to, into one {@link Reading}. */
export class TopicReader {
  readonly reading: Reading;
  /** By partition: read up to here, exclusive. */
  readonly positions: (bigint | undefined)[];
  /** By partition: the last record that it was given; -1 before the first. */
  readonly lastOffsets: number[];
  readonly #admin: Admin;
  readonly #options: TopicReaderOptions;
  readonly #parser: CanaryParser;

  constructor(admin: Admin, options: TopicReaderOptions) {
    this.#admin = admin;
    this.#options = options;
    this.#parser = new CanaryParser(options.shape);
    this.reading = new Reading(options.shape.keys, options.limits);
    this.positions = Array.from({length: options.partitions}, () => undefined);
    this.lastOffsets = Array.from({length: options.partitions}, () => -1);
  }

  /** Reads on up to the ends that hold now: the last stable offsets, or the high watermarks for `all`. */
  async catchUp(stallMs?: number): Promise<void> {
    const {topic, isolation, signal} = this.#options;
    for (const [partition, from] of this.positions.entries()) {
      const {endOffset} = await scanLog(this.#admin, {topic, partition}, this, {
        isolation,
        ...(from === undefined ? {} : {from}),
        ...(stallMs === undefined ? {} : {stallMs}),
        ...(signal === undefined ? {} : {signal}),
      });
      if (from === undefined || endOffset > from) this.positions[partition] = endOffset;
    }
  }

  record(record: RecordCursor, about: ScannedBatch): void {
    const {partition} = about;
    this.#options.fates?.record({partition, offset: record.offset}, about);
    if (about.aborted) return;
    this.lastOffsets[partition] = record.offset;
    this.reading.take(partition, record.offset, this.#parser.read(record) ? this.#parser : undefined);
  }

  marker({partition, producerId, committed}: {partition: number; producerId: number; committed: boolean}): void {
    this.#options.fates?.marker(partition, producerId, committed);
  }
}
