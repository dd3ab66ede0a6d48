/**
 * `kafka-weir/clients`: producers, consumers and processors as the guide's patterns describe them, on kafkajs, with what
 * kafkajs lacks and around what it does wrong: docs/producing.md and docs/consuming.md.
 *
 * @module
 */

export {ClientError, type ClientErrorOptions, type Recovery, type Stored} from '../clients/client-error.ts';
export type {BatchHandler, BatchSize} from '../clients/consumer/by-batch.ts';
export type {HandlerContext, RecordHandler} from '../clients/consumer/by-record.ts';
export {type Consumer, type ConsumerOptions, createConsumer} from '../clients/consumer/create-consumer.ts';
export type {FailedRecord, FailurePolicy, FinalPolicy, RecordFailure} from '../clients/consumer/failure-policy.ts';
export type {RebalanceListener, SeekTo} from '../clients/consumer/group-consumer.ts';
export {type Stoppable, stopOnSignals} from '../clients/consumer/stop-on-signals.ts';
export {DEAD_LETTER_HEADERS, type DeadLetterOrigin, originOf} from '../clients/dead-letters/dead-letter.ts';
export type {GroupEvent, OnEvent} from '../clients/group/events.ts';
export {
  createProcessor,
  type Outgoing,
  type Processor,
  type ProcessorBatch,
  type ProcessorOptions,
  type ProcessorStages,
} from '../clients/processor/create-processor.ts';
export type {EngineProducer, EngineTransaction, GroupMetadata, ProcessorEngine} from '../clients/processor/processor-engine.ts';
export type {
  HeaderValue,
  IncomingRecord,
  OutgoingRecord,
  Position,
  RecordMetadata,
  TopicPartition,
} from '../clients/records.ts';
export type {Connection, SaslAccess, TlsAccess} from '../cluster/connection.ts';
