import {type ClientOwner, clientHistory, clientSetting} from './client-settings.ts';
import {CLIENT_SECTIONS, type ClientSection} from './model.ts';

/**
 * Names that stand in a client profile and are none of its section: of another section, of another client library, or of
 * the connection and the single program, which have documents of their own.
 */

const CONNECTION = 'belongs to the connection, which the Cluster states: leave it out, and weir clients render adds it with --cluster NAME';

/** Settings that tell programs or their instances apart, while a profile is shared: by name, with whose they are. */
const OF_ONE_PROGRAM: Readonly<Record<string, string>> = {
  'client.id': 'tells clients apart in metrics, logs and quotas, and a profile is shared: leave it out, and let each program set its own',
  'client.rack': 'says where one instance runs: leave it out, and let the deployment set it',
  'group.id': 'names the group of one application: leave it out, and let the application set it',
  'group.instance.id': 'must differ between the instances of a group: leave it out, and let the deployment set it',
  'transactional.id': 'must differ between instances and stay the same over restarts: leave it out, and let the deployment set it',
  'application.id': 'names one application of Kafka Streams: leave it out, and let the application set it',
  'application.server': 'is the address of one instance: leave it out, and let the deployment set it',
};

/** Why a setting that Kafka has belongs into no profile, as the rest of a sentence that starts with its name. */
export function elsewhere(name: string): string | undefined {
  if (/^(sasl|ssl|security)\.|^bootstrap\.(servers|controllers)$/.test(name)) return CONNECTION;
  return OF_ONE_PROGRAM[name];
}

/** What a foreign name stands for; `renamed`: the name under which the very same value belongs into this section. */
export interface ForeignName {
  says: string;
  renamed?: string | undefined;
}

export function foreignName(owner: ClientOwner, name: string, version: string | undefined): ForeignName | undefined {
  return ofOtherSection(owner, name, version) ?? ofLibrary(owner, name, version) ?? respelt(owner, name, version);
}

/** `isolation.level` of producers. Kafka Streams takes those of its clients behind their prefix. */
function ofOtherSection(owner: ClientOwner, name: string, version: string | undefined): ForeignName | undefined {
  const others = CLIENT_SECTIONS.filter(section => section !== owner && clientSetting(section, name, version) !== undefined);
  const [whose] = others;
  if (whose === undefined) return undefined;
  if (owner !== 'streams') return {says: `it is a setting of ${PLURAL[whose]}: state it in spec.${others.join(' or spec.')}`};
  const prefixed = others.map(section => `${section}.${name}`);
  return {
    says: `it is a setting of the clients inside: write ${prefixed.join(' or ')}`,
    renamed: others.length === 1 ? prefixed[0] : undefined,
  };
}

const PLURAL: Readonly<Record<ClientSection, string>> = {producer: 'producers', consumer: 'consumers', streams: 'Kafka Streams'};

/** What a name of another library is in Kafka's own client; `same`: the value means the same in the same unit. */
interface Translation {
  library: 'librdkafka' | 'kafkajs';
  own: string;
  same?: true;
  /** What differs. */
  but?: string;
}

const librdkafka = (own: string, but?: string): Translation =>
  but === undefined ? {library: 'librdkafka', own, same: true} : {library: 'librdkafka', own, but};
const kafkajs = (own: string, but?: string): Translation =>
  but === undefined ? {library: 'kafkajs', own, same: true} : {library: 'kafkajs', own, but};

/**
 * Names that do not follow from Kafka's by their spelling. Sources: librdkafka's CONFIGURATION.md, where most are aliases of
 * each other; kafkajs 2.2.4, docs/Configuration.md, docs/Producing.md and docs/Consuming.md.
 */
const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  'queue.buffering.max.ms': librdkafka('linger.ms'),
  'queue.buffering.max.kbytes': librdkafka('buffer.memory', 'which is in bytes, not in KiB'),
  'message.timeout.ms': librdkafka('delivery.timeout.ms'),
  'message.send.max.retries': librdkafka('retries'),
  'max.in.flight': librdkafka('max.in.flight.requests.per.connection'),
  'compression.codec': librdkafka('compression.type'),
  'compression.level': librdkafka('compression.zstd.level', 'one setting for each codec: compression.gzip.level, compression.lz4.level'),
  'request.required.acks': librdkafka('acks'),
  'message.max.bytes': librdkafka('max.request.size'),
  'fetch.wait.max.ms': librdkafka('fetch.max.wait.ms'),
  'fetch.message.max.bytes': librdkafka('max.partition.fetch.bytes'),
  'auto.commit.enable': librdkafka('enable.auto.commit'),
  'socket.send.buffer.bytes': librdkafka('send.buffer.bytes', 'in which the default of the system is -1, not 0'),
  'socket.receive.buffer.bytes': librdkafka('receive.buffer.bytes', 'in which the default of the system is -1, not 0'),
  'socket.timeout.ms': librdkafka('request.timeout.ms', 'the time for one request'),
  'topic.metadata.refresh.interval.ms': librdkafka('metadata.max.age.ms'),
  partitioner: librdkafka('partitioner.class', 'which names a class'),
  'enable.auto.offset.store': librdkafka('enable.auto.commit', 'for Kafka stores no offset before it commits'),
  sessionTimeout: kafkajs('session.timeout.ms'),
  heartbeatInterval: kafkajs('heartbeat.interval.ms'),
  rebalanceTimeout: kafkajs('max.poll.interval.ms', 'which is also the longest time between two polls'),
  maxBytesPerPartition: kafkajs('max.partition.fetch.bytes'),
  maxBytes: kafkajs('fetch.max.bytes'),
  minBytes: kafkajs('fetch.min.bytes'),
  maxWaitTimeInMs: kafkajs('fetch.max.wait.ms'),
  maxInFlightRequests: kafkajs('max.in.flight.requests.per.connection'),
  idempotent: kafkajs('enable.idempotence'),
  transactionTimeout: kafkajs('transaction.timeout.ms'),
  metadataMaxAge: kafkajs('metadata.max.age.ms'),
  allowAutoTopicCreation: kafkajs('allow.auto.create.topics'),
  readUncommitted: kafkajs('isolation.level', 'read_uncommitted or read_committed'),
  fromBeginning: kafkajs('auto.offset.reset', 'earliest or latest'),
  autoCommit: kafkajs('enable.auto.commit'),
  requestTimeout: kafkajs('request.timeout.ms'),
  connectionTimeout: kafkajs('socket.connection.setup.timeout.ms'),
  compression: kafkajs('compression.type'),
  groupId: kafkajs('group.id'),
  transactionalId: kafkajs('transactional.id'),
  clientId: kafkajs('client.id'),
  rackId: kafkajs('client.rack'),
  brokers: kafkajs('bootstrap.servers'),
};

function ofLibrary(owner: ClientOwner, name: string, version: string | undefined): ForeignName | undefined {
  const known = Object.hasOwn(TRANSLATIONS, name) ? TRANSLATIONS[name] : undefined;
  if (known === undefined) return undefined;
  const {library, own, but} = known;
  const why = elsewhere(own);
  if (why !== undefined) return {says: `it is the name that ${library} has for ${own}, which ${why}`};
  const [section] =
    clientSetting(owner, own, version) === undefined ? CLIENT_SECTIONS.filter(one => clientSetting(one, own, version) !== undefined) : [];
  const where = section === undefined ? '' : ` in spec.${section}`;
  const says = `it is a name of ${library}: write ${own}${where}${but === undefined ? '' : `, ${but}`}`;
  return {says, renamed: known.same === true && section === undefined ? own : undefined};
}

/** `autoOffsetReset`, `auto_offset_reset`, `auto-offset-reset`: how other languages spell it, the unit left out by some. */
function respelt(owner: ClientOwner, name: string, version: string | undefined): ForeignName | undefined {
  const spelt = name
    .replace(/([a-z0-9])([A-Z])/g, '$1.$2')
    .replaceAll(/[_-]/g, '.')
    .toLowerCase();
  if (spelt === name) return undefined;
  const own = [spelt, `${spelt}.ms`].find(one => clientHistory(owner).at(one, version) !== undefined);
  if (own === undefined) return undefined;
  const why = elsewhere(own);
  return why === undefined ? {says: `Kafka's own name is ${own}`, renamed: own} : {says: `Kafka's own name is ${own}, which ${why}`};
}
