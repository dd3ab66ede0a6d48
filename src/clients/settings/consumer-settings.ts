import {SettingReader} from './setting-reader.ts';
import {type SettingsChoice, statedSettings} from './stated-settings.ts';

/** What a consumer goes by. Defaults are Kafka's (ConsumerConfig), but for `autoCommit`, which is off where nobody asks for it. */
export interface ConsumerSettings {
  autoCommit: boolean;
  autoCommitIntervalMs: number;
  /** Where a partition without a committed position begins; `none` fails. */
  offsetReset: 'earliest' | 'latest' | 'none';
  sessionTimeoutMs: number;
  heartbeatIntervalMs: number;
  maxPollRecords: number;
  maxPollIntervalMs: number;
  fetchMinBytes: number;
  fetchMaxBytes: number;
  fetchMaxWaitMs: number;
  partitionFetchMaxBytes: number;
  isolation: 'read_committed' | 'read_uncommitted';
  requestTimeoutMs: number;
  metadataMaxAgeMs: number;
  connectionTimeoutMs: number;
  connectionsMaxIdleMs: number;
  retryBackoffMs: number;
  retryBackoffMaxMs: number;
}

const IN_PROGRAM = 'give the consumer a deserialiser: keyDeserializer, valueDeserializer';

const REFUSED: Readonly<Record<string, string>> = {
  'key.deserializer': IN_PROGRAM,
  'value.deserializer': IN_PROGRAM,
  'interceptor.classes': 'classes of Java; wrap the handler instead',
  'partition.assignment.strategy': 'kafkajs assigns in turn (round robin); leave it out',
  'allow.auto.create.topics': 'no topic is made by reading it; leave it out',
  'check.crcs': 'kafkajs checks no sums; leave it out, TLS keeps records whole on the way',
  'exclude.internal.topics': 'topics are named one by one; leave it out',
  'group.remote.assignor': 'kafkajs speaks the classic group protocol alone; leave it out',
  'send.buffer.bytes': "sockets have the operating system's buffers; leave it out",
  'receive.buffer.bytes': "sockets have the operating system's buffers; leave it out",
};

/** The settings of a consumer by a profile and the program's own; fails with `client/setting`, which names each setting that cannot be had. */
export function consumerSettings(choice: SettingsChoice = {}): ConsumerSettings {
  const reader = new SettingReader('consumer', statedSettings('consumer', choice), REFUSED);
  // kafkajs speaks no other.
  reader.choice('group.protocol', ['classic'], 'classic');
  const settings: ConsumerSettings = {
    autoCommit: reader.flag('enable.auto.commit', false),
    autoCommitIntervalMs: reader.whole('auto.commit.interval.ms', 5_000),
    offsetReset: reader.choice('auto.offset.reset', ['earliest', 'latest', 'none'], 'latest'),
    sessionTimeoutMs: reader.whole('session.timeout.ms', 45_000),
    heartbeatIntervalMs: reader.whole('heartbeat.interval.ms', 3_000),
    maxPollRecords: reader.whole('max.poll.records', 500),
    maxPollIntervalMs: reader.whole('max.poll.interval.ms', 300_000),
    fetchMinBytes: reader.whole('fetch.min.bytes', 1),
    fetchMaxBytes: reader.whole('fetch.max.bytes', 52_428_800),
    fetchMaxWaitMs: reader.whole('fetch.max.wait.ms', 500),
    partitionFetchMaxBytes: reader.whole('max.partition.fetch.bytes', 1_048_576),
    isolation: reader.choice('isolation.level', ['read_committed', 'read_uncommitted'], 'read_uncommitted'),
    requestTimeoutMs: reader.whole('request.timeout.ms', 30_000),
    metadataMaxAgeMs: reader.whole('metadata.max.age.ms', 300_000),
    connectionTimeoutMs: reader.whole('socket.connection.setup.timeout.ms', 10_000),
    connectionsMaxIdleMs: reader.whole('connections.max.idle.ms', 540_000),
    retryBackoffMs: reader.whole('retry.backoff.ms', 100),
    retryBackoffMaxMs: reader.whole('retry.backoff.max.ms', 1_000),
  };
  if (settings.heartbeatIntervalMs >= settings.sessionTimeoutMs)
    reader.problem(
      'heartbeat.interval.ms',
      `must be below session.timeout.ms (${settings.sessionTimeoutMs}); a third of it leaves room for lost ones`,
    );
  if (settings.maxPollRecords < 1) reader.problem('max.poll.records', 'must be at least 1');
  reader.finish();
  return settings;
}
