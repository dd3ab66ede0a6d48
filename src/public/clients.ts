/**
 * `kafka-weir/clients`: producers, consumers and processors as the guide's patterns describe them, on kafkajs, with what
 * kafkajs lacks and around what it does wrong: docs/producing.md and docs/consuming.md.
 *
 * @module
 */

export {ClientError, type ClientErrorOptions, type Recovery, type Stored} from '../clients/client-error.ts';
export {type ConnectionOptions, connectionFrom} from '../clients/connect.ts';
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
export {createProducer, type DeliveryCallback, type Producer, type ProducerOptions} from '../clients/producer/producer.ts';
export {isProfileName, PROFILES, type Profile, type ProfileName} from '../clients/profiles/index.ts';
export type {
  HeaderValue,
  IncomingRecord,
  OutgoingRecord,
  Position,
  RecordMetadata,
  TopicPartition,
} from '../clients/records.ts';
export {bytes} from '../clients/serialisers/bytes.ts';
export {json} from '../clients/serialisers/json.ts';
export type {Headers, Serialiser} from '../clients/serialisers/serialiser.ts';
export {text} from '../clients/serialisers/text.ts';
export {type ConsumerSettings, consumerSettings} from '../clients/settings/consumer-settings.ts';
export {type ProducerSettings, producerSettings} from '../clients/settings/producer-settings.ts';
export type {ProfileChoice, SettingsChoice, WrittenSettings} from '../clients/settings/stated-settings.ts';
export {
  createTransactionalProducer,
  type Transaction,
  type TransactionalProducer,
  type TransactionalProducerOptions,
} from '../clients/transactions/transactional-producer.ts';
export type {Connection, SaslAccess, TlsAccess} from '../cluster/connection.ts';
export {connectionOf, profileOf, type SpecsChoice, type UserChoice} from '../sandbox/connection-of.ts';
