import {describeFailure} from './failure.ts';

/** What passes by itself: a coordinator's log is being made (a new cluster's first) or loaded, or it moved to another broker. */
const PASSING = ['COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS', 'NOT_COORDINATOR', 'CONCURRENT_TRANSACTIONS'];
const PASSING_MAX_MS = 15_000;

/** Tries again while a coordinator is not ready, which says nothing about what was asked of it; anything else is thrown at once. */
export async function untilCoordinated<T>(attempt: () => Promise<T>, {timeoutMs = PASSING_MAX_MS, pauseMs = 200} = {}): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      const passes = describeFailure(thrown).protocolErrors.some(one => PASSING.includes(one));
      if (!passes || performance.now() > deadlineMs) throw thrown;
    }
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}
