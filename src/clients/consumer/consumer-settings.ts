import type {GroupSettings} from '../group/group-settings.ts';

export interface ConsumerSettings extends GroupSettings {
  /** Commit by time, and then only what was handled. */
  autoCommit: boolean;
  autoCommitIntervalMs: number;
}

export const DEFAULT_CONSUMER_SETTINGS: ConsumerSettings = {
  autoCommit: false,
  autoCommitIntervalMs: 5_000,
  sessionTimeoutMs: 30_000,
  heartbeatIntervalMs: 3_000,
  maxPollRecords: 500,
  maxPollIntervalMs: 300_000,
  autoOffsetReset: 'earliest',
  isolationLevel: 'read_committed',
  fetchMinBytes: 1,
  fetchMaxBytes: 50 * 1024 * 1024,
  fetchMaxWaitMs: 500,
  maxPartitionFetchBytes: 1024 * 1024,
  requestTimeoutMs: 30_000,
  metadataMaxAgeMs: 300_000,
  clientRack: '',
};
