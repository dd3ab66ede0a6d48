import type {ClientSection} from '../../specs/model.ts';
import type {Entry, OwnDefaults, Translation, Value} from './target.ts';

/**
 * Kafka's settings in kafkajs' names, by its 2.2.4: docs/Configuration.md, docs/Producing.md, docs/Consuming.md and the
 * sources of its Kafka, producer and consumer. It has no single place for them: some belong to the client, some to the call
 * that sends, subscribes or runs.
 */

type Settings = Readonly<Record<string, string>>;
type Translate = (text: string, settings: Settings) => Translation;

/** The objects of the module, and the call that each is for. */
export const PLACES = {
  producerClient: 'new Kafka({...producerClient, brokers})',
  producer: 'kafka.producer(producer)',
  send: 'producer.send({...send, topic, messages})',
  consumerClient: 'new Kafka({...consumerClient, brokers})',
  consumer: 'kafka.consumer({...consumer, groupId})',
  subscribe: 'consumer.subscribe({...subscribe, topics})',
  run: 'consumer.run({...run, eachMessage})',
} as const;

type Place = keyof typeof PLACES;

const entry = (place: Place, key: string, value: Value): Omit<Entry, 'section' | 'from'> => ({place, key, value});
const number =
  (place: Place, key: string): Translate =>
  text => [entry(place, key, Number(text))];
const flag =
  (place: Place, key: string): Translate =>
  text => [entry(place, key, text === 'true')];
const left =
  (why: string): Translate =>
  () => ({left: why});

const BATCHING = left('kafkajs sends what one call is given and gathers nothing: gather records in the program');
const COMPRESSION: Readonly<Record<string, string>> = {none: 'None', gzip: 'GZIP', snappy: 'Snappy', lz4: 'LZ4', zstd: 'ZSTD'};

const PRODUCER: Readonly<Record<string, Translate>> = {
  acks: text => [entry('send', 'acks', text === 'all' ? -1 : Number(text))],
  'batch.size': BATCHING,
  'buffer.memory': left('kafkajs holds back nothing: bound in the program how much is under way'),
  'compression.type': compression,
  'compression.gzip.level': left('the codec decides'),
  'compression.lz4.level': left('the codec decides'),
  'compression.zstd.level': left('the codec decides'),
  'delivery.timeout.ms': left('kafkajs bounds no delivery as a whole: retries and the pauses between them do'),
  'enable.idempotence': flag('producer', 'idempotent'),
  'key.serializer': left('kafkajs sends text and buffers; the program serialises'),
  'linger.ms': BATCHING,
  'max.block.ms': left('a send waits as long as its retries last'),
  'max.in.flight.requests.per.connection': number('producer', 'maxInFlightRequests'),
  'max.request.size': left('kafkajs sends what it is given, and the broker refuses what is too large'),
  'metadata.max.age.ms': number('producer', 'metadataMaxAge'),
  'partitioner.class': left("a class of Java; kafkajs has createPartitioner, whose default takes keys as Kafka's does"),
  'request.timeout.ms': text => [entry('producerClient', 'requestTimeout', Number(text)), entry('send', 'timeout', Number(text))],
  retries: number('producer', 'retry.retries'),
  'retry.backoff.max.ms': number('producer', 'retry.maxRetryTime'),
  'retry.backoff.ms': number('producer', 'retry.initialRetryTime'),
  'socket.connection.setup.timeout.ms': number('producerClient', 'connectionTimeout'),
  'transaction.timeout.ms': number('producer', 'transactionTimeout'),
  'value.serializer': left('kafkajs sends text and buffers; the program serialises'),
};

const CONSUMER: Readonly<Record<string, Translate>> = {
  'allow.auto.create.topics': flag('consumer', 'allowAutoTopicCreation'),
  'auto.commit.interval.ms': (text, settings) =>
    settings['enable.auto.commit'] === 'false' ? [] : [entry('run', 'autoCommitInterval', Number(text))],
  'auto.offset.reset': text =>
    text === 'earliest' || text === 'latest'
      ? [entry('subscribe', 'fromBeginning', text === 'earliest')]
      : {left: 'kafkajs starts at the beginning or at the end; the program can seek'},
  'enable.auto.commit': flag('run', 'autoCommit'),
  'fetch.max.bytes': number('consumer', 'maxBytes'),
  'fetch.max.wait.ms': number('consumer', 'maxWaitTimeInMs'),
  'fetch.min.bytes': number('consumer', 'minBytes'),
  'group.protocol': text => (text.toLowerCase() === 'classic' ? [] : {left: 'kafkajs speaks the classic protocol alone'}),
  'heartbeat.interval.ms': number('consumer', 'heartbeatInterval'),
  'isolation.level': text => [entry('consumer', 'readUncommitted', text === 'read_uncommitted')],
  'key.deserializer': left('kafkajs gives buffers; the program deserialises'),
  'max.partition.fetch.bytes': number('consumer', 'maxBytesPerPartition'),
  'max.poll.interval.ms': text => [
    {
      ...entry('consumer', 'rebalanceTimeout', Number(text)),
      why: 'it bounds how long a rebalance waits; no consumer is ended for processing long, so call heartbeat()',
    },
  ],
  'max.poll.records': left('kafkajs gives what a fetch brings: bound it by maxBytesPerPartition and maxBytes'),
  'metadata.max.age.ms': number('consumer', 'metadataMaxAge'),
  'partition.assignment.strategy': text =>
    text === 'org.apache.kafka.clients.consumer.RoundRobinAssignor'
      ? []
      : {left: 'kafkajs has round robin alone, and all members of a group must share a strategy: let no other client join its groups'},
  'request.timeout.ms': number('consumerClient', 'requestTimeout'),
  'retry.backoff.max.ms': number('consumer', 'retry.maxRetryTime'),
  'retry.backoff.ms': number('consumer', 'retry.initialRetryTime'),
  'session.timeout.ms': number('consumer', 'sessionTimeout'),
  'socket.connection.setup.timeout.ms': number('consumerClient', 'connectionTimeout'),
  'value.deserializer': left('kafkajs gives buffers; the program deserialises'),
};

const TABLES: Readonly<Record<ClientSection, Readonly<Record<string, Translate>>>> = {producer: PRODUCER, consumer: CONSUMER, streams: {}};

export function translate(section: ClientSection, name: string, text: string, settings: Settings): Translation {
  if (section === 'streams') return {left: 'Kafka Streams runs on the JVM alone'};
  const known = TABLES[section][name];
  return known === undefined ? {left: 'kafkajs has no such setting'} : known(text, settings);
}

/** What kafkajs does where it is told nothing, in Kafka's terms. */
export const DEFAULTS: OwnDefaults = {
  producer: {
    'enable.idempotence': 'false',
    // Of an idempotent one, too: its own larger default is overwritten before it is asked for (producer of src/index.js).
    retries: '5',
    'max.in.flight.requests.per.connection': 'no bound',
    'delivery.timeout.ms': 'no bound',
    'linger.ms': '0',
    'socket.connection.setup.timeout.ms': '1000',
  },
  consumer: {
    'isolation.level': 'read_committed',
    'session.timeout.ms': '30000',
    'max.poll.interval.ms': '60000',
    'fetch.max.bytes': '10485760',
    'fetch.max.wait.ms': '5000',
    'auto.commit.interval.ms': 'a commit after each batch',
    'partition.assignment.strategy': 'round robin',
    'socket.connection.setup.timeout.ms': '1000',
  },
};

function compression(text: string): Translation {
  const type = COMPRESSION[text];
  if (type === undefined) return {left: `kafkajs has ${Object.keys(COMPRESSION).join(', ')}`};
  const value = entry('send', 'compression', {code: `CompressionTypes.${type}`});
  const why = `kafkajs brings no codec for ${text}: set CompressionCodecs[CompressionTypes.${type}] to one`;
  return [text === 'none' || text === 'gzip' ? value : {...value, why}];
}
