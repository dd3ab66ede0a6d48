import type {Position, TopicPartition} from '../records.ts';
import type {ConsumerSettings} from '../settings/consumer-settings.ts';
import type {OnEvent} from './events.ts';

/** Why what is in hand is to be put down: the group rebalances, it went on without this member, or this is the end. */
export type Interruption = 'rebalance' | 'lost' | 'failed';

export interface GroupHooks {
  /** The member still owns them: commit what was handled. */
  revoked(partitions: readonly TopicPartition[]): Promise<void>;
  /** Others own them already: nothing can be committed any more. */
  lost(partitions: readonly TopicPartition[]): Promise<void>;
  /** Before committed offsets are read: what must be over by then. */
  assigning?(partitions: readonly TopicPartition[]): Promise<void>;
  /** Before the first fetch. Each position is the committed one, or what auto.offset.reset says. */
  assigned(positions: readonly Position[]): Promise<void>;
  /** At once, whatever is being handled. */
  interrupted?(what: Interruption): void;
}

export interface GroupReaderOptions {
  group: string;
  topics: readonly string[];
  settings: ConsumerSettings;
  clientId: string;
  hooks: GroupHooks;
  onEvent: OnEvent;
}
