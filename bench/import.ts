/**
 * What `weir import` costs: 1,000 topics, 2,000 ACLs and 200 users of a sandbox become documents and a plan of no changes.
 * Whole processes; of those that plan, Weir's own time and the engine's stand apart.
 *
 *     node bench/import.ts [--topics N] [--acls N] [--users N] [--runs N] [--json FILE]
 *
 * The sandbox is started in a folder of its own, filled, and ended. The users are in turn consumers and producers, each with
 * rights that are no intent beside: most of the ACLs become Applications.
 */
import {pbkdf2Sync} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {alterUserScramCredentialsV0} from '@platformatic/kafka';
import {createAcls} from '../src/cluster/acls.ts';
import {type Admin, withAdmin} from '../src/cluster/admin.ts';
import {createTopics} from '../src/cluster/topics.ts';
import {sandboxConnection, sandboxDown, sandboxUp} from '../src/sandbox/sandbox.ts';
import type {AclBinding} from '../src/specs/model.ts';
import {compare, type Run} from './measure.ts';
import {builtCli} from './prerequisites.ts';
import {publish} from './report.ts';

/** What this project allows itself, without the engine. */
const OWN_MS_MOST = 60_000;
const DOMAINS = 10;
const BATCH = 200;

const {values} = parseArgs({
  options: {
    topics: {type: 'string', default: '1000'},
    acls: {type: 'string', default: '2000'},
    users: {type: 'string', default: '200'},
    runs: {type: 'string', default: '3'},
    json: {type: 'string'},
  },
});
const [topicCount, aclCount, userCount, runs] = [values.topics, values.acls, values.users, values.runs].map(Number);
if (![topicCount, aclCount, userCount, runs].every(value => Number.isInteger(value) && (value ?? 0) >= 1))
  throw new RangeError('--topics, --acls, --users and --runs must be whole numbers from 1');

const root = mkdtempSync(path.join(os.tmpdir(), 'weir-bench-import-'));
try {
  process.stderr.write('import: a sandbox is started and filled\n');
  await sandboxUp({root, heapMib: 768});
  await withAdmin(await sandboxConnection({root}), fill);
  writeSpecs();
  const ownMs: number[] = [];
  const engineMs: number[] = [];
  const cli = builtCli();
  const args = [cli, 'import', '--dry-run', '--format', 'json'];
  const {measured, ratios} = compare(
    [
      {name: 'weir import, documents alone', args: [...args, '--no-plan'], cwd: root, verify: requireAll, ours: true},
      {
        name: 'weir import, with the plan',
        args,
        cwd: root,
        warmUp: false,
        verify: run => {
          const engine = requireZeroPlan(run);
          engineMs.push(engine);
          ownMs.push(run.wallMs - engine);
        },
      },
    ],
    runs ?? 1,
  );
  const most = Math.max(...ownMs);
  const seconds = (times: readonly number[]): string => times.map(ms => (ms / 1000).toFixed(1)).join(', ');
  publish(
    'import',
    [{title: `${topicCount?.toLocaleString('en')} topics, ${aclCount?.toLocaleString('en')} ACLs, ${userCount} users`, measured, ratios}],
    {
      json: values.json,
      notes: [
        `- of the runs with the plan, the engine took ${seconds(engineMs)} s and Weir ${seconds(ownMs)} s`,
        `- ${most <= OWN_MS_MOST ? 'held' : '**missed**'}: at most ${OWN_MS_MOST / 1000} s of Weir's own`,
      ],
    },
  );
  if (most > OWN_MS_MOST) process.exitCode = 1;
} finally {
  await sandboxDown({root, purge: true});
  rmSync(root, {recursive: true, force: true});
}

function writeSpecs(): void {
  mkdirSync(path.join(root, 'topic-specs'));
  writeFileSync(
    path.join(root, 'topic-specs', 'cluster.yaml'),
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: bench, owner: platform}\nspec: {environment: bench, sandbox: true}\n',
  );
}

async function fill(admin: Admin): Promise<void> {
  const topics = Array.from({length: topicCount ?? 0}, (_, index) => ({
    name: topicName(index),
    partitions: 1,
    replicationFactor: 1,
    config: {'cleanup.policy': 'delete', 'retention.ms': String(86_400_000 * (1 + (index % 7))), 'max.message.bytes': '1048576'},
  }));
  const bindings = Array.from({length: aclCount ?? 0}, (_, index) => aclAt(index));
  for (let from = 0; from < topics.length; from += BATCH) await createTopics(admin, topics.slice(from, from + BATCH));
  for (let from = 0; from < bindings.length; from += BATCH) await createAcls(admin, bindings.slice(from, from + BATCH));
  const salt = Buffer.alloc(16, 7);
  const saltedPassword = pbkdf2Sync('a password', salt, 4096, 64, 'sha512');
  const users = Array.from({length: userCount ?? 0}, (_, index) => ({
    name: `user-${index}`,
    mechanism: 2,
    iterations: 4096,
    salt,
    saltedPassword,
  }));
  for (let from = 0; from < users.length; from += BATCH)
    await admin.request(alterUserScramCredentialsV0.api, [], users.slice(from, from + BATCH));
}

function topicName(index: number): string {
  return `domain-${index % DOMAINS}.topic-${index}.v1`;
}

/** Of each user's ACLs, one is its group or its transactional ids, one is no intent, and the others are topics. */
function aclAt(index: number): AclBinding {
  const user = index % (userCount ?? 1);
  const round = Math.floor(index / (userCount ?? 1));
  const isConsumer = user % 2 === 0;
  const common = {principal: `User:user-${user}`, host: '*', pattern: 'literal', permission: 'allow'} as const;
  if (round === 0) {
    return isConsumer
      ? {...common, operation: 'read', resourceType: 'group', resourceName: `user-${user}`}
      : {...common, operation: 'write', resourceType: 'transactional-id', resourceName: `user-${user}-`, pattern: 'prefixed'};
  }
  const topic = topicName((user * 13 + round * DOMAINS) % (topicCount ?? 1));
  const operation = round === 1 ? 'describe-configs' : isConsumer ? 'read' : 'write';
  return {...common, operation, resourceType: 'topic', resourceName: topic};
}

function requireAll({stdout, stderr}: Run): Record<string, unknown> {
  const report = JSON.parse(stdout === '' ? 'null' : stdout);
  const {documents, bindings} = report ?? {};
  const isRight = documents?.Topic === topicCount && documents?.User === userCount && bindings === aclCount;
  if (!isRight) throw new Error(`another answer than was asked for: ${JSON.stringify({documents, bindings})}\n${stderr}`);
  return report;
}

/** How long the engine took; a plan with a change has no time. */
function requireZeroPlan(run: Run): number {
  const {proof} = requireAll(run) as {proof?: {changes: unknown[]; engineMs: number; imported: {Acl: number; Topic: number}}};
  if (proof === undefined || proof.changes.length > 0 || proof.imported.Acl !== aclCount || proof.imported.Topic !== topicCount)
    throw new Error(`the plan is not zero: ${JSON.stringify(proof)?.slice(0, 2_000)}`);
  return proof.engineMs;
}
