import type {ClientError} from '../client-error.ts';
import type {TopicPartition} from '../records.ts';

/** What a consumer tells beside records: nothing of it ends the consumer. */
export type GroupEvent =
  /** A broker, the coordinator or a topic cannot be had; the consumer goes on trying. */
  | {event: 'retrying'; doing: string; error: ClientError; sinceMs: number}
  | {event: 'recovered'; doing: string; afterMs: number}
  | {event: 'rebalancing'; partitions: readonly TopicPartition[]}
  | {event: 'assigned'; partitions: readonly TopicPartition[]; generation: number}
  /** A position that the log no longer has (or not yet) was set anew, as auto.offset.reset says. */
  | {event: 'offset-reset'; partition: TopicPartition; from: bigint; to: bigint};

export type OnEvent = (event: GroupEvent) => void;
