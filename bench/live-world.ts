/**
 * Topics on real brokers of this machine, the documents that declare them, and the states that an apply of them leaves. The
 * states are written as the engines write them, because an apply of thousands takes longer than all measurements: a plan
 * that then finds just the expected changes shows that they are what an apply leaves.
 */
import {existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {type Admin, withAdmin} from '../src/cluster/admin.ts';
import {createTopics, readLayout} from '../src/cluster/topics.ts';
import {sandboxConnection, sandboxDown, sandboxUp} from '../src/sandbox/sandbox.ts';
import {providerEnvironment, stackVariables} from '../src/terraform/environment.ts';
import {topicId} from '../src/terraform/resource-ids.ts';
import {shardOf, stateFile} from '../src/terraform/stack-id.ts';

export interface LiveTopic {
  name: string;
  partitions: number;
  replicationFactor: number;
  config: Record<string, string>;
}

export interface LiveWorld {
  root: string;
  /** What the engine needs beside a synthesised stack: for a plan by hand. */
  engineEnvironment(): Promise<Record<string, string>>;
  /** Creates topics on the brokers that are not there yet. */
  create(topics: readonly LiveTopic[]): Promise<void>;
  /** A folder of specs and states of its own, on these brokers: `cluster` is also its one domain. */
  workspace(cluster: string, topics: readonly LiveTopic[], options?: {shards?: number; applied?: boolean}): string;
  close(): Promise<void>;
}

const PROVIDER = 'provider["registry.terraform.io/mongey/kafka"]';

/** Many partitions want more than the sandbox's 256 MiB. */
const HEAP_MIB = 1024;
/** A request that makes more waits longer than brokers like. */
const TOPICS_PER_REQUEST = 500;
const DOCUMENTS_PER_FILE = 100;

/** The controller answers before every broker has heard of the last topics, and the busier they are the longer. */
async function seenByAll(admin: Admin, count: number): Promise<void> {
  const {brokers} = await readLayout(admin, []);
  for (const {id} of brokers) {
    const wire = await admin.broker(id);
    const seen = async (): Promise<number> =>
      (await readLayout(wire, null)).topics.filter(({partitions}) => partitions.every(one => one.leaderId >= 0)).length;
    while ((await seen()) < count) await new Promise(resolve => setTimeout(resolve, 500));
  }
}

export function liveTopics(count: number): LiveTopic[] {
  return Array.from({length: count}, (_, index) => ({
    name: `bench.topic-${index}.v1`,
    partitions: 1,
    replicationFactor: 1,
    // The sandbox's brokers state min.insync.replicas for all topics, and topicctl takes that for a setting of each.
    config: {'cleanup.policy': 'delete', 'retention.ms': String(86_400_000 + index), 'min.insync.replicas': '1'},
  }));
}

export async function openLiveWorld(): Promise<LiveWorld> {
  const root = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'weir-bench-live-'));
  process.stderr.write('starting three brokers\n');
  await sandboxUp({root, heapMib: HEAP_MIB});
  const made = new Set<string>();
  const connection = () => sandboxConnection({root});
  return {
    root,
    engineEnvironment: async () => ({
      ...providerEnvironment(await connection()),
      ...stackVariables({users: [], bootstrap: (await connection()).bootstrap}),
    }),
    async create(topics) {
      const missing = topics.filter(({name}) => !made.has(name));
      process.stderr.write(`creating ${missing.length} topics\n`);
      await withAdmin(await connection(), async admin => {
        for (let from = 0; from < missing.length; from += TOPICS_PER_REQUEST)
          await createTopics(admin, missing.slice(from, from + TOPICS_PER_REQUEST));
      });
      for (const {name} of missing) made.add(name);
      await withAdmin(await connection(), admin => seenByAll(admin, made.size));
    },
    workspace(cluster, topics, {shards, applied = true} = {}) {
      const cwd = path.join(root, cluster);
      writeSpecs(cwd, cluster, topics, shards);
      linkSandbox(root, cwd);
      if (applied) writeStates(cwd, cluster, topics, shards);
      return cwd;
    },
    async close() {
      await sandboxDown({root, purge: true});
      rmSync(root, {recursive: true, force: true});
    },
  };
}

/** As people write it, in block style. */
export function documentOf({name, partitions, replicationFactor, config}: LiveTopic): string {
  return [
    'apiVersion: weir/v1',
    'kind: Topic',
    'metadata:',
    `  name: ${name}`,
    '  owner: team-bench',
    '  description: One of many topics',
    'spec:',
    `  partitions: ${partitions}`,
    `  replicationFactor: ${replicationFactor}`,
    '  config:',
    ...Object.entries(config).map(([key, value]) => `    ${key}: ${value}`),
    '',
  ].join('\n');
}

function writeSpecs(cwd: string, cluster: string, topics: readonly LiveTopic[], shards: number | undefined): void {
  const folder = path.join(cwd, 'topic-specs', cluster);
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  const terraform = shards === undefined ? '' : `, terraform: {shards: {${cluster}: ${shards}}}`;
  writeFileSync(
    path.join(cwd, 'topic-specs', 'cluster.yaml'),
    `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: ${cluster}, owner: team-bench, description: Brokers of this machine}\nspec: {environment: bench, sandbox: true${terraform}}\n`,
  );
  // One copy on one partition is what thousands of topics leave room for here, and no rule likes it.
  mkdirSync(path.join(cwd, 'policies'), {recursive: true});
  writeFileSync(path.join(cwd, 'policies', 'policy.yaml'), 'packs: []\n');
  for (let from = 0; from < topics.length; from += DOCUMENTS_PER_FILE) {
    const documents = topics.slice(from, from + DOCUMENTS_PER_FILE).map(documentOf);
    writeFileSync(path.join(folder, `topics-${String(from).padStart(5, '0')}.yaml`), documents.join('---\n'));
  }
}

/** The same brokers for every workspace; the rest of `.weir` is its own. */
function linkSandbox(root: string, cwd: string): void {
  mkdirSync(path.join(cwd, '.weir'), {recursive: true, mode: 0o700});
  const link = path.join(cwd, '.weir', 'sandbox');
  if (!existsSync(link)) symlinkSync(path.join(root, '.weir', 'sandbox'), link);
}

function writeStates(cwd: string, cluster: string, topics: readonly LiveTopic[], shards: number | undefined): void {
  const byShard = Map.groupBy(topics, ({name}) => (shards === undefined ? undefined : shardOf(`kafka_topic.${topicId(name)}`, shards)));
  for (const [shard, own] of byShard) {
    const file = stateFile(cwd, {cluster, domain: cluster, ...(shard === undefined ? {} : {shard})});
    mkdirSync(path.dirname(file), {recursive: true});
    const resources = own.map(({name, partitions, replicationFactor, config}) => ({
      mode: 'managed',
      type: 'kafka_topic',
      name: topicId(name),
      provider: PROVIDER,
      instances: [
        {
          schema_version: 0,
          attributes: {config, id: name, name, partitions, replication_factor: replicationFactor},
          sensitive_attributes: [],
          private: 'bnVsbA==',
        },
      ],
    }));
    const state = {
      version: 4,
      terraform_version: '1.11.0',
      serial: 1,
      lineage: `bench-${shard ?? 0}`,
      outputs: {},
      resources,
      check_results: null,
    };
    writeFileSync(file, JSON.stringify(state, null, 2));
  }
}
