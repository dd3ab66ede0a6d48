/**
 * The judge of `weir eos` over logs of two lengths, beside Kafka's own consumer that reads the same records and judges nothing.
 *
 *     node --conditions=weir-source bench/judge.ts [--records N] [--times N] [--runs N] [--json FILE]
 *
 * Whole processes. The log is one of transactions, one in ten of them aborted; the judge reads it twice, as the input and as the
 * output, and finds out of each record what became of it. kafka-consumer-perf-test reads it once, with
 * isolation.level=read_committed. At `--records` and `--times` as many, so that it shows whether memory grows with the log.
 * Runs on the sandbox of the working directory, or on that below WEIR_TEST_ROOT; makes its own topics and removes them.
 */
import path from 'node:path';
import {parseArgs} from 'node:util';
import {type Admin, withAdmin} from '../src/cluster/admin.ts';
import type {Connection} from '../src/cluster/connection.ts';
import {RawProducer} from '../src/cluster/raw-producer.ts';
import {createTopics, deleteTopics, readLayout, underReplicated} from '../src/cluster/topics.ts';
import {writePrivate} from '../src/sandbox/private-files.ts';
import {sandboxConnection} from '../src/sandbox/sandbox.ts';
import {canaryKey, canaryValue} from '../src/verify/eos/canary-record.ts';
import {judgeReadings} from '../src/verify/eos/judge.ts';
import {LogFates} from '../src/verify/eos/log-fates.ts';
import {TopicReader} from '../src/verify/eos/topic-reader.ts';
import {clientSettings, type ProgramFolder, propertiesText, withProgramFolder} from '../test/fixtures/kafka-program.ts';
import {installToolchain} from '../tools/toolchain.mjs';
import {type Contender, compare} from './measure.ts';
import {publish} from './report.ts';

const {values} = parseArgs({
  options: {
    records: {type: 'string', default: '500000'},
    times: {type: 'string', default: '4'},
    runs: {type: 'string', default: '3'},
    json: {type: 'string'},
    /** This process is one of the contenders: judges this topic. */
    judge: {type: 'string'},
  },
});
const [records = 0, times = 0, runs = 0] = [values.records, values.times, values.runs].map(Number);
if (![records, times, runs].every(value => Number.isInteger(value) && value > 0)) throw new RangeError('numbers must be whole and above 0');

const KEYS = 100;
const PARTITIONS = 3;
const TAG = 'benchtag';
const BATCH = 500;
const ABORTED_EVERY = 10;
const LEAST_A_SECOND = 200_000;
const MOST_MIB = 300;
const root = process.env['WEIR_TEST_ROOT'] ?? process.cwd();
const shape = {tag: TAG, keys: KEYS, path: ''};

if (values.judge === undefined) await bench();
else await judgeTopic(values.judge);

async function bench(): Promise<void> {
  const connection = await sandboxConnection({root});
  const lengths = [records, records * times].map(count => ({count, topic: `bench-judge-${process.pid}-${count}`}));
  await withAdmin(connection, async admin => {
    try {
      for (const {count, topic} of lengths) await fill(admin, topic, count);
      await withProgramFolder(connection, async folder => {
        const rates: string[] = [];
        const contenders: Contender[] = [];
        for (const {count, topic} of lengths) {
          contenders.push(judge(topic, count, rates));
          contenders.push(await perfTest(connection, folder, {topic, count}));
        }
        const {measured, ratios} = compare(contenders, runs);
        publish(
          'judge',
          [
            {
              title: `The judge of ${records.toLocaleString('en')} records, and of ${times} times as many`,
              measured,
              ratios,
              aims: contenders.filter(({ours}) => ours).map(({name}) => ({of: name, mostMiB: MOST_MIB})),
            },
          ],
          {json: values.json, notes: rates},
        );
      });
    } finally {
      await deleteTopics(
        admin,
        lengths.map(one => one.topic),
      );
    }
  });
}

function judge(topic: string, count: number, rates: string[]): Contender {
  const name = `judge, ${count.toLocaleString('en')} records`;
  return {
    name,
    ours: true,
    args: ['--conditions=weir-source', import.meta.filename, '--judge', topic],
    cwd: root,
    verify({stdout, stderr, exitCode}) {
      const told: {status: string[]; read: number; tookMs: number; cpuMs: number} | undefined =
        exitCode === 0 ? JSON.parse(stdout) : undefined;
      if (told === undefined || told.read !== 2 * count || told.status.some(one => one !== 'pass')) throw new Error(`${stdout}${stderr}`);
      const aSecond = (ms: number) => Math.round((told.read / ms) * 1000);
      const met = aSecond(told.tookMs) >= LEAST_A_SECOND ? '**met**' : '**MISSED**';
      rates.push(
        `- Aim: ${name}: at least ${LEAST_A_SECOND.toLocaleString('en')} records/s: ${met} (${aSecond(told.tookMs).toLocaleString('en')} by the clock, ${aSecond(told.cpuMs).toLocaleString('en')} a second of CPU).`,
      );
    },
  };
}

/** Its whole process is compared; its own output tells whether it read them all. */
async function perfTest(connection: Connection, folder: ProgramFolder, {topic, count}: {topic: string; count: number}): Promise<Contender> {
  const file = path.join(folder.path, 'consumer.properties');
  writePrivate(
    file,
    propertiesText({...clientSettings(connection, folder), 'isolation.level': 'read_committed', 'auto.offset.reset': 'earliest'}),
  );
  const {java, jarsDir} = (await installToolchain({parts: ['kafka']})).kafka;
  const args = [
    '--bootstrap-server',
    connection.bootstrap.join(','),
    '--topic',
    topic,
    '--messages',
    `${count}`,
    '--consumer.config',
    file,
    '--timeout',
    '60000',
  ];
  return {
    name: `kafka-consumer-perf-test, ${count.toLocaleString('en')} records`,
    program: java,
    args: ['-Xmx512m', '-cp', path.join(jarsDir, '*'), 'org.apache.kafka.tools.ConsumerPerformance', ...args],
    cwd: root,
    verify({stdout, stderr, exitCode}) {
      const read = Number(stdout.trim().split('\n').at(-1)?.split(',')[4]);
      if (exitCode !== 0 || !(read >= count)) throw new Error(`kafka-consumer-perf-test read ${read}: ${stdout}${stderr}`);
    },
  };
}

async function fill(admin: Admin, topic: string, count: number): Promise<void> {
  process.stderr.write(`writing ${count} records\n`);
  await createTopics(admin, [{name: topic, partitions: PARTITIONS, replicationFactor: 3, config: {'min.insync.replicas': '2'}}]);
  while (underReplicated((await readLayout(admin, [topic])).topics).length > 0) await new Promise(resolve => setTimeout(resolve, 100));
  await Promise.all(
    Array.from({length: PARTITIONS}, async (_, partition) => {
      const producer = await RawProducer.open(admin, {transactionalId: `${topic}-${partition}`});
      let batch: {key: Buffer; value: Buffer}[] = [];
      let transactions = 0;
      const write = async (committed: boolean): Promise<void> => {
        await producer.addPartitions([{name: topic, partitions: [partition]}]);
        await producer.send(topic, partition, batch);
        await producer.end(committed);
      };
      for (let n = 0; n < count; n++) {
        if ((n % KEYS) % PARTITIONS === partition)
          batch.push({key: Buffer.from(canaryKey(n, KEYS)), value: Buffer.from(canaryValue(TAG, n, ''))});
        if (batch.length < BATCH && n < count - 1) continue;
        if (batch.length === 0) continue;
        if (++transactions % ABORTED_EVERY === 0) await write(false);
        await write(true);
        batch = [];
      }
    }),
  );
}

/** As a run judges, with the log as its input and its output. */
async function judgeTopic(topic: string): Promise<void> {
  await withAdmin(await sandboxConnection({root}), async admin => {
    const startMs = performance.now();
    const cpu = process.cpuUsage();
    const input = new TopicReader(admin, {topic, partitions: PARTITIONS, shape, isolation: 'committed'});
    await input.catchUp();
    const fates = new LogFates();
    const output = new TopicReader(admin, {topic, partitions: PARTITIONS, shape, isolation: 'committed', fates});
    await output.catchUp();
    const judgements = judgeReadings({input: input.reading, output: output.reading, fates});
    const {user, system} = process.cpuUsage(cpu);
    const told = {
      status: judgements.map(one => one.status),
      read: input.reading.records + output.reading.records,
      tookMs: performance.now() - startMs,
      cpuMs: (user + system) / 1000,
    };
    process.stdout.write(JSON.stringify(told));
  });
}
