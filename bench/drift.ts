/**
 * `weir drift` of topics that are as declared, beside `topicctl check` and beside a plan of the engine by hand, on real
 * brokers of this machine; and of ten times as many topics.
 *
 *     node bench/drift.ts [--topics N] [--many N] [--runs N] [--json FILE]
 *
 * Whole processes. One partition and one copy a topic: three brokers on a small machine hold no more. topicctl reads one
 * file a topic, as its users write them, and compares partitions, copies and settings; so does the plan; Weir also compares
 * ACLs, quotas and users, and reads the states.
 */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {sandboxConnection} from '../src/sandbox/sandbox.ts';
import {type LiveTopic, type LiveWorld, liveTopics, openLiveWorld} from './live-world.ts';
import {type Contender, compare, type Run} from './measure.ts';
import {builtCli, engineProgram, topicctlProgram} from './prerequisites.ts';
import {type Comparison, publish} from './report.ts';

const {values} = parseArgs({
  options: {
    topics: {type: 'string', default: '1000'},
    many: {type: 'string', default: '10000'},
    runs: {type: 'string', default: '5'},
    json: {type: 'string'},
  },
});
const [few, many, runs] = [values.topics, values.many, values.runs].map(Number);
if (
  few === undefined ||
  many === undefined ||
  runs === undefined ||
  ![few, many, runs].every(value => Number.isInteger(value) && value >= 0)
)
  throw new RangeError('--topics, --many and --runs must be whole numbers');

/** What this project allows itself: ten times as many topics for four times the time. */
const MOST_GROWTH = 4;

const world = await openLiveWorld();
try {
  const some = await besidePeers(world, few, runs);
  // --many 0 leaves it out: ten thousand topics take the brokers some minutes.
  const all = many > 0 ? [await alone(world, many, runs)] : [];
  publish('drift', [some, ...all], {json: values.json, notes: all.map(one => growth(some, one))});
} finally {
  await world.close();
}

async function besidePeers(live: LiveWorld, count: number, counted: number): Promise<Comparison> {
  const topics = liveTopics(count);
  await live.create(topics);
  const cwd = live.workspace('few', topics);
  const contenders = [drift('weir drift', cwd), await planByHand(live, cwd, count), await topicctl(live, topics)].filter(
    one => one !== undefined,
  );
  const {measured, ratios} = compare(contenders, counted);
  return {
    title: `${count.toLocaleString('en')} topics that are as declared`,
    measured,
    ratios,
    aims: [
      ...(contenders.some(({name}) => name === 'topicctl check') ? [{of: 'weir drift', peer: 'topicctl check', most: 1}] : []),
      {of: 'weir drift', peer: 'plan by hand', most: 0.3},
    ],
  };
}

async function alone(live: LiveWorld, count: number, counted: number): Promise<Comparison> {
  const topics = liveTopics(count);
  await live.create(topics);
  const {measured, ratios} = compare([drift('weir drift', live.workspace('many', topics))], counted);
  return {title: `${count.toLocaleString('en')} topics that are as declared`, measured, ratios};
}

/** The brokers held no more topics than the documents when the first was measured, so the two cannot take turns. */
function growth(some: Comparison, all: Comparison): string {
  const [before, after] = [some, all].map(({measured}) => measured.find(({name}) => name === 'weir drift'));
  if (before === undefined || after === undefined) throw new Error('drift was not measured');
  const ratio = after.wallMs.median / before.wallMs.median;
  const cpu =
    before.cpuMs === undefined || after.cpuMs === undefined ? '' : `, ${(after.cpuMs.median / before.cpuMs.median).toFixed(2)} in CPU time`;
  return `- Aim: ${many} topics: at most ${MOST_GROWTH} × the time of ${few}: ${ratio <= MOST_GROWTH ? '**met**' : '**MISSED**'} (${ratio.toFixed(2)}${cpu}).`;
}

function drift(name: string, cwd: string): Contender {
  return {name, ours: true, args: [builtCli(), 'drift', '--fail-on-changes'], cwd, verify: sameAsDeclared};
}

function sameAsDeclared({exitCode, stdout, stderr}: Run): void {
  if (exitCode !== 0) throw new Error(`drift ended with ${exitCode}:\n${stdout.slice(0, 2000)}${stderr.slice(-2000)}`);
}

async function planByHand(live: LiveWorld, cwd: string, count: number): Promise<Contender> {
  // Weir's own plan prepares the folder: provider, backend and the engine's settings.
  const {spawnSync} = await import('node:child_process');
  const prepared = spawnSync(process.execPath, [builtCli(), 'plan', '--fail-on-changes'], {cwd, encoding: 'utf8'});
  if (prepared.status !== 0) throw new Error(`the plan ended with ${prepared.status}:\n${prepared.stdout.slice(-2000)}${prepared.stderr}`);
  const {program, env} = engineProgram(path.join(cwd, '.weir', 'terraform', 'engine.rc'));
  const stack = path.join(cwd, 'cdktf.out', 'stacks', 'few.few');
  const written = Object.keys(JSON.parse(readFileSync(path.join(stack, 'cdk.tf.json'), 'utf8')).resource.kafka_topic).length;
  if (written !== count) throw new Error(`the stack has ${written} topics`);
  return {
    name: 'plan by hand',
    program,
    args: ['plan', '-detailed-exitcode', '-input=false', '-no-color', '-parallelism=50'],
    cwd: stack,
    env: {...env, ...(await live.engineEnvironment())},
    verify: sameAsDeclared,
  };
}

async function topicctl(live: LiveWorld, topics: readonly LiveTopic[]): Promise<Contender | undefined> {
  const program = topicctlProgram();
  if (program === undefined) return undefined;
  const {bootstrap, tls, sasl} = await sandboxConnection({root: live.root});
  const cwd = path.join(live.root, 'topicctl');
  mkdirSync(path.join(cwd, 'topics'), {recursive: true});
  writeFileSync(path.join(cwd, 'ca.pem'), tls?.ca ?? '');
  const meta = {environment: 'bench', region: 'here', description: 'Brokers of this machine'};
  const cluster = {
    meta: {name: 'bench', ...meta},
    spec: {
      bootstrapAddrs: bootstrap,
      tls: {enabled: true, caCertPath: 'ca.pem'},
      sasl: {enabled: true, mechanism: 'SCRAM-SHA-512'},
    },
  };
  // JSON is YAML.
  writeFileSync(path.join(cwd, 'cluster.yaml'), JSON.stringify(cluster));
  for (const {name, partitions, replicationFactor, config} of topics) {
    const spec = {partitions, replicationFactor, placement: {strategy: 'any'}, settings: config};
    writeFileSync(path.join(cwd, 'topics', `${name}.yaml`), JSON.stringify({meta: {name, cluster: 'bench', ...meta}, spec}));
  }
  return {
    name: 'topicctl check',
    program,
    args: ['check', 'topics/*.yaml', '--cluster-config', 'cluster.yaml'],
    cwd,
    env: {TOPICCTL_SASL_USERNAME: sasl?.username ?? '', TOPICCTL_SASL_PASSWORD: sasl?.password ?? ''},
    verify: ({exitCode, stdout, stderr}) => {
      if (exitCode !== 0) throw new Error(`topicctl ended with ${exitCode}:\n${stdout.slice(0, 1500)}${stderr.slice(-1500)}`);
    },
  };
}
