import type {OnEvent} from './events.ts';
import {clientFailure, remedyOf} from './failures.ts';

const PAUSE_MS = 100;
const PAUSE_MAX_MS = 2_000;

/** Tells that something is being tried again, and waits longer each time until something succeeds. */
export class Retrying {
  readonly #onEvent: OnEvent;
  #failedSinceMs: number | undefined;
  #failures = 0;

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent;
  }

  /** After a failed request: throws a ClientError where it is of no use to go on, else tells and waits. */
  async after(doing: string, thrown: unknown): Promise<void> {
    if (remedyOf(thrown) === 'fatal') throw clientFailure(doing, thrown);
    this.#failedSinceMs ??= performance.now();
    const sinceMs = Math.round(performance.now() - this.#failedSinceMs);
    this.#onEvent({event: 'retrying', doing, error: clientFailure(doing, thrown), sinceMs});
    const pauseMs = Math.min(PAUSE_MS * 2 ** this.#failures++, PAUSE_MAX_MS);
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
