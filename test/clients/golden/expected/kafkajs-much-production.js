// ClientProfile much on production for kafkajs; rendered by weir clients render
// not expressed: producer batch.size=65536: kafkajs sends what one call is given and gathers nothing: gather records in the program
// not expressed: producer buffer.memory=67108864: kafkajs holds back nothing: bound in the program how much is under way
// not expressed: producer compression.zstd.level=6: the codec decides
// not expressed: producer compression.gzip.level=9: the codec decides
// not expressed: producer delivery.timeout.ms=120000: kafkajs bounds no delivery as a whole: retries and the pauses between them do
// not expressed: producer key.serializer=org.apache.kafka.common.serialization.StringSerializer: kafkajs sends text and buffers; the program serialises
// not expressed: producer linger.ms=10: kafkajs sends what one call is given and gathers nothing: gather records in the program
// not expressed: producer max.block.ms=60000: a send waits as long as its retries last
// not expressed: producer max.request.size=1048576: kafkajs sends what it is given, and the broker refuses what is too large
// not expressed: producer metadata.recovery.strategy=REBOOTSTRAP: kafkajs has no such setting
// not expressed: producer partitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner: a class of Java; kafkajs has createPartitioner, whose default takes keys as Kafka's does
// not expressed: producer receive.buffer.bytes=-1: kafkajs has no such setting
// not expressed: consumer auto.offset.reset=by_duration:PT1H: kafkajs starts at the beginning or at the end; the program can seek
// not expressed: consumer max.poll.records=500: kafkajs gives what a fetch brings: bound it by maxBytesPerPartition and maxBytes
// not expressed: consumer partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor,org.apache.kafka.clients.consumer.RangeAssignor: kafkajs has round robin alone, and all members of a group must share a strategy: let no other client join its groups
// not expressed: consumer value.deserializer=com.example."odd\name": kafkajs gives buffers; the program deserialises
// not expressed: streams processing.guarantee=exactly_once_v2: Kafka Streams runs on the JVM alone
// not expressed: streams state.dir=C:\state: Kafka Streams runs on the JVM alone
// not expressed: streams statestore.cache.max.bytes=10485760: Kafka Streams runs on the JVM alone
// not expressed: streams producer.linger.ms=20: Kafka Streams runs on the JVM alone

import {readFileSync} from 'node:fs';
import {CompressionTypes} from 'kafkajs';

/** @param {string} name */
function environment(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

export const connection = {
  brokers: ['kafka-1.example:9093', 'kafka-2.example:9093'],
  ssl: {ca: readFileSync('certs/ca.pem')},
  sasl: {
    mechanism: 'scram-sha-512',
    username: environment('KAFKA_USERNAME'),
    password: environment('KAFKA_PASSWORD'),
  },
};

/** new Kafka(producerClient) */
export const producerClient = {
  ...connection,
  requestTimeout: 30000,
  connectionTimeout: 500,
};

/** kafka.producer(producer) */
export const producer = {
  idempotent: true,
  maxInFlightRequests: 1,
  metadataMaxAge: 300000,
  transactionTimeout: 60000,
  retry: {
    retries: 2147483647,
    initialRetryTime: 200,
    maxRetryTime: 1000,
  },
};

/** producer.send({...send, topic, messages}) */
export const send = {
  acks: -1,
  // kafkajs brings no codec for zstd: set CompressionCodecs[CompressionTypes.ZSTD] to one
  compression: CompressionTypes.ZSTD,
  timeout: 30000,
};

/** new Kafka(consumerClient) */
export const consumerClient = {
  ...connection,
  // Kafka's default, where kafkajs has 1000
  connectionTimeout: 10000,
};

/** kafka.consumer({...consumer, groupId}) */
export const consumer = {
  maxBytes: 52428800,
  maxWaitTimeInMs: 500,
  minBytes: 1,
  heartbeatInterval: 3000,
  readUncommitted: false,
  maxBytesPerPartition: 1048576,
  // it bounds how long a rebalance waits; no consumer is ended for processing long, so call heartbeat()
  rebalanceTimeout: 300000,
  sessionTimeout: 45000,
};

/** consumer.run({...run, eachMessage}) */
export const run = {
  autoCommit: false,
};
