/** Where a script finds the work: it can reach nothing but what is global. */
const WORK = Symbol.for('kafka-weir/limited-work');

/**
 * Does `work`, and ends it where it takes longer than `limitMs`; what `tooLong` makes is then thrown. What runs is ended
 * wherever it stands, in an endless loop as in a regular expression that backtracks without end, and cannot catch that.
 * A limit costs less than a tenth of a millisecond: one for all the work, not one for each piece of it.
 */
export function withinTime<T>(limitMs: number, work: () => T, tooLong: () => Error): T {
  const {Script} = process.getBuiltinModule('node:vm');
  let done: {value: T} | undefined;
  Reflect.set(globalThis, WORK, () => {
    done = {value: work()};
  });
  try {
    new Script(`globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(WORK))})]()`).runInThisContext({timeout: limitMs});
  } catch (error) {
    throw error instanceof Error && Reflect.get(error, 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? tooLong() : error;
  } finally {
    Reflect.deleteProperty(globalThis, WORK);
  }
  if (done === undefined) throw new Error('work within a time limit came to no end');
  return done.value;
}
