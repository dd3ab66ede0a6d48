export interface Schedule {
  startedMs: number;
  intervalMs: number;
  /** How many of the schedule's records were taken already. */
  taken: number;
  nowMs: number;
  /** At most so many at once. */
  max: number;
}

/**
 * The records of an open-loop schedule that are due and not taken: number n is wanted at start + n × interval,
 * however late the sender comes for it.
 */
export function takeDue({startedMs, intervalMs, taken, nowMs, max}: Schedule): {
  due: {index: number; intendedMs: number}[];
  nextMs: number;
} {
  const wanted = nowMs < startedMs ? 0 : Math.floor((nowMs - startedMs) / intervalMs) + 1;
  const count = Math.max(0, Math.min(wanted - taken, max));
  const due = Array.from({length: count}, (_, position) => ({
    index: taken + position,
    intendedMs: startedMs + (taken + position) * intervalMs,
  }));
  return {due, nextMs: startedMs + (taken + count) * intervalMs};
}
