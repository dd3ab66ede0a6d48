import type {ClientError} from '../client-error.ts';
import {clientFailure, remedyOf} from './failures.ts';
import type {GroupMember} from './group-member.ts';
import type {Retrying} from './retrying.ts';

export interface HeartbeatsOptions {
  intervalMs: number;
  /** Without an answer for so long, the coordinator has given the partitions to others. */
  sessionTimeoutMs: number;
  retrying: Retrying;
  /** After each answer: whether the member should bring a rebalance about itself. */
  isOutdated(): boolean;
  onRebalance(): void;
  onLost(): void;
  onFailure(error: ClientError): void;
}

/** Beats for a member beside whatever its handler does: only a handler that blocks the process keeps it from beating. */
export class Heartbeats {
  readonly #member: GroupMember;
  readonly #options: HeartbeatsOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Rises with every start and stop, so that an answer to an older beat says nothing. */
  #round = 0;

  constructor(member: GroupMember, options: HeartbeatsOptions) {
    this.#member = member;
    this.#options = options;
  }

  start(): void {
    this.#round++;
    void this.#beat(this.#round, performance.now());
  }

  stop(): void {
    this.#round++;
    clearTimeout(this.#timer);
  }

  async #beat(round: number, startedAtMs: number): Promise<void> {
    const {intervalMs, sessionTimeoutMs, onRebalance, onLost} = this.#options;
    let answeredAtMs = startedAtMs;
    for (;;) {
      await new Promise<void>(resolve => {
        this.#timer = setTimeout(resolve, intervalMs);
      });
      if (round !== this.#round) return;
      const outcome = await this.#once();
      if (round !== this.#round) return;
      if (outcome === 'answered' || outcome === 'rebalance') answeredAtMs = performance.now();
      if (outcome === 'rebalance') onRebalance();
      if (outcome === 'failed') return;
      if (outcome === 'lost' || performance.now() - answeredAtMs > sessionTimeoutMs) {
        onLost();
        return;
      }
    }
  }

  async #once(): Promise<'answered' | 'unanswered' | 'rebalance' | 'lost' | 'failed'> {
    const {retrying, isOutdated, onFailure} = this.#options;
    const round = this.#round;
    try {
      await this.#member.heartbeat();
      retrying.succeeded('heartbeat');
      return isOutdated() ? 'rebalance' : 'answered';
    } catch (thrown) {
      const remedy = remedyOf(thrown);
      if (remedy === 'rejoin') return 'rebalance';
      if (remedy === 'lost') return 'lost';
      if (round !== this.#round) return 'unanswered';
      this.#member.forgetCoordinator();
      try {
        await retrying.after('heartbeat', thrown);
        return 'unanswered';
      } catch (fatal) {
        onFailure(clientFailure('heartbeat', fatal));
        return 'failed';
      }
    }
  }
}
