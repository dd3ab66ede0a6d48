/**
 * How a first apply grows with the number of topics, in one stack and in shards, on real brokers of this machine. Each is
 * applied once; five thousand in one stack take the better part of an hour.
 *
 *     node bench/apply.ts [--topics 100,1000,5000] [--shard-size 500] [--only whole|split] [--json FILE]
 */
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {liveTopics, openLiveWorld} from './live-world.ts';
import {compare} from './measure.ts';
import {builtCli} from './prerequisites.ts';

const {values} = parseArgs({
  options: {
    topics: {type: 'string', default: '100,1000,5000'},
    'shard-size': {type: 'string', default: '500'},
    only: {type: 'string', default: 'both'},
    json: {type: 'string'},
  },
});
const counts = values.topics.split(',').map(Number);
const shardSize = Number(values['shard-size']);
if (![...counts, shardSize].every(value => Number.isInteger(value) && value >= 1))
  throw new RangeError('--topics and --shard-size must be whole numbers from 1');

interface Row {
  topics: number;
  shards: number | undefined;
  wallSeconds: number;
  cpuSeconds: number | undefined;
  peakMib: number | undefined;
}
const rows: Row[] = [];
for (const count of counts) {
  const split = Math.ceil(count / shardSize);
  for (const shards of split > 1 ? [undefined, split] : [undefined]) {
    if (split > 1 && values.only === (shards === undefined ? 'split' : 'whole')) continue;
    // Brokers of its own: what an earlier apply made must not be there, nor wait to be deleted.
    const world = await openLiveWorld();
    try {
      const cwd = world.workspace('apply', liveTopics(count), {applied: false, ...(shards === undefined ? {} : {shards})});
      const {measured} = compare(
        [
          {
            name: `${count} topics in ${shards ?? 1}`,
            args: [builtCli(), 'apply', '--yes'],
            cwd,
            warmUp: false,
            verify: ({exitCode, stdout, stderr}) => {
              if (exitCode !== 0 || !stdout.includes(`${count} changes`))
                throw new Error(`ended with ${exitCode}:\n${stdout.slice(-500)}${stderr.slice(-2000)}`);
            },
          },
        ],
        1,
      );
      const [run] = measured;
      if (run === undefined) throw new Error('nothing was measured');
      rows.push({
        topics: count,
        shards,
        wallSeconds: run.wallMs.median / 1000,
        cpuSeconds: run.cpuMs === undefined ? undefined : run.cpuMs.median / 1000,
        peakMib: run.peakMiB?.median,
      });
      show();
    } finally {
      await world.close();
    }
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({benchmark: 'apply', rows}, null, 2)}\n`);

/** After each: the last ones take long. */
function show(): void {
  const lines = rows.map(({topics, shards, wallSeconds, cpuSeconds, peakMib}) =>
    [
      topics.toLocaleString('en'),
      shards ?? 'one stack',
      wallSeconds.toFixed(0),
      ((1000 * wallSeconds) / topics).toFixed(0),
      cpuSeconds?.toFixed(0) ?? '–',
      peakMib?.toFixed(0) ?? '–',
    ].join(' | '),
  );
  process.stdout.write(
    `\n| topics | shards | wall s | ms a topic | user+sys s | peak MiB |\n|--:|--:|--:|--:|--:|--:|\n${lines.map(line => `| ${line} |\n`).join('')}`,
  );
}
