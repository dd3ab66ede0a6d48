import type {ConsumerSettings} from '../settings/consumer-settings.ts';
import type {OnEvent} from './events.ts';
import {clientFailure, remedyOf} from './failures.ts';

type Backoff = Pick<ConsumerSettings, 'retryBackoffMs' | 'retryBackoffMaxMs'>;

/** Tells that something is being tried again, and waits longer each time until something succeeds. */
export class Retrying {
  readonly #backoff: Backoff;
  readonly #onEvent: OnEvent;
  #failedSinceMs: number | undefined;
  #failures = 0;

  constructor(backoff: Backoff, onEvent: OnEvent) {
    this.#backoff = backoff;
    this.#onEvent = onEvent;
  }

  /** After a failed request: throws a ClientError where it is of no use to go on, else tells and waits. */
  async after(doing: string, thrown: unknown): Promise<void> {
    if (remedyOf(thrown) === 'fatal') throw clientFailure(doing, thrown);
    this.#failedSinceMs ??= performance.now();
    const sinceMs = Math.round(performance.now() - this.#failedSinceMs);
    this.#onEvent({event: 'retrying', doing, error: clientFailure(doing, thrown), sinceMs});
    const pauseMs = Math.min(this.#backoff.retryBackoffMs * 2 ** this.#failures++, this.#backoff.retryBackoffMaxMs);
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }

  /** A request was answered: the next failure is a new one. */
  succeeded(): void {
    if (this.#failedSinceMs === undefined) return;
    const afterMs = Math.round(performance.now() - this.#failedSinceMs);
    this.#failedSinceMs = undefined;
    this.#failures = 0;
    this.#onEvent({event: 'recovered', afterMs});
  }
}
