import {ClientError} from '../client-error.ts';

interface Waiter {
  bytes: number;
  enter: () => void;
  refuse: (error: Error) => void;
  deadlineMs: number;
}

/**
 * Kafka's buffer.memory: what waits to be sent is bounded. Who finds it full waits in line for at most max.block.ms; the line
 * is bounded by the same size, so that a program that never waits is refused and not swallowed.
 */
export class BufferMemory {
  readonly #sizeBytes: number;
  readonly #maxBlockMs: number;
  readonly #line: Waiter[] = [];
  #usedBytes = 0;
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #ready: PromiseWithResolvers<void> | undefined;

  constructor(sizeBytes: number, maxBlockMs: number) {
    this.#sizeBytes = sizeBytes;
    this.#maxBlockMs = maxBlockMs;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Resolves once there is room and nobody waits for it. */
  async ready(): Promise<void> {
    while (this.full) {
      this.#ready ??= Promise.withResolvers<void>();
      await this.#ready.promise;
    }
  }

  get full(): boolean {
    return this.#line.length > 0 || this.#usedBytes >= this.#sizeBytes;
  }

  /** Calls `enter` at once where there is room, later in the order of the calls, or `refuse`. */
  take(bytes: number, enter: () => void, refuse: (error: Error) => void): void {
    if (this.#line.length === 0 && this.#usedBytes + bytes <= this.#sizeBytes) {
      this.#usedBytes += bytes;
      enter();
      return;
    }
    if (this.#waitingBytes + bytes > this.#sizeBytes) {
      refuse(full(`the buffer of ${this.#sizeBytes} bytes is full, and as much waits for it`));
      return;
    }
    this.#waitingBytes += bytes;
    this.#line.push({bytes, enter, refuse, deadlineMs: performance.now() + this.#maxBlockMs});
    this.#watch();
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes;
    for (let head = this.#line[0]; head !== undefined && this.#usedBytes + head.bytes <= this.#sizeBytes; head = this.#line[0]) {
      this.#leave();
      this.#usedBytes += head.bytes;
      head.enter();
    }
    this.#tell();
  }

  /** Refuses all who wait. */
  refuseAll(error: Error): void {
    for (let head = this.#line[0]; head !== undefined; head = this.#line[0]) {
      this.#leave();
      head.refuse(error);
    }
    this.#tell();
  }

  #leave(): void {
    const head = this.#line.shift();
    if (head !== undefined) this.#waitingBytes -= head.bytes;
  }

  #tell(): void {
    if (this.full) return;
    this.#ready?.resolve();
    this.#ready = undefined;
  }

  #watch(): void {
    const [head] = this.#line;
    if (head === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        for (let first = this.#line[0]; first !== undefined && first.deadlineMs <= performance.now(); first = this.#line[0]) {
          this.#leave();
          first.refuse(full(`no room in the buffer of ${this.#sizeBytes} bytes within max.block.ms (${this.#maxBlockMs})`));
        }
        this.#tell();
        this.#watch();
      },
      Math.max(1, head.deadlineMs - performance.now() + 1),
    );
  }
}

function full(message: string): ClientError {
  return new ClientError(message, {
    code: 'client/buffer-full',
    recovery: 'retriable',
    stored: 'not-stored',
    hint: 'wait for `ready()` between sends, or raise buffer.memory',
  });
}
