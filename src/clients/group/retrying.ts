import type {ConsumerSettings} from '../settings/consumer-settings.ts';
import type {OnEvent} from './events.ts';
import {clientFailure, remedyOf} from './failures.ts';

type Backoff = Pick<ConsumerSettings, 'retryBackoffMs' | 'retryBackoffMaxMs'>;

/** Tells that something is being tried again, and waits longer each time until that succeeds. */
export class Retrying {
  readonly #backoff: Backoff;
  readonly #onEvent: OnEvent;
  readonly #failing = new Map<string, {sinceMs: number; failures: number}>();

  constructor(backoff: Backoff, onEvent: OnEvent) {
    this.#backoff = backoff;
    this.#onEvent = onEvent;
  }

  /** After a failed request: throws a ClientError where it is of no use to go on, else tells and waits. */
  async after(doing: string, thrown: unknown): Promise<void> {
    if (remedyOf(thrown) === 'fatal') throw clientFailure(doing, thrown);
    const failing = this.#failing.get(doing) ?? {sinceMs: performance.now(), failures: 0};
    this.#failing.set(doing, failing);
    const sinceMs = Math.round(performance.now() - failing.sinceMs);
    this.#onEvent({event: 'retrying', doing, error: clientFailure(doing, thrown), sinceMs});
    const {retryBackoffMs, retryBackoffMaxMs} = this.#backoff;
    const pauseMs = Math.min(retryBackoffMs * 2 ** failing.failures++, retryBackoffMaxMs);
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }

  /** It was answered: the next failure is a new one. */
  succeeded(doing: string): void {
    const failing = this.#failing.get(doing);
    if (failing === undefined) return;
    this.#failing.delete(doing);
    this.#onEvent({event: 'recovered', doing, afterMs: Math.round(performance.now() - failing.sinceMs)});
  }

  /** It is no longer tried, as a broker that leads nothing any more is not fetched from. */
  givenUp(isStillTried: (doing: string) => boolean): void {
    for (const doing of [...this.#failing.keys()]) if (!isStillTried(doing)) this.succeeded(doing);
  }
}
