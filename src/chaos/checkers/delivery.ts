/** One record that a producer was asked to send. A timeout or a lost connection is `unknown`, never `fail`. */
export interface SendOperation {
  /** Unique in the history. */
  id: string;
  /** Order in which the records were handed to the producer, one send in flight at a time. */
  index: number;
  status: 'ok' | 'fail' | 'unknown';
  /** The offset in the acknowledgement, where there was one. */
  offset?: bigint;
}

/** One record of the partition as it was read back; `id: undefined` for one that is not ours or was damaged. */
export interface LogEntry {
  offset: bigint;
  id: string | undefined;
}

export interface LogRead {
  /** Records below were expired or deleted: what was acknowledged there can no longer be judged. */
  startOffset: bigint;
  entries: readonly LogEntry[];
}

/** What the history and the log together say. The names are those of Jepsen's Kafka checker where it has one. */
export interface Delivery {
  acknowledged: number;
  /** Neither acknowledged nor refused: may be in the log or not. */
  indeterminate: number;
  indeterminateWritten: number;
  /** Acknowledged and not in the log. */
  lost: {id: string; offset: string | null}[];
  /** Acknowledged below the log's start: nothing can be said of them. */
  expired: number;
  /** One record at several offsets. */
  duplicated: {id: string; offsets: string[]}[];
  /** In the log although its send was refused, or although nobody sent it. */
  phantom: {id: string; offset: string}[];
  /** Records that are not ours, or were changed on their way. */
  foreign: string[];
  /** Acknowledged at one offset and found at another. */
  misplaced: {id: string; acknowledged: string; found: string}[];
  /** First of a pair that stands in the log the other way round than it was sent. */
  reordered: {id: string; before: string}[];
}

/** Compares a history of sends to one partition with its log. Pure. */
export function checkDelivery(history: readonly SendOperation[], log: LogRead): Delivery {
  const offsetsById = new Map<string, bigint[]>();
  const foreign: string[] = [];
  for (const {id, offset} of log.entries) {
    if (id === undefined) foreign.push(String(offset));
    else offsetsById.set(id, [...(offsetsById.get(id) ?? []), offset]);
  }
  const sent = new Map(history.map(one => [one.id, one]));
  const acknowledged = history.filter(one => one.status === 'ok');
  const missing = acknowledged.filter(one => !offsetsById.has(one.id));
  const isExpired = (one: SendOperation) => one.offset !== undefined && one.offset < log.startOffset;
  const indeterminate = history.filter(one => one.status === 'unknown');
  return {
    acknowledged: acknowledged.length,
    indeterminate: indeterminate.length,
    indeterminateWritten: indeterminate.filter(one => offsetsById.has(one.id)).length,
    lost: missing.filter(one => !isExpired(one)).map(({id, offset}) => ({id, offset: offset === undefined ? null : String(offset)})),
    expired: missing.filter(isExpired).length,
    duplicated: [...offsetsById].flatMap(([id, offsets]) => (offsets.length > 1 ? [{id, offsets: offsets.map(String)}] : [])),
    phantom: [...offsetsById].flatMap(([id, offsets]) => {
      const status = sent.get(id)?.status;
      return status === undefined || status === 'fail' ? [{id, offset: String(offsets[0])}] : [];
    }),
    foreign,
    misplaced: acknowledged.flatMap(({id, offset}) => {
      const found = offsetsById.get(id);
      return offset === undefined || found === undefined || found.includes(offset)
        ? []
        : [{id, acknowledged: String(offset), found: found.map(String).join(', ')}];
    }),
    reordered: findReordered(log.entries, sent),
  };
}

/** By the first offset of each record, so that a duplicate is reported as such and not as disorder, too. */
function findReordered(entries: readonly LogEntry[], sent: ReadonlyMap<string, SendOperation>): Delivery['reordered'] {
  const seen = new Set<string>();
  const reordered: Delivery['reordered'] = [];
  let last: SendOperation | undefined;
  for (const {id} of entries) {
    const operation = id === undefined || seen.has(id) ? undefined : sent.get(id);
    if (operation === undefined) continue;
    seen.add(operation.id);
    if (last !== undefined && operation.index < last.index) reordered.push({id: last.id, before: operation.id});
    else last = operation;
  }
  return reordered;
}
