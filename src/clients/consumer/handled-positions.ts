import {keyOf} from '../group/fetcher.ts';
import type {Position, TopicPartition} from '../records.ts';

/** How far one partition is handled. Marked after each record, so nothing is looked up or made for it. */
export interface HandledPosition extends TopicPartition {
  /** Everything before it is handled. */
  next: bigint;
  committed: bigint | undefined;
}

/** How far each partition is handled, and what of that is not committed yet. */
export class HandledPositions {
  readonly #handled = new Map<string, HandledPosition>();

  /** Where reading began, or was moved to: committed already, or to be with the next commit. */
  begin({topic, partition, offset}: Position, {uncommitted}: {uncommitted: boolean}): void {
    const known = this.#handled.get(keyOf({topic, partition}));
    if (known === undefined)
      this.#handled.set(keyOf({topic, partition}), {topic, partition, next: offset, committed: uncommitted ? undefined : offset});
    else [known.next, known.committed] = [offset, uncommitted ? undefined : offset];
  }

  /** Undefined for a partition that did not begin: it is not owned. */
  of(partition: TopicPartition): HandledPosition | undefined {
    return this.#handled.get(keyOf(partition));
  }

  uncommitted(): Position[] {
    const positions: Position[] = [];
    for (const {topic, partition, next, committed} of this.#handled.values())
      if (next !== committed) positions.push({topic, partition, offset: next});
    return positions;
  }

  committed(positions: readonly Position[]): void {
    for (const {topic, partition, offset} of positions) {
      const known = this.#handled.get(keyOf({topic, partition}));
      if (known !== undefined) known.committed = offset;
    }
  }

  clear(): void {
    this.#handled.clear();
  }
}
