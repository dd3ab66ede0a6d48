/**
 * What Applications cost: `weir check` of 5,000 topics and the 2,000 Applications that use them, beside the same check of
 * the topics alone; and one question, `weir access can`, on all of it, beside a script that only parses the same files.
 *
 *     node bench/access.ts [--topics N] [--applications N] [--runs N] [--json FILE]
 *
 * Each application reads three topics and writes one, sets aside dead letters, every fourth in transactions, and stands in a
 * file with its user. All rules of the recommended pack, whole processes.
 */
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {compare, type Run} from './measure.ts';
import {builtCli} from './prerequisites.ts';
import {publish} from './report.ts';
import {type BenchTopic, cleanTopics, documentOf} from './topics.ts';

/** What this project allows itself: what applications are derived and judged for, beside their topics alone. */
const MOST = 2;

const {values} = parseArgs({
  options: {
    topics: {type: 'string', default: '5000'},
    applications: {type: 'string', default: '2000'},
    runs: {type: 'string', default: '5'},
    json: {type: 'string'},
  },
});
const [topicCount, applicationCount] = [wholeNumber('--topics', values.topics, 10), wholeNumber('--applications', values.applications, 1)];
const runs = wholeNumber('--runs', values.runs, 1);

const SHARED = `apiVersion: weir/v1
kind: Quota
metadata: {name: everyone, owner: team-platform, description: What a user gets}
spec: {entity: {default: user}, producerByteRate: 10MiB, consumerByteRate: 20MiB}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: platform.records.dlq.v1, owner: team-platform, description: What nobody could process}
spec:
  partitions: 12
  replicationFactor: 3
  config: {min.insync.replicas: 2, cleanup.policy: delete, retention.ms: 90d}
`;

const work = mkdtempSync(path.join(os.tmpdir(), 'weir-bench-access-'));
try {
  const topics = cleanTopics(topicCount);
  const [alone, company] = [path.join(work, 'topics'), path.join(work, 'company')];
  for (const cwd of [alone, company]) writeTopics(cwd, topics);
  writeApplications(company, topics);
  const cli = builtCli();
  const floor = path.join(import.meta.dirname, 'floor.mjs');
  const some = topics[3]?.name ?? '';
  const {measured, ratios} = compare(
    [
      {
        name: 'weir check, with applications',
        args: [cli, 'check', '--format', 'json'],
        cwd: company,
        verify: requireNothingWrong,
        ours: true,
      },
      {name: 'weir check, topics alone', args: [cli, 'check', '--format', 'json'], cwd: alone, verify: requireNothingWrong},
      {
        name: 'weir access can',
        args: [cli, 'access', 'can', 'User:app-1', 'read', `topic:${some}`],
        cwd: company,
        verify: ({stdout}) => require(stdout.startsWith(`yes: User:app-1 may read topic ${some}\n`), stdout),
        ours: true,
      },
      {
        name: 'js-yaml alone, all files',
        args: [floor, 'parse', 'topic-specs'],
        cwd: company,
        verify: ({stdout}) => require(stdout === `${topicCount + applicationCount + 1} files\n`, stdout),
      },
    ],
    runs,
  );
  const title = `${topicCount.toLocaleString('en')} topics, ${applicationCount.toLocaleString('en')} applications`;
  publish(
    'access',
    [{title, measured, ratios, aims: [{of: 'weir check, with applications', peer: 'weir check, topics alone', most: MOST}]}],
    {json: values.json},
  );
} finally {
  rmSync(work, {recursive: true, force: true});
}

function writeTopics(cwd: string, topics: readonly BenchTopic[]): void {
  mkdirSync(path.join(cwd, 'topic-specs'), {recursive: true});
  for (const [index, topic] of topics.entries()) writeFileSync(path.join(cwd, 'topic-specs', `t${index}.yaml`), documentOf(topic));
}

function writeApplications(cwd: string, topics: readonly BenchTopic[]): void {
  const nameAt = (index: number): string => topics[index % topics.length]?.name ?? '';
  for (let index = 0; index < applicationCount; index += 1) {
    writeFileSync(path.join(cwd, 'topic-specs', `a${index}.yaml`), applicationDocuments(index, nameAt));
  }
  writeFileSync(path.join(cwd, 'topic-specs', 'shared.yaml'), SHARED);
}

function applicationDocuments(index: number, nameAt: (index: number) => string): string {
  const name = `app-${index}`;
  const first = index * 2;
  const transactions = index % 4 === 0 ? `  transactionalId: {prefix: ${name}-}\n` : '';
  return `apiVersion: weir/v1
kind: User
metadata: {name: ${name}, owner: team-${index % 40}, description: User of ${name}}
spec: {external: true}
---
apiVersion: weir/v1
kind: Application
metadata: {name: ${name}, owner: team-${index % 40}, description: Application ${index} of the company}
spec:
  user: ${name}
  consumes:
    - {topics: [${nameAt(first + 1)}, ${nameAt(first + 3)}], maxLagSeconds: 60}
    - {topic: ${nameAt(first + 5)}, deadLetter: platform.records.dlq.v1, maxLag: 1000}
  produces: [{topic: ${nameAt(first + 2)}}]
  instances: 3
${transactions}`;
}

/** A run with another answer has no time. */
function requireNothingWrong({stdout, stderr}: Run): void {
  const report: unknown = JSON.parse(stdout);
  const summary: unknown = typeof report === 'object' && report !== null ? Reflect.get(report, 'summary') : undefined;
  const {errors, warnings} = summary as {errors?: unknown; warnings?: unknown};
  require(errors === 0 && warnings === 0, `${JSON.stringify(summary)}\n${stderr}\n${stdout.slice(0, 2000)}`);
}

function require(isRight: boolean, shown: string): void {
  if (!isRight) throw new Error(`another answer than was asked for:\n${shown}`);
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    throw new RangeError(`${option} takes whole numbers from ${least}, not ${JSON.stringify(text)}`);
  return number;
}
