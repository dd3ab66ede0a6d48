import {usageError} from '../findings/error.ts';

/** Seconds of `--watch [seconds]`; anything that is no time between two looks is wrong use. */
export function watchSeconds(command: string, watch: string | true | undefined, byDefault: number): number {
  if (watch === true || watch === undefined) return byDefault;
  const seconds = Number(watch);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw usageError(
    `${command}/watch`,
    `--watch ${watch}: the time between two looks is a number of seconds from 1 to 86400`,
    'like --watch 60',
  );
}

/** Waits, or until the user ends it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, {once: true});
  });
}
