import {keyOf} from '../group/fetcher.ts';
import type {Position, TopicPartition} from '../records.ts';

/** How far each partition is handled, and what of that is not committed yet. */
export class HandledPositions {
  readonly #handled = new Map<string, Position>();
  readonly #uncommitted = new Set<string>();

  /** Where reading began, or was moved to: committed already, or to be with the next commit. */
  begin(position: Position, {uncommitted}: {uncommitted: boolean}): void {
    this.#handled.set(keyOf(position), position);
    if (uncommitted) this.#uncommitted.add(keyOf(position));
    else this.#uncommitted.delete(keyOf(position));
  }

  /** Everything before `next` is handled. */
  mark({topic, partition}: TopicPartition, next: bigint): void {
    const key = keyOf({topic, partition});
    if (this.#handled.get(key)?.offset === next) return;
    this.#handled.set(key, {topic, partition, offset: next});
    this.#uncommitted.add(key);
  }

  of(partition: TopicPartition): Position | undefined {
    return this.#handled.get(keyOf(partition));
  }

  uncommitted(): Position[] {
    return [...this.#uncommitted].flatMap(key => this.#handled.get(key) ?? []);
  }

  committed(positions: readonly Position[]): void {
    for (const position of positions) {
      const key = keyOf(position);
      if (this.#handled.get(key)?.offset === position.offset) this.#uncommitted.delete(key);
    }
  }

  clear(): void {
    this.#handled.clear();
    this.#uncommitted.clear();
  }
}
