/** Time since the start of a proof: monotonic, so that a step of the wall clock bends no measurement. */
export interface Clock {
  nowMs(): number;
  /** Wall-clock time of 0. */
  startedAt: Date;
}

export function startClock(): Clock {
  const origin = performance.now();
  return {nowMs: () => performance.now() - origin, startedAt: new Date()};
}
