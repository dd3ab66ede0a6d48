import {type Consumer, type Message, Partitioners} from 'kafkajs';
import type {Connection} from '../cluster/connection.ts';
import {describeFailure} from '../cluster/failure.ts';
import {kafkajsClient} from '../cluster/kafkajs-client.ts';
import {type Outcome, outcomeOf, outcomeOfFailure} from './outcome.ts';
import type {SeededRecord} from './seeded-ids.ts';

/**
 * Sends one record with acks=all to partition 0, as the connection's principal. A client of its own each time: kafkajs
 * keeps every topic it was ever asked for in its metadata requests, so that a denied one would deny the others.
 */
export async function produceOne(connection: Connection, topic: string, record: SeededRecord): Promise<Outcome<{offset: string}>> {
  const producer = kafkajsClient(connection, {clientId: 'weir-smoke'}).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  try {
    return await outcomeOf(async () => {
      await producer.connect();
      const [sent] = await producer.send({topic, acks: -1, messages: [messageOf(record)]});
      return {offset: sent?.baseOffset ?? '-1'};
    });
  } finally {
    await producer.disconnect().catch(() => undefined);
  }
}

export function messageOf(record: SeededRecord, partition = 0): Message {
  return {partition, key: record.key, value: record.value, headers: record.headers};
}

export interface Consumed {
  key: Buffer | null;
  value: Buffer | null;
  headers: [Buffer, Buffer][];
}

/**
 * Consumes topics from their beginning in a group, as the connection's principal, until `wanted` says that a record of
 * each was seen. Returns what was seen by topic.
 */
export async function consumeInGroup(
  connection: Connection,
  {
    group,
    topics,
    wanted,
    timeoutMs,
  }: {group: string; topics: string[]; wanted: (topic: string, record: Consumed) => boolean; timeoutMs: number},
): Promise<Outcome<Set<string>>> {
  const consumer = kafkajsClient(connection, {clientId: 'weir-smoke'}).consumer({
    groupId: group,
    maxWaitTimeInMs: 200,
    allowAutoTopicCreation: false,
  });
  const seen = new Set<string>();
  try {
    return await new Promise<Outcome<Set<string>>>(resolve => {
      const timer = setTimeout(
        () =>
          resolve({
            status: 'unknown',
            reason: `no record within ${timeoutMs / 1000} s on ${topics.filter(topic => !seen.has(topic)).join(', ')}`,
          }),
        timeoutMs,
      );
      const settle = (outcome: Outcome<Set<string>>) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      // A refusal of the group or of a fetch does not reject run(): it crashes the consumer later. From what passes by
      // itself (the coordinator of a new cluster's first group still loads) kafkajs starts again, within the time above.
      consumer.on(consumer.events.CRASH, ({payload}) => {
        if (!payload.restart) settle(outcomeOfFailure(payload.error));
      });
      start(consumer, topics, (topic, record) => {
        if (wanted(topic, record)) seen.add(topic);
        if (seen.size === topics.length) settle({status: 'done', value: seen});
      }).catch(thrown => settle(outcomeOfFailure(thrown)));
    });
  } finally {
    await consumer.disconnect().catch(() => undefined);
  }
}

async function start(consumer: Consumer, topics: string[], onRecord: (topic: string, record: Consumed) => void): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({topics, fromBeginning: true});
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({topic, message}) => {
      const headers = Object.entries(message.headers ?? {}).flatMap(([name, value]) => {
        const one = Array.isArray(value) ? value[0] : value;
        return one === undefined ? [] : [[Buffer.from(name), Buffer.from(one)] satisfies [Buffer, Buffer]];
      });
      onRecord(topic, {key: message.key, value: message.value, headers});
    },
  });
}

/** Logs in by kafkajs and asks who is in the cluster: `refused` only where the broker turned the credential down. */
export async function logInByKafkajs(connection: Connection): Promise<{result: 'in' | 'refused' | 'unknown'; answer: string}> {
  const retry = {retries: 0};
  const admin = kafkajsClient(connection, {clientId: 'weir-smoke', retry}).admin({retry});
  try {
    await admin.connect();
    await admin.describeCluster();
    return {result: 'in', answer: 'let in'};
  } catch (thrown) {
    const {kind, reason} = describeFailure(thrown);
    return {result: kind === 'authentication' ? 'refused' : 'unknown', answer: reason};
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
