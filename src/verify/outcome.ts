import {describeFailure} from '../cluster/failure.ts';

/**
 * What became of an operation that a user tried. `denied` only when a broker said so by an authorization error:
 * a timeout, a lost connection or any other error says nothing about access.
 */
export type Outcome<T = undefined> = {status: 'done'; value: T} | {status: 'denied'; error: string} | {status: 'unknown'; reason: string};

export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return {status: 'done', value: await work()};
  } catch (thrown) {
    return outcomeOfFailure(thrown);
  }
}

export function outcomeOfFailure(thrown: unknown): {status: 'denied'; error: string} | {status: 'unknown'; reason: string} {
  const {reason, protocolErrors} = describeFailure(thrown);
  const denial = protocolErrors.find(one => one.endsWith('_AUTHORIZATION_FAILED'));
  return denial === undefined ? {status: 'unknown', reason} : {status: 'denied', error: denial};
}

/** Tries again while an operation that must be allowed is denied: ACLs and topics reach the brokers a moment after they are made. */
export async function untilAllowed<T>(
  attempt: () => Promise<Outcome<T>>,
  {timeoutMs, pauseMs = 200}: {timeoutMs: number; pauseMs?: number},
): Promise<Outcome<T>> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const outcome = await attempt();
    if (outcome.status !== 'denied' || performance.now() > deadlineMs) return outcome;
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}
