/** So long a handler that never waits may keep the process to itself: heartbeats and fetches have their turn after that. */
const TURN_MS = 20;

/**
 * Turns for the rest of the program between records: handlers that never wait, and records that are there already, would
 * let no timer ring and no answer in, and the member would seem dead to its group.
 */
export class Turns {
  #sinceMs = performance.now();

  get due(): boolean {
    return performance.now() - this.#sinceMs > TURN_MS;
  }

  async give(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    this.#sinceMs = performance.now();
  }
}
