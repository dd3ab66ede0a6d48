import {CODEC_NAMES, CODECS, type CodecName} from '../../cluster/codecs.ts';
import type {SenderSettings} from '../producer/sender-settings.ts';
import {SettingReader} from './setting-reader.ts';
import {type SettingsChoice, statedSettings} from './stated-settings.ts';

/** What a producer goes by. Defaults are Kafka's (ProducerConfig). */
export interface ProducerSettings extends SenderSettings {
  idempotent: boolean;
  metadataMaxAgeMs: number;
  connectionTimeoutMs: number;
  connectionsMaxIdleMs: number;
  /** Of transactional producers. */
  transactionTimeoutMs: number;
}

const IN_PROGRAM = 'give the producer a serialiser: keySerializer, valueSerializer';
const NO_LEVELS = 'the codecs compress at their usual level; leave it out';

const REFUSED: Readonly<Record<string, string>> = {
  'key.serializer': IN_PROGRAM,
  'value.serializer': IN_PROGRAM,
  'partitioner.class': "a class of Java; keys are partitioned as Kafka's own clients do, and a record can name its partition",
  'interceptor.classes': 'classes of Java; wrap the producer instead',
  'compression.gzip.level': NO_LEVELS,
  'compression.lz4.level': NO_LEVELS,
  'compression.zstd.level': NO_LEVELS,
  'send.buffer.bytes': "sockets have the operating system's buffers; leave it out",
  'receive.buffer.bytes': "sockets have the operating system's buffers; leave it out",
};

const INT_MAX = 2_147_483_647;

/** The settings of a producer by a profile and the program's own; fails with `client/setting`, which names each setting that cannot be had. */
export function producerSettings(choice: SettingsChoice = {}): ProducerSettings {
  const reader = new SettingReader('producer', statedSettings('producer', choice), REFUSED);
  const acks = ACKS[reader.choice('acks', ['all', '1', '0'], 'all')];
  const retries = reader.whole('retries', INT_MAX);
  const maxInFlightRequests = reader.whole('max.in.flight.requests.per.connection', 5);
  const allowsIdempotence = acks === -1 && retries > 0 && maxInFlightRequests <= 5;
  const settings: ProducerSettings = {
    acks,
    retries,
    maxInFlightRequests,
    idempotent: reader.flag('enable.idempotence', allowsIdempotence),
    lingerMs: reader.whole('linger.ms', 5),
    batchSizeBytes: reader.whole('batch.size', 16_384),
    maxRequestSizeBytes: reader.whole('max.request.size', 1_048_576),
    bufferMemoryBytes: reader.whole('buffer.memory', 33_554_432),
    maxBlockMs: reader.whole('max.block.ms', 60_000),
    requestTimeoutMs: reader.whole('request.timeout.ms', 30_000),
    deliveryTimeoutMs: reader.whole('delivery.timeout.ms', 120_000),
    retryBackoffMs: reader.whole('retry.backoff.ms', 100),
    retryBackoffMaxMs: reader.whole('retry.backoff.max.ms', 1_000),
    metadataMaxAgeMs: reader.whole('metadata.max.age.ms', 300_000),
    connectionTimeoutMs: reader.whole('socket.connection.setup.timeout.ms', 10_000),
    connectionsMaxIdleMs: reader.whole('connections.max.idle.ms', 540_000),
    transactionTimeoutMs: reader.whole('transaction.timeout.ms', 60_000),
    codec: codecOf(reader.choice('compression.type', ['none', ...CODEC_NAMES], 'none')),
  };
  checkIdempotence(reader, settings, allowsIdempotence);
  const least = Math.min(INT_MAX, settings.lingerMs + settings.requestTimeoutMs);
  if (settings.deliveryTimeoutMs < least) {
    // ProducerConfig raises its default and refuses what was stated.
    if (reader.isStated('delivery.timeout.ms'))
      reader.problem('delivery.timeout.ms', `must be at least linger.ms + request.timeout.ms (${least})`);
    settings.deliveryTimeoutMs = least;
  }
  reader.finish();
  return settings;
}

const ACKS = {all: -1, '1': 1, '0': 0} as const;

function codecOf(name: 'none' | CodecName) {
  return name === 'none' ? undefined : CODECS[name];
}

/** As ProducerConfig.postProcessAndValidateIdempotenceConfigs. */
function checkIdempotence(reader: SettingReader, {idempotent, acks, retries}: ProducerSettings, allowed: boolean): void {
  if (!idempotent || allowed) return;
  const wrong = acks !== -1 ? 'acks: all' : retries === 0 ? 'retries above 0' : 'max.in.flight.requests.per.connection of at most 5';
  reader.problem('enable.idempotence', `needs ${wrong}`);
}
