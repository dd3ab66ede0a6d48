// ClientProfile least on mutual for kafkajs; rendered by weir clients render
// not expressed: producer delivery.timeout.ms=120000: Kafka's default, where kafkajs has no bound: kafkajs bounds no delivery as a whole: retries and the pauses between them do
// not expressed: producer linger.ms=5: Kafka's default, where kafkajs has 0: kafkajs sends what one call is given and gathers nothing: gather records in the program
// not expressed: consumer max.poll.records=100: kafkajs gives what a fetch brings: bound it by maxBytesPerPartition and maxBytes
// not expressed: consumer partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor: Kafka's default, where kafkajs has round robin: kafkajs has round robin alone, and all members of a group must share a strategy: let no other client join its groups

import {readFileSync} from 'node:fs';

/** @param {string} name */
function environment(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const connection = {
  brokers: ['kafka-1.example:9093'],
  ssl: {key: readFileSync(environment('KAFKA_KEYSTORE_FILE')), cert: readFileSync(environment('KAFKA_KEYSTORE_FILE'))},
};

/** new Kafka(producerClient) */
export const producerClient = {
  ...connection,
  // Kafka's default, where kafkajs has 1000
  connectionTimeout: 10000,
};

/** kafka.producer(producer) */
export const producer = {
  // Kafka's default, where kafkajs has no bound
  maxInFlightRequests: 5,
  retry: {
    // Kafka's default, where kafkajs has 5
    retries: 2147483647,
  },
};

/** producer.send({...send, topic, messages}) */
export const send = {
  acks: 1,
};

/** new Kafka(consumerClient) */
export const consumerClient = {
  ...connection,
  // Kafka's default, where kafkajs has 1000
  connectionTimeout: 10000,
};

/** kafka.consumer({...consumer, groupId}) */
export const consumer = {
  // Kafka's default, where kafkajs has read_committed
  readUncommitted: true,
  // Kafka's default, where kafkajs has 30000
  sessionTimeout: 45000,
  // it bounds how long a rebalance waits; no consumer is ended for processing long, so call heartbeat()
  rebalanceTimeout: 300000,
  // Kafka's default, where kafkajs has 10485760
  maxBytes: 52428800,
  // Kafka's default, where kafkajs has 5000
  maxWaitTimeInMs: 500,
};

/** consumer.run({...run, eachMessage}) */
export const run = {
  // Kafka's default, where kafkajs has a commit after each batch
  autoCommitInterval: 5000,
};
