import {ClientError} from '../client-error.ts';

/**
 * One poll's work, within max.poll.interval.ms. Work that hangs is left behind: its signal is aborted, and the caller sees
 * to it that nothing that it does later counts.
 */
export async function withinPollInterval(
  maxPollIntervalMs: number,
  work: (signal: AbortSignal) => Promise<unknown>,
  handling = new AbortController(),
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(hangs(maxPollIntervalMs)), maxPollIntervalMs);
  });
  const working = work(handling.signal);
  working.catch(() => undefined);
  try {
    await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
    handling.abort();
  }
}

function hangs(maxPollIntervalMs: number): ClientError {
  return new ClientError(`the handler did not end within max.poll.interval.ms (${maxPollIntervalMs} ms) of its poll`, {
    code: 'client/handler-hangs',
    recovery: 'fatal',
    hint: 'The consumer left its group, and what was not handled comes again elsewhere. Poll fewer records, raise the interval, or give what the handler waits for a time-out.',
  });
}
