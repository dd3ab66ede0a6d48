import type {Admin} from '../cluster/admin.ts';
import {type ClusterLayout, type LiveBroker, readLayout} from '../cluster/topics.ts';
import type {Wire} from '../cluster/wire.ts';
import type {Clock} from './clock.ts';

export interface LayoutWatchOptions {
  /** Topics to ask for. */
  topics: string[];
  /** Brokers to ask, in order of preference: not the one that will be harmed. */
  ask: LiveBroker[];
  intervalMs: number;
  clock: Clock;
}

export interface Seen {
  /** When the answer came in. */
  atMs: number;
  layout: ClusterLayout;
}

/**
 * Polls metadata on a connection of its own to a broker that is not harmed: the cluster's view of its leaders and in-sync
 * sets, apart from any producer's.
 */
export class LayoutWatch {
  readonly #admin: Admin;
  readonly #options: LayoutWatchOptions;
  readonly #waiting = new Set<(seen: Seen) => void>();
  #stopped = false;
  #polls = 0;
  #failures = 0;
  readonly #running: Promise<void>;

  constructor(admin: Admin, options: LayoutWatchOptions) {
    this.#admin = admin;
    this.#options = options;
    this.#running = this.#run();
  }

  /** How often the brokers answered and did not: a watch that saw nothing proves nothing. */
  get counts(): {polls: number; failures: number} {
    return {polls: this.#polls, failures: this.#failures};
  }

  /** The first answer for which the condition holds; undefined when the time is over. */
  async until(
    condition: (layout: ClusterLayout) => boolean,
    {timeoutMs, signal}: {timeoutMs: number; signal: AbortSignal},
  ): Promise<Seen | undefined> {
    signal.throwIfAborted();
    return await new Promise<Seen | undefined>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(onSeen);
        settle();
      };
      const onSeen = (seen: Seen) => {
        if (condition(seen.layout)) end(() => resolve(seen));
      };
      const onAbort = () => end(() => reject(signal.reason));
      const timer = setTimeout(() => end(() => resolve(undefined)), timeoutMs);
      signal.addEventListener('abort', onAbort);
      this.#waiting.add(onSeen);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const {ask, intervalMs, topics, clock} = this.#options;
    let wire: Wire | undefined;
    for (let turn = 0; !this.#stopped; ) {
      try {
        const broker = ask[turn % ask.length];
        if (broker === undefined) return;
        wire ??= await this.#admin.dedicated(broker, {connectTimeoutMs: 2_000, requestTimeoutMs: 2_000});
        const layout = await readLayout(wire, topics);
        const seen = {atMs: clock.nowMs(), layout};
        this.#polls += 1;
        for (const onSeen of [...this.#waiting]) onSeen(seen);
      } catch {
        // The next broker may answer; how often none did is counted.
        this.#failures += 1;
        turn += 1;
        await wire?.close();
        wire = undefined;
      }
      await new Promise(resolve => setTimeout(resolve, intervalMs));
    }
    await wire?.close();
  }
}
