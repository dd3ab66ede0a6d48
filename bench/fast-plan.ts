/**
 * `weir plan --fast` beside `weir plan`: three changed topics of 5,000, on real brokers of this machine, in one stack and in
 * shards of a thousand. Whole processes; both must find exactly the three changes, with the same values.
 *
 *     node bench/fast-plan.ts [--topics N] [--shards N] [--runs N] [--json FILE]
 */
import {parseArgs} from 'node:util';
import {type LiveTopic, type LiveWorld, liveTopics, openLiveWorld} from './live-world.ts';
import {type Contender, compare} from './measure.ts';
import {builtCli} from './prerequisites.ts';
import {type Comparison, publish} from './report.ts';

const CHANGED = 3;
/** What this project allows itself. */
const MOST = 0.3;

const {values} = parseArgs({
  options: {
    topics: {type: 'string', default: '5000'},
    shards: {type: 'string', default: '5'},
    runs: {type: 'string', default: '3'},
    json: {type: 'string'},
  },
});
const [count = 0, shards = 0, runs = 0] = [values.topics, values.shards, values.runs].map(Number);
if (![count - CHANGED, shards, runs].every(value => Number.isInteger(value) && value >= 1))
  throw new RangeError('--topics, --shards and --runs must be whole numbers from 1');

const world = await openLiveWorld();
try {
  const topics = liveTopics(count);
  await world.create(topics);
  publish('plan --fast', [planned(world, topics, undefined), planned(world, topics, shards)], {json: values.json});
} finally {
  await world.close();
}

function planned(live: LiveWorld, topics: readonly LiveTopic[], split: number | undefined): Comparison {
  const cluster = split === undefined ? 'whole' : 'split';
  const options = split === undefined ? {} : {shards: split};
  live.workspace(cluster, topics, options);
  // Changed after the states were written: three documents say another retention.
  const step = Math.floor(topics.length / CHANGED);
  const edited = topics.map((topic, at) =>
    at % step === 0 && at / step < CHANGED ? {...topic, config: {...topic.config, 'retention.ms': '1'}} : topic,
  );
  const cwd = live.workspace(cluster, edited, {...options, applied: false});
  const found: string[] = [];
  const contender = (name: string, more: string[]): Contender => ({
    name,
    args: [builtCli(), 'plan', '--format', 'json', ...more],
    cwd,
    verify: ({exitCode, stdout, stderr}) => {
      if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}:\n${stderr.slice(-2000)}`);
      const {changes}: {changes: unknown[]} = JSON.parse(stdout);
      found.push(JSON.stringify(changes));
      if (changes.length !== CHANGED) throw new Error(`${name} found ${changes.length} changes`);
      if (found.some(one => one !== found[0])) throw new Error(`${name} found other changes:\n${found[0]}\n${JSON.stringify(changes)}`);
    },
  });
  const {measured, ratios} = compare([contender('plan --fast', ['--fast']), contender('plan', [])], runs);
  const where = split === undefined ? 'one stack' : `${split} shards`;
  return {
    title: `${CHANGED} of ${topics.length.toLocaleString('en')} topics changed, in ${where}`,
    measured,
    ratios,
    aims: [{of: 'plan --fast', peer: 'plan', most: MOST}],
  };
}
