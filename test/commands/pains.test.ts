import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import check from '../../src/commands/check.ts';
import synth from '../../src/commands/synth.ts';
import {weir} from '../fixtures/cli.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

/**
 * What users of other tools suffer from, as far as no cluster is needed to show it: each pain is impossible, refused or
 * explained here. The numbers are those of docs/pains.md, which names these tests.
 */
const cluster = (name: string, environment: string): string => `---
apiVersion: weir/v1
kind: Cluster
metadata: {name: ${name}, owner: team-test, description: A cluster}
spec: {environment: ${environment}, bootstrap: ['localhost:1'], security: {protocol: PLAINTEXT}}
`;

function folderWith(documents: string): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'topic-specs', 'orders'), {recursive: true});
  writeFileSync(path.join(folder, 'topic-specs', 'orders', 'all.yaml'), documents);
  return folder;
}

function topicsOf(folder: string, stack: string): Record<string, {partitions: number; config?: Record<string, string>}> {
  return JSON.parse(readFileSync(path.join(folder, 'cdktf.out', 'stacks', stack, 'cdk.tf.json'), 'utf8')).resource.kafka_topic;
}

const TOPIC = `---
apiVersion: weir/v1
kind: Topic
metadata: {name: orders.order.placed.v1, owner: team-orders, description: An order}
spec: {partitions: 12, replicationFactor: 3, config: {min.insync.replicas: 2, cleanup.policy: delete, retention.ms: 7d}}
environments:
  development: {spec: {partitions: 3, config: {retention.ms: 1d}}}
`;

describe('pains of other tools, without a cluster', () => {
  it('6. one document differs by environment where it says so, and nowhere else', async () => {
    const folder = folderWith(cluster('dev', 'development') + cluster('live', 'production') + TOPIC);
    mkdirSync(path.join(folder, 'policies'));
    writeFileSync(path.join(folder, 'policies', 'policy.yaml'), 'packs: []\n');
    expect((await runHere(synth, [], folder)).exit).toBe(0);
    const [dev, live] = ['dev.orders', 'live.orders'].map(stack => Object.values(topicsOf(folder, stack))[0]);
    expect([dev?.partitions, dev?.config?.['retention.ms']]).toEqual([3, '86400000']);
    expect([live?.partitions, live?.config?.['retention.ms']]).toEqual([12, '604800000']);
    expect([dev?.config?.['min.insync.replicas'], live?.config?.['min.insync.replicas']]).toEqual(['2', '2']);
  });

  it('8. a stack that grows too big is warned of, and can be split', async () => {
    const [plain = ''] = TOPIC.split('environments:');
    const topics = Array.from({length: 1_100}, (_, index) => plain.replace('orders.order.placed.v1', `orders.order.part-${index}.v1`));
    const folder = folderWith(cluster('live', 'production') + topics.join(''));
    const {stdout} = await runHere(check, ['--format', 'json'], folder);
    const findings: {rule: string; message: string}[] = JSON.parse(stdout).findings;
    expect(findings.find(({rule}) => rule === 'cluster/stack-size')?.message).toContain('split it by spec.terraform.shards: {orders: 2}');
    const sharded = cluster('live', 'production').replace('spec: {', 'spec: {terraform: {shards: {orders: 2}}, ');
    writeFileSync(path.join(folder, 'topic-specs', 'orders', 'all.yaml'), sharded + topics.join(''));
    mkdirSync(path.join(folder, 'policies'));
    writeFileSync(path.join(folder, 'policies', 'policy.yaml'), 'packs: []\n');
    expect((await runHere(synth, [], folder)).exit).toBe(0);
    const shards = ['live.orders.1', 'live.orders.2'].map(stack => Object.keys(topicsOf(folder, stack)));
    expect(shards.flat()).toHaveLength(1_100);
    expect(new Set(shards.flat()).size).toBe(1_100);
    for (const own of shards) expect(own.length).toBeLessThan(1_000);
  });

  it('10. judging and synthesising need no cluster, and a plan says which address does not answer', async () => {
    const folder = folderWith(cluster('dev', 'development') + TOPIC);
    mkdirSync(path.join(folder, 'policies'));
    writeFileSync(path.join(folder, 'policies', 'policy.yaml'), 'packs: []\n');
    expect((await runHere(check, [], folder)).exit).toBe(0);
    expect((await runHere(synth, [], folder)).exit).toBe(0);
    const plan = await weir(['plan', '--cluster', 'dev'], {cwd: folder});
    expect([plan.exit, plan.stderr]).toEqual([3, expect.stringContaining('localhost:1')]);
  });

  it('12. what an exactly-once application needs is derived, its transactional ids with it', async () => {
    const folder = folderWith(`${cluster('dev', 'development')}${TOPIC}---
apiVersion: weir/v1
kind: User
metadata: {name: billing}
spec: {external: true}
---
apiVersion: weir/v1
kind: Application
metadata: {name: billing, owner: team-billing}
spec: {user: billing, produces: [{topic: orders.order.placed.v1}], transactionalId: {prefix: billing-}}
`);
    const {exit, stdout} = await weir(['access', 'derive', '--format', 'json'], {cwd: folder});
    expect(exit).toBe(0);
    // WRITE grants DESCRIBE with it.
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        principal: 'User:billing',
        resourceType: 'transactional-id',
        resourceName: 'billing-',
        pattern: 'prefixed',
        operation: 'write',
        permission: 'allow',
      }),
    );
  });

  it('15. names, owners and sizes that nobody governs are findings, before anything is applied', async () => {
    const folder = folderWith(`${cluster('dev', 'production')}---
apiVersion: weir/v1
kind: Topic
metadata: {name: Stuff}
spec: {partitions: 900, replicationFactor: 3, config: {min.insync.replicas: 2, cleanup.policy: delete, retention.ms: 7d}}
`);
    const {exit, stdout} = await runHere(check, ['--format', 'json'], folder);
    expect(exit).toBe(1);
    const rules: string[] = JSON.parse(stdout).findings.map(({rule}: {rule: string}) => rule);
    expect(rules).toEqual(expect.arrayContaining(['topic/naming', 'topic/documented', 'topic/partitions']));
  });
});
