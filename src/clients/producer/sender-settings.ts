import type {Codec} from '../../cluster/codecs.ts';

/** What the sender of a producer goes by; Kafka's names are those of ProducerConfig. */
export interface SenderSettings {
  acks: -1 | 0 | 1;
  lingerMs: number;
  batchSizeBytes: number;
  maxRequestSizeBytes: number;
  maxInFlightRequests: number;
  requestTimeoutMs: number;
  deliveryTimeoutMs: number;
  retries: number;
  retryBackoffMs: number;
  retryBackoffMaxMs: number;
  maxBlockMs: number;
  bufferMemoryBytes: number;
  /** Undefined: records are not compressed. */
  codec: Codec | undefined;
}
