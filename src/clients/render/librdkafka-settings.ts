import type {ClientSection} from '../../specs/model.ts';
import type {OwnDefaults, Translation, Value} from './target.ts';

/**
 * Kafka's settings in librdkafka's names and units, by its CONFIGURATION.md (2.16); clients in C, C++, Python, Go, .NET,
 * PHP, Ruby, Rust and Node are made of it.
 */

type Settings = Readonly<Record<string, string>>;
type Translate = (text: string, settings: Settings) => Translation;

const as =
  (key: string, convert: (text: string) => Value | undefined = typed, otherwise = ''): Translate =>
  text => {
    const value = convert(text);
    return value === undefined ? {left: otherwise} : [{place: '', key, value}];
  };
const left =
  (why: string): Translate =>
  () => ({left: why});
/** The same name, and a value that means the same. */
const same = (name: string): [string, Translate] => [name, as(name)];
/** A whole number within the bounds of librdkafka's own. */
const within =
  (min: number, max: number) =>
  (text: string): number | undefined => {
    const number = Number(text);
    return number >= min && number <= max ? number : undefined;
  };

const OF_BOTH: Readonly<Record<string, Translate>> = {
  ...Object.fromEntries(
    [
      'client.dns.lookup',
      'connections.max.idle.ms',
      'enable.metrics.push',
      'metadata.recovery.rebootstrap.trigger.ms',
      'metadata.recovery.strategy',
      'reconnect.backoff.max.ms',
      'reconnect.backoff.ms',
      'retry.backoff.max.ms',
      'retry.backoff.ms',
    ].map(same),
  ),
  'metadata.recovery.strategy': as('metadata.recovery.strategy', text => text.toLowerCase()),
  // Its metadata.max.age.ms is another thing: how long what is known may be kept, three times the interval.
  'metadata.max.age.ms': as('topic.metadata.refresh.interval.ms', within(-1, 3_600_000), 'librdkafka refreshes once an hour at least'),
  // -1 is the system's own size there, and 0 here.
  'send.buffer.bytes': as('socket.send.buffer.bytes', text => Math.max(0, Number(text))),
  'receive.buffer.bytes': as('socket.receive.buffer.bytes', text => Math.max(0, Number(text))),
  'socket.connection.setup.timeout.ms': as(
    'socket.connection.setup.timeout.ms',
    within(1000, 2_147_483_647),
    'librdkafka takes no less than 1000 ms',
  ),
  'socket.connection.setup.timeout.max.ms': left('librdkafka has one time for all attempts: socket.connection.setup.timeout.ms'),
  'interceptor.classes': left('classes of Java'),
  'metric.reporters': left('classes of Java; librdkafka tells by statistics.interval.ms and a callback'),
};

const PRODUCER: Readonly<Record<string, Translate>> = {
  ...OF_BOTH,
  ...Object.fromEntries(
    [
      'acks',
      'compression.type',
      'delivery.timeout.ms',
      'enable.idempotence',
      'linger.ms',
      'max.in.flight.requests.per.connection',
      'request.timeout.ms',
      'retries',
      'transaction.timeout.ms',
    ].map(same),
  ),
  // An enumeration there, whose members are texts.
  acks: as('acks', text => text),
  'batch.size': as('batch.size', within(1, 2_147_483_647), 'librdkafka takes no batch of size 0; batch.num.messages: 1 sends each alone'),
  'buffer.memory': as('queue.buffering.max.kbytes', kbytes),
  'compression.gzip.level': level('gzip', 9),
  'compression.lz4.level': level('lz4', 12),
  'compression.zstd.level': level('zstd', 12),
  'key.serializer': left('librdkafka sends bytes; the program serialises'),
  'value.serializer': left('librdkafka sends bytes; the program serialises'),
  'max.block.ms': left('produce() never waits: it fails where the queue is full, and the program polls and tries again'),
  'max.request.size': as('message.max.bytes', within(1000, 1_000_000_000), 'librdkafka takes 1000 to 1000000000 bytes'),
  'partitioner.class': text =>
    text === ''
      ? [{place: '', key: 'partitioner', value: 'murmur2_random'}]
      : {left: 'a class of Java; librdkafka has partitioner and a callback'},
  'partitioner.ignore.keys': text => (text === 'true' ? [{place: '', key: 'partitioner', value: 'random'}] : []),
};

/** The strategies that both have, by the class of Kafka's. */
const ASSIGNORS: Readonly<Record<string, string>> = {
  'org.apache.kafka.clients.consumer.RangeAssignor': 'range',
  'org.apache.kafka.clients.consumer.RoundRobinAssignor': 'roundrobin',
  'org.apache.kafka.clients.consumer.CooperativeStickyAssignor': 'cooperative-sticky',
};

const CONSUMER: Readonly<Record<string, Translate>> = {
  ...OF_BOTH,
  ...Object.fromEntries(
    [
      'allow.auto.create.topics',
      'auto.commit.interval.ms',
      'check.crcs',
      'enable.auto.commit',
      'fetch.max.bytes',
      'fetch.min.bytes',
      'group.remote.assignor',
      'heartbeat.interval.ms',
      'isolation.level',
      'max.partition.fetch.bytes',
      'max.poll.interval.ms',
      'session.timeout.ms',
    ].map(same),
  ),
  'auto.offset.reset': as(
    'auto.offset.reset',
    text => ({earliest: 'earliest', latest: 'latest', none: 'error'})[text],
    'librdkafka cannot start by time; the program can, by offsets_for_times()',
  ),
  'fetch.max.wait.ms': as('fetch.wait.max.ms', within(0, 300_000), 'librdkafka waits 300000 ms at most'),
  'group.protocol': as('group.protocol', text => text.toLowerCase()),
  'key.deserializer': left('librdkafka gives bytes; the program deserialises'),
  'value.deserializer': left('librdkafka gives bytes; the program deserialises'),
  'max.poll.records': left('librdkafka gives one record at a time, or as many as the program asks consume() for'),
  'partition.assignment.strategy': assignors,
  'request.timeout.ms': as('socket.timeout.ms', within(10, 300_000), 'librdkafka waits 300000 ms at most'),
  'default.api.timeout.ms': left('each call takes a timeout of its own'),
  'exclude.internal.topics': left('a pattern matches internal topics too; topic.blacklist leaves some out'),
};

const TABLES: Readonly<Record<ClientSection, Readonly<Record<string, Translate>>>> = {producer: PRODUCER, consumer: CONSUMER, streams: {}};

export function translate(section: ClientSection, name: string, text: string, settings: Settings): Translation {
  if (section === 'streams') return {left: 'Kafka Streams runs on the JVM alone'};
  const known = TABLES[section][name];
  return known === undefined ? {left: 'librdkafka has no such setting'} : known(text, settings);
}

/** What librdkafka does where it is told nothing, in Kafka's terms; those alone in which a program could notice the difference. */
export const DEFAULTS: OwnDefaults = {
  producer: {
    'enable.idempotence': 'false',
    'max.in.flight.requests.per.connection': '1000000',
    'delivery.timeout.ms': '300000',
    'linger.ms': '5',
    'max.request.size': '1000000',
    'buffer.memory': '1073741824',
    // CRC32 of the key, where Kafka takes murmur2: one key would lie in two partitions.
    'partitioner.class': 'consistent_random',
  },
  consumer: {'isolation.level': 'read_committed', 'allow.auto.create.topics': 'false', 'check.crcs': 'false'},
};

/** Whole KiB, at least one: no more memory than was allowed. */
function kbytes(text: string): number {
  return Math.max(1, Number(BigInt(text) / 1024n));
}

/** The level of a codec, which counts only beside it. */
function level(codec: string, most: number): Translate {
  return (text, settings) => {
    if (settings['compression.type'] !== codec) return {left: `compression.type is not ${codec}`};
    return as('compression.level', within(-1, most), `librdkafka has levels up to ${most} of ${codec}`)(text, settings);
  };
}

function assignors(text: string): Translation {
  const names = text.split(',').map(one => ASSIGNORS[one]);
  const [first] = names;
  const strange = text.split(',').filter(one => ASSIGNORS[one] === undefined);
  if (first === undefined || strange.length > 0)
    return {left: `librdkafka has ${Object.values(ASSIGNORS).join(', ')}, and no ${strange.join(', ')}`};
  const isCooperative = (name: string | undefined): boolean => name === 'cooperative-sticky';
  const mixed = names.some(one => isCooperative(one) !== isCooperative(first));
  const kept = names.filter(one => isCooperative(one) === isCooperative(first));
  const why = 'librdkafka mixes no cooperative strategy with others: the first of the list, and those like it';
  return [{place: '', key: 'partition.assignment.strategy', value: kept.join(','), ...(mixed ? {why} : {})}];
}

/** Numbers and switches as such, for languages that tell them apart. */
function typed(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text;
}
