import type {Fact} from './facts.ts';
import type {FirstVisible} from './first-visible.ts';

/** How far a group is behind in a partition. Units: records are offsets, so markers and what compaction took away count. */
export interface PartitionLag {
  topic: string;
  partition: number;
  /** Offset of the next record that the group will read; undefined where it has committed none. */
  committed: bigint | undefined;
  /** What the client wrote beside the offset. */
  metadata: string;
  /** The high watermark. */
  end: Fact<bigint>;
  /** The first offset that is still there; absent where nobody asked. */
  start?: Fact<bigint>;
  /** Between the committed offset and the end, as Kafka's own tool counts. */
  records: Fact<bigint>;
  /**
   * Now minus the time of the first visible record at or after the committed offset; 0 at the last stable offset. Absent where
   * nobody asked.
   */
  lagMs?: Fact<number>;
  /** Whose clock gave that record its time. */
  clock?: 'producer' | 'broker';
  /** Records that went before the group read them: retention took them. */
  expiredRecords?: bigint;
  /** True where there is nothing to read and never was a commit: nothing is behind. */
  isUntouched: boolean;
  /** The member that the partition is assigned to. */
  member?: {memberId: string; clientId: string; host: string};
}

/** What was read of one partition. */
export interface LagFacts {
  committed: bigint | undefined;
  end: Fact<bigint>;
  start?: Fact<bigint>;
  /** What comes next; undefined where nothing does, or nobody asked. */
  first?: FirstVisible;
  /** Whether times were asked for. */
  time: boolean;
  nowMs: number;
}

/** A clock that is ahead by less is no worse than a network: such a record is of now. */
const CLOCK_TOLERANCE_MS = 2_000;

/** The lag of a partition by what was read of it. Pure. */
export function lagOf(facts: LagFacts): Pick<PartitionLag, 'records' | 'lagMs' | 'clock' | 'expiredRecords' | 'isUntouched'> {
  const {committed, end, start, time} = facts;
  const unknown = (reason: string) => ({records: {unknown: reason}, ...(time ? {lagMs: {unknown: reason}} : {})});
  const isEmpty = start !== undefined && 'known' in start && 'known' in end && start.known === end.known;
  if (committed === undefined) return {...unknown('it has committed no offset here'), isUntouched: isEmpty};
  if ('unknown' in end) return {...unknown(end.unknown), isUntouched: false};
  if (committed > end.known)
    return {
      ...unknown(`the committed offset ${committed} lies beyond the end ${end.known}: the topic was made anew, or its log was cut`),
      isUntouched: false,
    };
  const records = end.known - committed;
  const expired = start !== undefined && 'known' in start && start.known > committed ? {expiredRecords: start.known - committed} : {};
  return {records: {known: records}, ...(time ? timeBehind(records, facts.first, facts.nowMs) : {}), ...expired, isUntouched: false};
}

function timeBehind(records: bigint, first: FirstVisible | undefined, nowMs: number): Pick<PartitionLag, 'lagMs' | 'clock'> {
  if (records === 0n || first === 'nothing') return {lagMs: {known: 0}};
  if (first === undefined) return {lagMs: {unknown: 'the next record was not read'}};
  if ('unknown' in first) return {lagMs: first};
  const behindMs = nowMs - first.timestampMs;
  const {clock} = first;
  if (behindMs < -CLOCK_TOLERANCE_MS)
    return {
      lagMs: {unknown: `the next record is of ${(-behindMs / 1000).toFixed(0)} s in the future, by the ${clock}'s clock beside this one`},
      clock,
    };
  return {lagMs: {known: Math.max(0, behindMs)}, clock};
}

/** What a group's partitions come to. */
export interface LagTotal {
  /** Over the partitions where it is known. */
  records: bigint;
  /** The most of one partition. */
  mostRecords: bigint;
  /** The longest of one partition; undefined where none is known. */
  longestMs: number | undefined;
  /** Partitions of which the records, or the time, are not known; untouched ones are none of them. */
  unknownRecordsCount: number;
  unknownTimeCount: number;
  partitionCount: number;
}

/** Adds up partitions. Pure. */
export function totalOf(partitions: readonly PartitionLag[]): LagTotal {
  const records = partitions.flatMap(one => ('known' in one.records ? [one.records.known] : []));
  const times = partitions.flatMap(({lagMs}) => (lagMs !== undefined && 'known' in lagMs ? [lagMs.known] : []));
  const open = partitions.filter(one => !one.isUntouched);
  return {
    records: records.reduce((sum, one) => sum + one, 0n),
    mostRecords: records.reduce((most, one) => (one > most ? one : most), 0n),
    longestMs: times.length === 0 ? undefined : times.reduce((most, one) => Math.max(most, one), 0),
    unknownRecordsCount: open.filter(one => 'unknown' in one.records).length,
    unknownTimeCount: open.filter(({lagMs}) => lagMs !== undefined && 'unknown' in lagMs).length,
    partitionCount: partitions.length,
  };
}
