/**
 * The library's consumer beside bare kafkajs, record by record and by batches, and beside Kafka's own kafka-consumer-perf-test.
 *
 *     node --conditions=weir-source bench/consumer.ts [--records N] [--size BYTES] [--runs N] [--codec none] [--no-peer] [--json FILE]
 *
 * All read one topic of three partitions from its beginning, each time as a new group that commits as it goes, with equal fetch
 * sizes. Timed from the first record that is handled to the last. The rounds alternate, so that a machine that slows down
 * slows all. Runs on the sandbox of the working directory, or on that below WEIR_TEST_ROOT; makes its own topic and groups, and
 * removes them.
 */
import {spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {createConsumer} from '../src/clients/consumer/create-consumer.ts';
import {createProducer} from '../src/clients/producer/producer.ts';
import {bytes} from '../src/clients/serialisers/bytes.ts';
import {withAdmin} from '../src/cluster/admin.ts';
import type {Connection} from '../src/cluster/connection.ts';
import {deleteGroups} from '../src/cluster/groups.ts';
import {kafkajsClient} from '../src/cluster/kafkajs-client.ts';
import {createTopics, deleteTopics, readLayout, underReplicated} from '../src/cluster/topics.ts';
import {writePrivate} from '../src/sandbox/private-files.ts';
import {sandboxConnection} from '../src/sandbox/sandbox.ts';
import {clientSettings, propertiesText, withProgramFolder} from '../test/fixtures/kafka-program.ts';
import {installToolchain} from '../tools/toolchain.mjs';
import type {Spread} from './measure.ts';
import {publish} from './report.ts';

const {values: options} = parseArgs({
  options: {
    records: {type: 'string', default: '200000'},
    size: {type: 'string', default: '100'},
    runs: {type: 'string', default: '5'},
    codec: {type: 'string', default: 'none'},
    peer: {type: 'boolean', default: true},
    json: {type: 'string'},
  },
  allowNegative: true,
});
const [records = 0, size = 0, runs = 0] = [options.records, options.size, options.runs].map(Number);
if (![records, size, runs].every(value => Number.isInteger(value) && value > 0)) throw new RangeError('numbers must be whole and above 0');

const PARTITIONS = 3;
const TOPIC = `bench-consumer-${process.pid}`;
const MOST_OVER_KAFKAJS = 1.1;
const PARTITION_BYTES = 1_048_576;
const MOST_BYTES = 52_428_800;
const groups: string[] = [];

interface Took {
  wallMs: number;
  /** Of this process; a program of its own has none. */
  cpuMs?: number;
}

type Contender = (connection: Connection) => Promise<Took>;

/** Counts records, and tells when all have come. */
function counter(): {handled: (value: Buffer | null) => void; all: Promise<Took>} {
  const {promise, resolve} = Promise.withResolvers<Took>();
  let [count, seenBytes, startMs] = [0, 0, 0];
  let cpu = process.cpuUsage();
  return {
    handled(value) {
      if (count === 0) [startMs, cpu] = [performance.now(), process.cpuUsage()];
      seenBytes += value?.length ?? 0;
      if (++count !== records) return;
      if (seenBytes !== records * size) throw new Error(`${seenBytes} bytes came, and ${records * size} were written`);
      const {user, system} = process.cpuUsage(cpu);
      resolve({wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000});
    },
    all: promise,
  };
}

function newGroup(): string {
  const group = `${TOPIC}-${groups.length}`;
  groups.push(group);
  return group;
}

function weirConsumer(connection: Connection) {
  return createConsumer<Buffer, Buffer>(connection, {
    group: newGroup(),
    topics: [TOPIC],
    onFailure: {do: 'stop'},
    profile: 'default',
    settings: {'enable.auto.commit': false},
    keyDeserializer: bytes,
    valueDeserializer: bytes,
  });
}

const weir: Contender = async connection => {
  const consumer = weirConsumer(connection);
  const {handled, all} = counter();
  const running = consumer.run(({value}) => handled(value));
  const took = await Promise.race([all, running.then(() => Promise.reject(new Error('ended early')))]);
  await consumer.stop();
  return took;
};

const weirBatches: Contender = async connection => {
  const consumer = weirConsumer(connection);
  const {handled, all} = counter();
  const running = consumer.runBatches({size: 500, withinMs: 100}, batch => {
    for (const {value} of batch) handled(value);
  });
  const took = await Promise.race([all, running.then(() => Promise.reject(new Error('ended early')))]);
  await consumer.stop();
  return took;
};

async function bareConsumer(connection: Connection) {
  const consumer = kafkajsClient(connection).consumer({
    groupId: newGroup(),
    maxBytesPerPartition: PARTITION_BYTES,
    maxBytes: MOST_BYTES,
    maxWaitTimeInMs: 500,
  });
  await consumer.connect();
  await consumer.subscribe({topic: TOPIC, fromBeginning: true});
  return consumer;
}

const bareMessages: Contender = async connection => {
  const consumer = await bareConsumer(connection);
  const {handled, all} = counter();
  await consumer.run({eachMessage: async ({message}) => handled(message.value)});
  const took = await all;
  await consumer.disconnect();
  return took;
};

const bareBatches: Contender = async connection => {
  const consumer = await bareConsumer(connection);
  const {handled, all} = counter();
  await consumer.run({
    eachBatch: async ({batch}) => {
      for (const {value} of batch.messages) handled(value);
    },
  });
  const took = await all;
  await consumer.disconnect();
  return took;
};

/** Its own time of fetching, which leaves out the start of the JVM and the joining. */
const perfTest: Contender = async connection =>
  await withProgramFolder(connection, async folder => {
    const file = path.join(folder.path, 'consumer.properties');
    writePrivate(file, propertiesText({...clientSettings(connection, folder), 'auto.offset.reset': 'earliest', 'max.poll.records': '500'}));
    const {java, jarsDir} = (await installToolchain({parts: ['kafka']})).kafka;
    const args = [
      '--bootstrap-server',
      connection.bootstrap.join(','),
      '--topic',
      TOPIC,
      '--group',
      newGroup(),
      '--messages',
      `${records}`,
    ];
    const {stdout, stderr} = spawnSync(
      java,
      [
        '-Xmx512m',
        '-cp',
        path.join(jarsDir, '*'),
        'org.apache.kafka.tools.ConsumerPerformance',
        ...args,
        '--consumer.config',
        file,
        '--timeout',
        '60000',
      ],
      {encoding: 'utf8'},
    );
    const [header = '', row = ''] = stdout.trim().split('\n').slice(-2);
    const columns = new Map(header.split(',').map((name, index) => [name.trim(), Number(row.split(',')[index])]));
    const wallMs = columns.get('fetch.time.ms');
    if (wallMs === undefined || !((columns.get('data.consumed.in.nMsg') ?? 0) >= records))
      throw new Error(`kafka-consumer-perf-test gave no time: ${stdout}${stderr}`);
    return {wallMs};
  });

const connection = await sandboxConnection({root: process.env['WEIR_TEST_ROOT'] ?? process.cwd()});
const contenders: [name: string, run: Contender][] = [
  ['kafka-weir run', weir],
  ['kafkajs eachMessage', bareMessages],
  ['kafka-weir runBatches', weirBatches],
  ['kafkajs eachBatch', bareBatches],
  ...(options.peer ? ([['kafka-consumer-perf-test', perfTest]] as [string, Contender][]) : []),
];
const times = new Map<string, Took[]>(contenders.map(([name]) => [name, []]));

async function fill(): Promise<void> {
  const producer = await createProducer<Buffer>(connection, {
    valueSerializer: bytes,
    settings: {'linger.ms': 20, 'batch.size': 32_768, 'compression.type': options.codec},
  });
  const value = randomBytes(size);
  for (let index = 0; index < records; index++) {
    if (index % 100 === 0) await producer.ready();
    void producer.sendAsync({topic: TOPIC, partition: Math.floor(index / 100) % PARTITIONS, value}, error => {
      if (error !== undefined) throw error;
    });
  }
  await producer.close();
}

await withAdmin(connection, async admin => {
  await createTopics(admin, [{name: TOPIC, partitions: PARTITIONS, replicationFactor: 3, config: {}}]);
  while (underReplicated((await readLayout(admin, [TOPIC])).topics).length > 0) await new Promise(resolve => setTimeout(resolve, 100));
  try {
    await fill();
    for (let round = 0; round <= runs; round++)
      for (const [name, run] of round % 2 === 0 ? contenders : contenders.toReversed()) {
        const took = await run(connection);
        process.stderr.write(`round ${round} ${name}: ${Math.round((records / took.wallMs) * 1000)} records/s\n`);
        // The first round warms up brokers and code.
        if (round > 0) times.get(name)?.push(took);
      }
  } finally {
    await deleteGroups(admin, groups);
    await deleteTopics(admin, [TOPIC]);
  }
});

const timesOf = (name: string): Took[] => times.get(name) ?? [];
const cpuOf = (own: readonly Took[]): {cpuMs?: Spread} => {
  const cpu = own.flatMap(({cpuMs}) => (cpuMs === undefined ? [] : [cpuMs]));
  return cpu.length === 0 ? {} : {cpuMs: spreadOf(cpu)};
};
const against = (of: string, peer: string) => {
  const pairs = timesOf(of).map((ours, index) => [ours, timesOf(peer)[index] ?? ours] as const);
  return {
    of,
    peer,
    wall: spreadOf(pairs.map(([ours, theirs]) => ours.wallMs / theirs.wallMs)),
    ...(timesOf(peer)[0]?.cpuMs === undefined
      ? {}
      : {cpu: spreadOf(pairs.map(([ours, theirs]) => (ours.cpuMs ?? Number.NaN) / (theirs.cpuMs ?? Number.NaN)))}),
  };
};
const PAIRS = [
  ['kafka-weir run', 'kafkajs eachMessage'],
  ['kafka-weir runBatches', 'kafkajs eachBatch'],
] as const;
publish(
  `consumer: ${records} records of ${size} bytes, codec ${options.codec}`,
  [
    {
      title: 'From the first record that is handled to the last',
      measured: [...times].map(([name, own]) => ({name, runs: own.length, wallMs: spreadOf(own.map(({wallMs}) => wallMs)), ...cpuOf(own)})),
      ratios: [...PAIRS, ...(options.peer ? [['kafka-weir run', 'kafka-consumer-perf-test'] as const] : [])].map(([of, peer]) =>
        against(of, peer),
      ),
      aims: PAIRS.map(([of, peer]) => ({of, peer, most: MOST_OVER_KAFKAJS})),
    },
  ],
  {json: options.json, notes: [throughput()]},
);

function throughput(): string {
  const rows = [...times].map(([name, own]) => {
    const perSecond = (records / spreadOf(own.map(({wallMs}) => wallMs)).median) * 1000;
    return `| ${name} | ${Math.round(perSecond).toLocaleString('en')} | ${((perSecond * size) / 1_048_576).toFixed(1)} |`;
  });
  return ['| median | records/s | MiB/s |', '|---|---:|---:|', ...rows].join('\n');
}

function spreadOf(list: readonly number[]): Spread {
  const sorted = list.toSorted((a, b) => a - b);
  return {median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN};
}
