/**
 * `kafka-weir/clients`: producers, consumers and processors as the guide's patterns describe them, on kafkajs, with what
 * kafkajs lacks and around what it does wrong: docs/producing.md and docs/consuming.md.
 *
 * @module
 */

export {ClientError, type ClientErrorOptions, type Recovery, type Stored} from '../clients/client-error.ts';
export type {
  HeaderValue,
  IncomingRecord,
  OutgoingRecord,
  Position,
  RecordMetadata,
  TopicPartition,
} from '../clients/records.ts';
export type {Connection, SaslAccess, TlsAccess} from '../cluster/connection.ts';
