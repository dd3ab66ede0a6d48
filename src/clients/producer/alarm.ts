/** One timer for many times: it rings at the earliest that was asked for, and then has to be set again. */
export class Alarm {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #atMs = Number.POSITIVE_INFINITY;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** By `performance.now()`; infinity is never. */
  setFor(atMs: number): void {
    if (atMs === Number.POSITIVE_INFINITY || (this.#timer !== undefined && this.#atMs <= atMs)) return;
    clearTimeout(this.#timer);
    this.#atMs = atMs;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#ring();
      },
      Math.max(1, Math.ceil(atMs - performance.now())),
    );
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
