/**
 * The library's producer beside bare kafkajs with equal batches, and beside Kafka's own kafka-producer-perf-test.
 *
 *     node --conditions=weir-source bench/producer.ts [--records N] [--size BYTES] [--batch N] [--runs N] [--codec none] [--no-peer] [--json FILE]
 *
 * Our producer is given one record at a time and makes its batches itself; kafkajs is given whole batches of the same records, one a
 * partition at a time, which is the most that it can do: it has no batches of its own. All are idempotent and wait for all in-sync
 * replicas. The rounds alternate, so that a machine that slows down slows both. Runs on the sandbox of the working directory, or on that
 * below WEIR_TEST_ROOT; makes its own topics and removes them.
 */
import {spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import path from 'node:path';
import {parseArgs} from 'node:util';
import kafkajs, {Partitioners} from 'kafkajs';
import {createProducer} from '../src/clients/producer/producer.ts';
import {bytes} from '../src/clients/serialisers/bytes.ts';
import {withAdmin} from '../src/cluster/admin.ts';
import type {Connection} from '../src/cluster/connection.ts';
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
    records: {type: 'string', default: '100000'},
    size: {type: 'string', default: '100'},
    batch: {type: 'string', default: '150'},
    runs: {type: 'string', default: '5'},
    codec: {type: 'string', default: 'none'},
    peer: {type: 'boolean', default: true},
    json: {type: 'string'},
  },
  allowNegative: true,
});
const [records = 0, size = 0, batch = 0, runs = 0] = [options.records, options.size, options.batch, options.runs].map(Number);
if (![records, size, batch, runs].every(value => Number.isInteger(value) && value > 0))
  throw new RangeError('numbers must be whole and above 0');

const PARTITIONS = 3;
const TOPIC = `bench-producer-${process.pid}`;
const MOST_OVER_KAFKAJS = 1.1;
/** Of a batch, and at most of a record beside its value. */
const BATCH_BYTES = 61;
const RECORD_BYTES = 24;
const value = randomBytes(size);

const CODECS: Record<string, number> = {
  none: kafkajs.CompressionTypes.None,
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
};

interface Took {
  wallMs: number;
  /** Of this process; a program of its own has none. */
  cpuMs?: number;
}

/** What it took from the first record to the last acknowledgement; connections are there before. */
type Contender = (connection: Connection) => Promise<Took>;

function stopwatch(): () => Took {
  const [startMs, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const {user, system} = process.cpuUsage(cpu);
    return {wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000};
  };
}

const weir: Contender = async connection => {
  const producer = await createProducer<Buffer>(connection, {
    valueSerializer: bytes,
    settings: {
      'batch.size': BATCH_BYTES + batch * (RECORD_BYTES + size),
      'linger.ms': 20,
      'compression.type': options.codec,
      'buffer.memory': '32MiB',
    },
  });
  await Promise.all(Array.from({length: PARTITIONS}, (_, partition) => producer.send({topic: TOPIC, partition, value})));
  const stop = stopwatch();
  let failure: Error | undefined;
  for (let i = 0; i < records; i++) {
    if (i % 100 === 0) await producer.ready();
    void producer.sendAsync({topic: TOPIC, partition: Math.floor(i / batch) % PARTITIONS, value}, error => {
      failure ??= error;
    });
  }
  await producer.flush();
  const took = stop();
  await producer.close();
  if (failure !== undefined) throw failure;
  return took;
};

const bare: Contender = async connection => {
  const producer = kafkajsClient(connection).producer({idempotent: true, createPartitioner: Partitioners.DefaultPartitioner});
  await producer.connect();
  const compression = CODECS[options.codec] ?? kafkajs.CompressionTypes.None;
  const send = (partition: number, count: number) =>
    producer.send({topic: TOPIC, acks: -1, compression, messages: Array.from({length: count}, () => ({partition, value}))});
  for (let partition = 0; partition < PARTITIONS; partition++) await send(partition, 1);
  const stop = stopwatch();
  let left = records;
  await Promise.all(
    Array.from({length: PARTITIONS}, async (_, partition) => {
      while (left > 0) {
        const count = Math.min(batch, left);
        left -= count;
        await send(partition, count);
      }
    }),
  );
  const took = stop();
  await producer.disconnect();
  return took;
};

/** Its own records a second, which leave out the start of the JVM. */
const perfTest: Contender = async connection =>
  await withProgramFolder(connection, async folder => {
    const file = path.join(folder.path, 'producer.properties');
    const batching = {
      'batch.size': BATCH_BYTES + batch * (RECORD_BYTES + size),
      'linger.ms': 20,
      'compression.type': options.codec,
      acks: 'all',
    };
    writePrivate(file, propertiesText({...clientSettings(connection, folder), ...batching}));
    const {java, jarsDir} = (await installToolchain({parts: ['kafka']})).kafka;
    const args = [
      '--topic',
      TOPIC,
      '--num-records',
      `${records}`,
      '--record-size',
      `${size}`,
      '--throughput',
      '-1',
      '--producer.config',
      file,
    ];
    const {stdout, stderr} = spawnSync(
      java,
      ['-Xmx512m', '-cp', path.join(jarsDir, '*'), 'org.apache.kafka.tools.ProducerPerformance', ...args],
      {
        encoding: 'utf8',
      },
    );
    const rate = /([\d.]+) records\/sec/.exec(stdout.trim().split('\n').at(-1) ?? '')?.[1];
    if (rate === undefined) throw new Error(`kafka-producer-perf-test gave no rate: ${stdout}${stderr}`);
    return {wallMs: (records / Number(rate)) * 1000};
  });

const connection = await sandboxConnection({root: process.env['WEIR_TEST_ROOT'] ?? process.cwd()});
const contenders: [name: string, run: Contender][] = [
  ['kafka-weir', weir],
  ['kafkajs', bare],
  ...(options.peer ? ([['kafka-producer-perf-test', perfTest]] as [string, Contender][]) : []),
];
const times = new Map<string, Took[]>(contenders.map(([name]) => [name, []]));
await withAdmin(connection, async admin => {
  await createTopics(admin, [{name: TOPIC, partitions: PARTITIONS, replicationFactor: 3, config: {}}]);
  while (underReplicated((await readLayout(admin, [TOPIC])).topics).length > 0) await new Promise(resolve => setTimeout(resolve, 100));
  try {
    for (let round = 0; round <= runs; round++)
      for (const [name, run] of round % 2 === 0 ? contenders : contenders.toReversed()) {
        const took = await run(connection);
        process.stderr.write(`round ${round} ${name}: ${Math.round((records / took.wallMs) * 1000)} records/s\n`);
        // The first round warms up brokers and code.
        if (round > 0) times.get(name)?.push(took);
      }
  } finally {
    await deleteTopics(admin, [TOPIC]);
  }
});

const ours = times.get('kafka-weir') ?? [];
const cpuOf = (own: readonly Took[]): {cpuMs?: Spread} => {
  const cpu = own.flatMap(({cpuMs}) => (cpuMs === undefined ? [] : [cpuMs]));
  return cpu.length === 0 ? {} : {cpuMs: spreadOf(cpu)};
};
publish(
  `producer: ${records} records of ${size} bytes, batches of ${batch}, codec ${options.codec}`,
  [
    {
      title: 'From the first record to the last acknowledgement',
      measured: [...times].map(([name, own]) => ({name, runs: own.length, wallMs: spreadOf(own.map(({wallMs}) => wallMs)), ...cpuOf(own)})),
      ratios: [...times].slice(1).map(([peer, own]) => ({
        of: 'kafka-weir',
        peer,
        wall: spreadOf(ours.map(({wallMs}, i) => wallMs / (own[i]?.wallMs ?? Number.NaN))),
        ...(own[0]?.cpuMs === undefined
          ? {}
          : {cpu: spreadOf(ours.map(({cpuMs = Number.NaN}, i) => cpuMs / (own[i]?.cpuMs ?? Number.NaN)))}),
      })),
      aims: [{of: 'kafka-weir', peer: 'kafkajs', most: MOST_OVER_KAFKAJS}],
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
