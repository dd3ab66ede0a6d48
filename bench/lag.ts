/**
 * `weir lag` of a thousand groups beside Kafka's own tool for one of them, on real brokers of this machine.
 *
 *     node bench/lag.ts [--groups N] [--topics N] [--partitions N] [--runs N] [--json FILE]
 *
 * Whole processes. Every group has committed in every partition of every topic, each at offsets of its own, and is behind in
 * all of them; the time behind needs the record at each of those places. Kafka's tool knows no time, and describes one group.
 */
import {parseArgs} from 'node:util';
import {withAdmin} from '../src/cluster/admin.ts';
import {commitForGroup} from '../src/cluster/group-offsets.ts';
import {kafkajsClient} from '../src/cluster/kafkajs-client.ts';
import {inParallel} from '../src/in-parallel.ts';
import {sandboxConnection} from '../src/sandbox/sandbox.ts';
import {consumerGroupsTool, toolLags} from '../test/fixtures/consumer-groups-tool.ts';
import {withProgramFolder} from '../test/fixtures/kafka-program.ts';
import {type LiveTopic, liveTopics, openLiveWorld} from './live-world.ts';
import {type Contender, compare} from './measure.ts';
import {builtCli} from './prerequisites.ts';
import {publish} from './report.ts';

const {values} = parseArgs({
  options: {
    groups: {type: 'string', default: '1000'},
    topics: {type: 'string', default: '10'},
    partitions: {type: 'string', default: '3'},
    runs: {type: 'string', default: '5'},
    json: {type: 'string'},
  },
});
const [groupCount, topicCount, partitionCount, runs] = [values.groups, values.topics, values.partitions, values.runs].map(text => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError('--groups, --topics, --partitions and --runs must be whole numbers above 0');
  return value;
}) as [number, number, number, number];

/** What this project allows itself: a thousand groups in so many times the tool's time for one. */
const MOST_RECORDS = 3;
const MOST_TIME = 10;
const RECORDS_A_PARTITION = 5_000;
const RECORDS_A_REQUEST = 1_000;
const COMMITS_AT_ONCE = 20;

const topics: LiveTopic[] = liveTopics(topicCount).map(one => ({...one, partitions: partitionCount}));
const groups = Array.from({length: groupCount}, (_, index) => `bench-group-${index}`);
const positions = topics.flatMap(({name}) => Array.from({length: partitionCount}, (_, partition) => ({topic: name, partition})));
/** Another place for every group, and never the end. */
const offsetOf = (group: number): bigint => BigInt(Math.floor((group * (RECORDS_A_PARTITION - 1)) / groupCount));

const world = await openLiveWorld();
try {
  await world.create(topics);
  const connection = await sandboxConnection({root: world.root});
  await fill();
  const cwd = world.workspace('lag', topics, {applied: false});
  await withProgramFolder(connection, async folder => {
    const tool = await consumerGroupsTool(connection, folder, ['--describe', '--group', groups[0] ?? '']);
    const peer: Contender = {
      name: 'kafka-consumer-groups, one group',
      program: tool.program,
      args: tool.args,
      cwd,
      verify: ({stdout, exitCode, stderr}) => {
        const told = exitCode === 0 ? toolLags(stdout) : [];
        if (told.length !== positions.length || told.some(({lag}) => lag !== RECORDS_A_PARTITION))
          throw new Error(`the tool told something else: ${stdout}${stderr}`);
      },
    };
    const {measured, ratios} = compare(
      [weir('weir lag, records', ['--no-time'], cwd), weir('weir lag, records and time', [], cwd), peer],
      runs,
    );
    publish(
      'lag',
      [
        {
          title: `${groupCount.toLocaleString('en')} groups behind in ${topicCount} topics of ${partitionCount} partitions, beside one of them`,
          measured,
          ratios,
          aims: [
            {of: 'weir lag, records', peer: peer.name, most: MOST_RECORDS},
            {of: 'weir lag, records and time', peer: peer.name, most: MOST_TIME},
          ],
        },
      ],
      {json: values.json},
    );
  });
} finally {
  await world.close();
}

/** Records of known ages, and commits of every group. */
async function fill(): Promise<void> {
  const connection = await sandboxConnection({root: world.root});
  process.stderr.write(`writing ${RECORDS_A_PARTITION * positions.length} records\n`);
  const producer = kafkajsClient(connection).producer();
  await producer.connect();
  for (const {topic, partition} of positions)
    for (let from = 0; from < RECORDS_A_PARTITION; from += RECORDS_A_REQUEST) {
      const messages = Array.from({length: RECORDS_A_REQUEST}, () => ({partition, value: 'a record of a benchmark'}));
      await producer.send({topic, acks: 1, messages});
    }
  await producer.disconnect();
  process.stderr.write(`committing for ${groups.length} groups\n`);
  await withAdmin(connection, admin =>
    inParallel([...groups.entries()], COMMITS_AT_ONCE, async ([index, group]) => {
      const codes = await commitForGroup(
        admin,
        group,
        positions.map(one => ({...one, offset: offsetOf(index)})),
      );
      if (codes.some(({errorCode}) => errorCode !== 0)) throw new Error(`the offsets of ${group} were refused`);
    }),
  );
}

function weir(name: string, more: readonly string[], cwd: string): Contender {
  return {
    name,
    ours: true,
    args: [builtCli(), 'lag', '--no-trend', '--format', 'json', ...more],
    cwd,
    verify: ({exitCode, stdout, stderr}) => {
      if (exitCode !== 0) throw new Error(`weir lag ended with ${exitCode}:\n${stdout.slice(0, 2000)}${stderr.slice(-2000)}`);
      const {lag} = JSON.parse(stdout) as {lag: {groups: {name: string; lagRecords: number; partitions: {lagSeconds?: number | null}[]}[]}};
      const expected = groups.reduce((sum, _, index) => sum + Number(BigInt(RECORDS_A_PARTITION) - offsetOf(index)) * positions.length, 0);
      const told = lag.groups.reduce((sum, {lagRecords}) => sum + lagRecords, 0);
      if (lag.groups.length !== groupCount || told !== expected)
        throw new Error(`it told ${told} records of ${lag.groups.length} groups, not ${expected}`);
      const isTimed = !more.includes('--no-time');
      if (isTimed && lag.groups.some(({partitions}) => partitions.some(({lagSeconds}) => typeof lagSeconds !== 'number')))
        throw new Error('a time is missing');
    },
  };
}
