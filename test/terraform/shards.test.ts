import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {expect, it, onTestFinished} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {topicAddress} from '../../src/terraform/resource-ids.ts';
import {shardOf, stackIdsWithState, stateFile} from '../../src/terraform/stack-id.ts';
import {synthesise} from '../../src/terraform/synth.ts';
import definition from '../../stacks/domain.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'weir-shards-'));
  onTestFinished(() => rmSync(made, {recursive: true, force: true}));
  return made;
}

/** Another hash would move every resource to another state: these may never change. */
it('is frozen', () => {
  const shards = (address: string) => [1, 2, 3, 8, 1000].map(count => shardOf(address, count));
  expect({
    topic: shards(topicAddress('orders.order.placed.v1')),
    acl: shards('kafka_acl.acl_User_3a_billing_x_allow_x_read_x_topic_x_literal_x_orders_x__2a_'),
    quota: shards('kafka_quota.quota_user_x_billing'),
    user: shards('kafka_user_scram_credential.user_billing'),
    empty: shards(''),
  }).toMatchInlineSnapshot(`
    {
      "acl": [
        1,
        2,
        3,
        7,
        795,
      ],
      "empty": [
        1,
        2,
        3,
        6,
        23,
      ],
      "quota": [
        1,
        1,
        1,
        6,
        417,
      ],
      "topic": [
        1,
        1,
        1,
        7,
        635,
      ],
      "user": [
        1,
        2,
        2,
        7,
        215,
      ],
    }
  `);
});

it('one shard more takes its part and moves nothing among the others', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({min: 1, max: 60}), (address, count) => {
      const [before, after] = [shardOf(address, count), shardOf(address, count + 1)];
      expect(after === before || after === count + 1).toBe(true);
      expect(before).toBeGreaterThanOrEqual(1);
      expect(before).toBeLessThanOrEqual(count);
    }),
  );
  const counts = new Map<number, number>();
  for (let at = 0; at < 10_000; at++) {
    const shard = shardOf(topicAddress(`topic-${at}.v1`), 5);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5]);
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

const cluster = (terraform: string) => `apiVersion: weir/v1
kind: Cluster
metadata: {name: c}
spec: {environment: dev, bootstrap: ["k:1"], security: {protocol: SSL, tls: {}}, terraform: ${terraform}}
`;
const document = (kind: string, name: string, domain: string, spec: string) =>
  `---\napiVersion: weir/v1\nkind: ${kind}\nmetadata: {name: ${name}, domain: ${domain}}\nspec: ${spec}\n`;
const DOCUMENTS = [
  ...Array.from({length: 12}, (_, at) => document('Topic', `orders.topic-${at}`, 'orders', '{partitions: 1, replicationFactor: 1}')),
  ...Array.from({length: 4}, (_, at) =>
    document('Acl', `acl-${at}`, 'orders', `{principal: 'User:u${at}', resource: {type: topic, name: t}, operations: [read, write]}`),
  ),
  document('Quota', 'quota', 'orders', '{entity: {user: u1}, producerByteRate: 1}'),
  document('User', 'u1', 'orders', '{scram: {mechanism: SCRAM-SHA-512, passwordFrom: {env: P}, version: 1}}'),
  document('User', 'u2', 'orders', '{scram: {mechanism: SCRAM-SHA-512, passwordFrom: {env: P}, version: 1}}'),
  document('Topic', 'whole.topic', 'whole', '{partitions: 1, replicationFactor: 1}'),
].join('');

function stacksOf(terraform: string) {
  const cwd = folder();
  writeFileSync(path.join(cwd, 'all.yaml'), cluster(terraform) + DOCUMENTS);
  const {models, findings} = loadSpecs({cwd, directory: '.'});
  expect(findings).toEqual([]);
  return synthesise({models, definition, cwd, outdir: path.join(cwd, 'out')}).map(stack => ({
    ...stack,
    json: JSON.parse(readFileSync(path.join(stack.directory, 'cdk.tf.json'), 'utf8')),
  }));
}

it('every resource is in one shard, with what it needs, and every shard has a state of its own', () => {
  const [whole] = stacksOf('{backend: {type: local}}');
  for (const backend of [
    '{type: local}',
    '{type: s3, bucket: b}',
    '{type: pg}',
    '{type: kubernetes, secret_suffix: s}',
    '{type: http, address: "https://a"}',
  ]) {
    const stacks = stacksOf(`{backend: ${backend}, shards: {orders: 3}}`);
    expect(stacks.map(({name, domain, shard}) => ({name, domain, shard}))).toEqual([
      ...[1, 2, 3].map(shard => ({name: `c.orders.${shard}`, domain: 'orders', shard})),
      {name: 'c.whole', domain: 'whole', shard: undefined},
    ]);
    const addresses = stacks.slice(0, 3).flatMap(one => [...one.addresses]);
    expect(addresses.sort()).toEqual([...(whole?.addresses ?? [])].sort());
    for (const {addresses: own, resources, json} of stacks) {
      expect(resources).toBe(own.size);
      const users = Object.keys(json.resource.kafka_user_scram_credential ?? {});
      expect(Object.keys(json.variable ?? {}).sort()).toEqual(users.map(user => user.replace('user_', 'password_')).sort());
    }
    expect(new Set(stacks.map(({json}) => JSON.stringify(json.terraform.backend))).size).toBe(stacks.length);
  }
});

it('finds states by their names, and plans what nothing belongs to any more', () => {
  const cwd = folder();
  mkdirSync(path.join(cwd, 'state', 'c'), {recursive: true});
  const ids = [{cluster: 'c', domain: 'orders'}, ...[1, 2, 12].map(shard => ({cluster: 'c', domain: 'orders', shard}))];
  for (const id of ids) writeFileSync(stateFile(cwd, id), '');
  for (const name of ['orders.x.tfstate', 'orders.01.tfstate', 'orders.tfstate.backup', 'other.json'])
    writeFileSync(path.join(cwd, 'state', 'c', name), '');
  writeFileSync(path.join(cwd, 'all.yaml'), cluster('{shards: {orders: 2}, formerStacks: [old, old.3, orders.12]}') + DOCUMENTS);
  const declared = loadSpecs({cwd, directory: '.'}).models[0]?.cluster;
  if (declared === undefined) throw new Error('the documents declare no cluster');
  // A remote backend cannot be asked which states it has, so the Cluster document names those without a document.
  const named = [
    {cluster: 'c', domain: 'old'},
    {cluster: 'c', domain: 'old', shard: 3},
  ];
  expect(stackIdsWithState(cwd, declared)).toHaveLength(ids.length + named.length);
  expect(stackIdsWithState(cwd, declared)).toEqual(expect.arrayContaining([...ids, ...named]));
  const stacks = synthesise({
    models: loadSpecs({cwd, directory: '.'}).models,
    definition,
    cwd,
    outdir: path.join(cwd, 'out'),
    withAbandoned: true,
  });
  expect(stacks.map(({name, resources}) => [name, resources > 0])).toEqual([
    ['c.orders.1', true],
    ['c.orders.2', true],
    ['c.whole', true],
    ['c.old', false],
    ['c.old.3', false],
    ['c.orders', false],
    ['c.orders.12', false],
  ]);
});
