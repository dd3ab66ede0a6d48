import type {Connection} from '../../cluster/connection.ts';
import type {RecordFailure} from '../consumer/failure-policy.ts';
import {createProducer, type Producer} from '../producer/producer.ts';
import {bytes} from '../serialisers/bytes.ts';
import {deadLetter} from './dead-letter.ts';

/** Writes dead letters, each acknowledged by all in-sync replicas before `write` is fulfilled. */
export interface DeadLetterWriter {
  write(topic: string, failure: RecordFailure): Promise<void>;
  close(): Promise<void>;
}

/** Connects with the first letter: most consumers never write one. */
export function createDeadLetterWriter(connection: Connection, group: string): DeadLetterWriter {
  let opening: Promise<Producer<Buffer, Buffer>> | undefined;
  return {
    async write(topic, failure) {
      opening ??= createProducer<Buffer, Buffer>(connection, {
        profile: 'production',
        // Each letter is waited for: none is worth waiting for others.
        settings: {'linger.ms': 0},
        clientId: `${group}-dead-letters`,
        keySerializer: bytes,
        valueSerializer: bytes,
      });
      // A failed attempt to connect is not kept: the next letter tries again.
      opening.catch(() => {
        opening = undefined;
      });
      const producer = await opening;
      await producer.send(deadLetter(topic, failure, group, Date.now()));
    },
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
