// covers: P16, CO6
import {spawn} from 'node:child_process';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Administration, openAdministration} from '../../src/clients/admin/administration.ts';
import {valuesOf} from '../../src/clients/admin/item-error.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {NODE_FLAGS, WEIR} from '../fixtures/cli.ts';
import {testRoot, until} from '../fixtures/live-cluster.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

const TOPIC = 'lag-watch.v1';
const GROUP = 'lag-watch.worker';
let managers: Administration;
let team: Workspace;

beforeAll(async () => {
  managers = await openAdministration(await sandboxConnection({root: testRoot()}));
  team = sandboxWorkspace('lag-watch');
  team.write('policies/policy.yaml', 'packs: []\n');
  const document = 'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: watched, owner: team, description: Made by a test}\n';
  team.write('topic-specs/cluster.yaml', `${document}spec: {environment: test, sandbox: true}\n`);
  valuesOf(await managers.topics.create([{name: TOPIC, partitions: 1, replicationFactor: 3}]));
  await until(async () => (await managers.partitions.describe([TOPIC])).every(one => 'value' in one && 'known' in one.value.offsetCount));
  valuesOf(await managers.groups.reset(await managers.groups.planReset(GROUP, {to: 'earliest'}, {topics: [TOPIC], create: true})));
});
afterAll(async () => {
  await managers.groups.delete([GROUP]);
  await managers.topics.delete([TOPIC]);
  await managers.close();
  team.remove();
});

it('tells a line a look where it is no terminal, with where the lag is going, and ends well on Ctrl-C', async () => {
  const child = spawn(process.execPath, [...NODE_FLAGS, WEIR, 'lag', GROUP, '--watch', '1'], {
    cwd: team.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const exit = new Promise(resolve => child.on('close', resolve));
  try {
    await until(async () => out.includes(`${GROUP}: 0 records, 0 s behind`));
    const producer = kafkajsClient(await sandboxConnection({root: testRoot()})).producer();
    await producer.connect();
    await producer.send({topic: TOPIC, messages: Array.from({length: 40}, () => ({value: 'v'}))});
    await producer.disconnect();
    await until(async () => /lag-watch\.worker: 40 records, .* s behind, \+\d/.test(out));
  } finally {
    child.kill('SIGINT');
  }
  expect(await exit).toBe(130);
  const lines = out.trimEnd().split('\n');
  expect(lines.every(line => /^\d\d:\d\d:\d\d lag-watch\.worker: /.test(line))).toBe(true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing that steers a terminal may be in it
  expect(out).not.toMatch(/\u001b/);
});
