import type {Connection} from '../../cluster/connection.ts';
import type {ProducerSettings} from '../settings/producer-settings.ts';
import {Brokers} from './brokers.ts';

/** The brokers of a connection by a producer's settings; nothing is dialled yet. */
export function openBrokers(connection: Connection, settings: ProducerSettings, clientId: string): Brokers {
  const {connectionTimeoutMs, requestTimeoutMs, metadataMaxAgeMs, connectionsMaxIdleMs} = settings;
  return new Brokers(connection, {clientId, connectionTimeoutMs, requestTimeoutMs, metadataMaxAgeMs, maxIdleMs: connectionsMaxIdleMs});
}
