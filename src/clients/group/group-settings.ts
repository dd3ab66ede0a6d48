import type {OffsetReset} from './start-positions.ts';

/** What a member of a group is set to, in Kafka's terms with units. */
export interface GroupSettings {
  sessionTimeoutMs: number;
  heartbeatIntervalMs: number;
  maxPollRecords: number;
  maxPollIntervalMs: number;
  autoOffsetReset: OffsetReset;
  isolationLevel: 'read_committed' | 'read_uncommitted';
  fetchMinBytes: number;
  fetchMaxBytes: number;
  fetchMaxWaitMs: number;
  maxPartitionFetchBytes: number;
  requestTimeoutMs: number;
  metadataMaxAgeMs: number;
  clientRack: string;
}
