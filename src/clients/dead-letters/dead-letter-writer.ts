import type {Producer} from 'kafkajs';
import type {Connection} from '../../cluster/connection.ts';
import {kafkajsClient, OUTLIVE_A_FAILOVER} from '../../cluster/kafkajs-client.ts';
import type {RecordFailure} from '../consumer/failure-policy.ts';
import {deadLetter} from './dead-letter.ts';

/** Writes dead letters, each acknowledged by all in-sync replicas before `write` is fulfilled. */
export interface DeadLetterWriter {
  write(topic: string, failure: RecordFailure): Promise<void>;
  close(): Promise<void>;
}

/** Connects with the first letter: most consumers never write one. */
export function createDeadLetterWriter(connection: Connection, group: string): DeadLetterWriter {
  let opening: Promise<Producer> | undefined;
  const open = async (): Promise<Producer> => {
    const producer = kafkajsClient(connection, {clientId: `${group}-dead-letters`, retry: OUTLIVE_A_FAILOVER}).producer({
      allowAutoTopicCreation: false,
    });
    await producer.connect();
    return producer;
  };
  return {
    async write(topic, failure) {
      opening ??= open();
      const producer = await opening;
      const {key, value, headers = []} = deadLetter(topic, failure, group, Date.now());
      const byName: Record<string, Buffer | string | (Buffer | string)[]> = {};
      for (const [name, one] of headers) byName[name] = [...[byName[name] ?? []].flat(), one ?? ''];
      await producer.send({topic, acks: -1, messages: [{key: key ?? null, value, headers: byName}]});
    },
    async close() {
      await (await opening)?.disconnect();
    },
  };
}
