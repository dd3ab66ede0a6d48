/** Where a group is to read on. */
export type ResetTarget =
  | {to: 'earliest'}
  | {to: 'latest'}
  | {to: 'offset'; offset: bigint}
  /** The first record at or after a time, in milliseconds since 1970. */
  | {to: 'timestamp'; timestampMs: number}
  /** By so many offsets from where it is: negative is back. */
  | {to: 'shift'; by: bigint}
  /** Where another group is. */
  | {to: 'group'; group: string};

/** One partition of a plan: where the group reads on now, and where it is to. */
export interface ResetStep {
  topic: string;
  partition: number;
  /** Undefined where it has committed nothing. */
  from: bigint | undefined;
  to: bigint;
  /** Offsets that it will read again (negative: that it will not read); undefined without a commit. */
  rereadCount: bigint | undefined;
  /** What was asked for lies outside of the log, and became its nearest end. */
  clamped?: {asked: bigint; to: 'beginning' | 'end'};
  /** What else is to be known of it. */
  note?: string;
}

/** A partition that a plan has no new offset for, and why. */
export interface ResetRefusal {
  topic: string;
  partition: number;
  reason: string;
}

/** What is known of a partition when its new offset is planned. */
export interface ResetFacts {
  topic: string;
  partition: number;
  committed: bigint | undefined;
  beginning: bigint;
  end: bigint;
  /** Of the first record at or after the timestamp that was asked for; -1 where there is none. */
  atTimestamp?: bigint;
  /** What the other group has committed. */
  ofOther?: bigint;
}

/** The new offset of one partition, within its log. Pure. */
export function planStep(target: ResetTarget, facts: ResetFacts): ResetStep | ResetRefusal {
  const {topic, partition, committed, beginning, end} = facts;
  const asked = askedOffset(target, facts);
  if (typeof asked === 'string') return {topic, partition, reason: asked};
  const to = asked < beginning ? beginning : asked > end ? end : asked;
  const note = target.to === 'timestamp' && (facts.atTimestamp ?? -1n) < 0n ? {note: 'no record is as late as that: the end'} : {};
  return {
    topic,
    partition,
    from: committed,
    to,
    rereadCount: committed === undefined ? undefined : committed - to,
    ...(to === asked ? {} : {clamped: {asked, to: asked < beginning ? 'beginning' : 'end'}}),
    ...note,
  };
}

/** As it was asked for, or why there is none. */
function askedOffset(target: ResetTarget, {committed, beginning, end, atTimestamp, ofOther}: ResetFacts): bigint | string {
  switch (target.to) {
    case 'earliest':
      return beginning;
    case 'latest':
      return end;
    case 'offset':
      return target.offset;
    case 'timestamp':
      return atTimestamp === undefined || atTimestamp < 0n ? end : atTimestamp;
    case 'shift':
      return committed === undefined ? 'it has committed nothing to shift from' : committed + target.by;
    case 'group':
      return ofOther ?? `group ${target.group} has committed nothing here`;
  }
}
