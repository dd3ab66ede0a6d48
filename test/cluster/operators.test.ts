// covers: P06, P08, P16
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Administration, openAdministration} from '../../src/clients/admin/administration.ts';
import {valuesOf} from '../../src/clients/admin/item-error.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import groups from '../../src/commands/groups.ts';
import lag from '../../src/commands/lag.ts';
import topics from '../../src/commands/topics.ts';
import {WeirError} from '../../src/findings/error.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {runHere} from '../fixtures/in-process.ts';
import {testRoot, until} from '../fixtures/live-cluster.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

const DECLARED = 'operators.orders.v1';
const BY_HAND = 'operators.scratch.v1';
const [GROUP, SILENT] = ['operators.worker', 'operators.silent'] as const;
const SPECS = `apiVersion: weir/v1
kind: Cluster
metadata: {name: operated, owner: team, description: Made by a test}
spec: {environment: test, sandbox: true}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: ${DECLARED}, owner: team, description: Made by a test}
spec: {partitions: 2, replicationFactor: 3}
---
apiVersion: weir/v1
kind: Application
metadata: {name: worker, owner: team-work, description: Made by a test}
spec:
  user: operators-worker
  consumes:
    - {topic: ${DECLARED}, group: ${GROUP}, maxLag: 3, maxLagSeconds: 60}
    - {topic: ${DECLARED}, group: ${SILENT}, maxLag: 3}
`;

let connection: Connection;
let managers: Administration;
let team: Workspace;

/** A command line in this process: what it throws is told as the command line tells it. */
async function weir(line: string | readonly string[]): Promise<{exit: number; stdout: string; stderr: string}> {
  const [name = '', ...args] = typeof line === 'string' ? line.split(' ') : line;
  const definition = {topics, groups, lag}[name];
  if (definition === undefined) throw new Error(`no command ${name}`);
  try {
    return await runHere(definition, args, team.cwd);
  } catch (thrown) {
    if (!(thrown instanceof WeirError)) throw thrown;
    return {exit: thrown.exit, stdout: '', stderr: `${thrown.message}\n${thrown.hint ?? ''}`};
  }
}

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  managers = await openAdministration(connection);
  team = sandboxWorkspace('operators');
  team.write('policies/policy.yaml', 'packs: []\n');
  team.write('topic-specs/shop/all.yaml', SPECS);
  valuesOf(await managers.topics.create([{name: DECLARED, partitions: 2, replicationFactor: 3}]));
  await until(async () =>
    (await managers.partitions.describe([DECLARED])).every(one => 'value' in one && 'known' in one.value.offsetCount),
  );
  const producer = kafkajsClient(connection).producer();
  await producer.connect();
  const old = {partition: 0, value: 'v', timestamp: String(Date.now() - 600_000)};
  await producer.send({topic: DECLARED, acks: -1, messages: [...Array.from({length: 5}, () => old), {partition: 1, value: 'v'}]});
  await producer.disconnect();
});
afterAll(async () => {
  await managers.groups.delete([GROUP]);
  await managers.topics.delete([DECLARED, BY_HAND]);
  await managers.close();
  team.remove();
});

const lines = (text: string): string[] => text.split('\n').map(line => line.trimEnd().replace(/ {2,}/g, '  '));

it('changes by hand what no document declares, after it was shown', async () => {
  const create = `topics create ${BY_HAND} --partitions 1 --replication-factor 3 --set retention.ms=1d`;
  const shown = await weir(create);
  expect([shown.exit, shown.stdout, shown.stderr]).toEqual([
    0,
    `create ${BY_HAND}: partitions 1, copies 3, retention.ms=86400000\n`,
    'nothing was changed: this is what --yes would do\n',
  ]);
  expect((await managers.topics.list()).map(({name}) => name)).not.toContain(BY_HAND);
  expect(await weir(`${create} --yes`)).toMatchObject({exit: 0, stderr: `created ${BY_HAND} on operated\n`});
  await until(async () => (await managers.topics.describe([BY_HAND])).every(one => 'value' in one));

  const configure = await weir(`topics configure ${BY_HAND} --set retention.ms=2d --unset segment.ms --yes`);
  expect(configure.exit).toBe(0);
  expect(lines(configure.stdout)).toEqual([
    BY_HAND,
    'setting  now  then',
    'retention.ms  86400000  172800000',
    'segment.ms  604800000 (inherited)  604800000 (inherited)',
    '',
  ]);
  const grown = await weir(`topics grow ${BY_HAND} --partitions 2 --yes --format json`);
  expect(JSON.parse(grown.stdout)).toEqual({cluster: 'operated', done: true, topics: [{name: BY_HAND, from: 1, to: 2}]});
  await until(async () => (await managers.topics.list()).find(({name}) => name === BY_HAND)?.partitionCount === 2);
  expect(await weir(`topics grow ${BY_HAND} --partitions 1 --yes`)).toMatchObject({
    exit: 3,
    stderr: expect.stringContaining('has 2 partitions and cannot have 1: Kafka takes no partition away  admin/partitions-shrink'),
  });
  expect(lines((await weir(`topics list operators.*`)).stdout)).toEqual([
    'topic  partitions  copies  under-replicated  owner',
    `${DECLARED}  2  3  team`,
    `${BY_HAND}  2  3  (in no document)`,
    '',
  ]);
  const described = await weir(['topics', 'describe', BY_HAND, DECLARED]);
  expect(described.stdout).toContain(`${DECLARED}  (topic-specs/shop/all.yaml:8:18)\n6 offsets from beginning to end`);
  expect(described.stdout).toContain('  retention.ms: 172800000\n');
  expect(await weir(`topics delete ${BY_HAND} --yes`)).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining(`delete ${BY_HAND}: partitions 2, offsets 0`),
  });
});

it('refuses what a document declares, what is misspelt, and what an action does not take', async () => {
  for (const action of [`configure ${DECLARED} --set retention.ms=1d`, `grow ${DECLARED} --partitions 3`, `delete ${DECLARED}`]) {
    const refused = await weir(`topics ${action} --yes`);
    expect([refused.exit, refused.stderr]).toEqual([
      2,
      expect.stringContaining(`topic ${DECLARED} is declared for operated at topic-specs/shop/all.yaml:8:18`),
    ]);
    expect(refused.stderr).toContain('change the document and run weir apply');
  }
  const told = await weir(`topics grow ${DECLARED} --partitions 3 --dry-run --even-declared`);
  expect(told.stdout).toContain(`grow ${DECLARED}: 2 → 3 partitions`);
  expect((await weir('topics describe operators.order.v1')).stderr).toContain(`did you mean "${DECLARED}"?`);
  expect((await weir(`topics configure x --set retention.mss=1d`)).stderr).toContain('did you mean "retention.ms"?');
  expect((await weir('topics lits')).stderr).toContain('did you mean "list"?');
  expect((await weir('topics list --set a=b')).stderr).toContain('weir topics list takes no --set');
  expect((await weir(`topics create x --partitions 1`)).stderr).toContain('--replication-factor is missing: there is no default for it');
});

it('shows new offsets beside the old, sets them, and judges the lag that follows', async () => {
  const reset = (more: string) => weir(`groups reset ${GROUP} ${more}`);
  expect((await reset('--to-latest')).stderr).toContain(`there is no group ${GROUP}`);
  const first = await reset(`--to-offset 2 --topic ${DECLARED} --create`);
  expect([first.exit, lines(first.stdout), first.stderr]).toEqual([
    0,
    [
      `${GROUP} on operated; owner team-work (worker)`,
      'topic  partition  now  then',
      `${DECLARED}  0  -  2`,
      `${DECLARED}  1  -  1  2 lies beyond the end: the end`,
      '',
    ],
    'nothing was changed: this is what --yes would do\n',
  ]);
  expect((await reset(`--to-offset 2 --topic ${DECLARED} --create --yes`)).stderr).toBe(`set 2 partitions of ${GROUP}\n`);
  const far = await weir(`lag ${GROUP} --no-trend --format json`);
  const report = JSON.parse(far.stdout);
  expect(far.exit).toBe(1);
  expect(report.lag.groups).toMatchObject([{name: GROUP, lagRecords: 3, unknownPartitionCount: 0, owner: 'team-work', members: []}]);
  expect(
    report.verdicts.map((one: {status: string; location: {line: number; pointer: string}}) => [
      one.status,
      one.location.line,
      one.location.pointer,
    ]),
  ).toEqual([
    ['pass', 17, '/spec/consumes/0/maxLag'],
    ['fail', 17, '/spec/consumes/0/maxLagSeconds'],
  ]);
  const text = await weir('lag --no-time');
  // Others use these brokers, too; of the two declared groups one was never there.
  expect(lines(text.stdout)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(`^${GROUP}  3  stands still  never, at this rate  Empty  0  team-work \\(worker\\)  no members$`),
    ]),
  );
  expect(text.stdout).toMatch(new RegExp(`${SILENT} .*declared, and not on the cluster`));
  expect([text.exit, text.stdout]).toEqual([3, expect.stringContaining('1 passed, 0 failed, 1 unknown')]);

  expect((await reset('--shift-by -1 --partition operators.orders.v1:0 --yes')).exit).toBe(0);
  expect(await weir(`lag ${GROUP} --no-time --no-trend`)).toMatchObject({
    exit: 1,
    stdout: expect.stringContaining(`${DECLARED}-0 is 4 records behind, and nobody is assigned it`),
  });
  expect(JSON.parse((await reset('--to-earliest --format json')).stdout)).toMatchObject({
    group: GROUP,
    done: false,
    steps: [
      {partition: 0, from: 1, to: 0, rereadCount: 1},
      {partition: 1, from: 1, to: 0, rereadCount: 1},
    ],
  });
  expect((await weir('lag operators.workr')).stderr).toContain(`did you mean "${GROUP}"?`);
  const described = await weir(`groups describe ${GROUP}`);
  expect(described.stdout).toContain(
    `${GROUP}  Empty, protocol classic, type none: it only committed offsets; owner team-work (worker)\n4 records`,
  );
  expect(await weir(`groups delete ${GROUP} --yes`)).toMatchObject({exit: 0, stderr: `deleted ${GROUP} of operated\n`});
});
