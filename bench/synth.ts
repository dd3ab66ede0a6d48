/**
 * `weir synth` of 10,000 topics beside the same 10,000 constructs in plain CDKTF: whole processes, the same bindings.
 *
 *     node bench/synth.ts [--topics N] [--runs N] [--json FILE]
 *
 * Weir reads YAML, judges it by the recommended pack and writes a stack for each of ten domains: once from 100 files
 * of 100 documents, once from 10,000 files. Plain CDKTF reads one JSON file, judges nothing and writes ten stacks.
 */
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {type Contender, compare} from './measure.ts';
import {builtCli, inRepository} from './prerequisites.ts';
import {type Comparison, publish} from './report.ts';
import {type BenchTopic, cleanTopics, documentOf} from './topics.ts';

const {values} = parseArgs({
  options: {topics: {type: 'string', default: '10000'}, runs: {type: 'string', default: '5'}, json: {type: 'string'}},
});
const count = Number(values.topics);
const runs = Number(values.runs);
if (![count, runs].every(value => Number.isInteger(value) && value >= 1))
  throw new RangeError('--topics and --runs must be whole numbers from 1');

const DOMAINS = 10;
const DOCUMENTS_PER_FILE = 100;
const PEER = 'plain CDKTF';

const CLUSTER = `apiVersion: weir/v1
kind: Cluster
metadata: {name: bench, owner: platform, description: A cluster that is only synthesised}
spec:
  environment: production
  bootstrap: [kafka-1:9093, kafka-2:9093, kafka-3:9093]
  security:
    protocol: SASL_SSL
    sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {env: KAFKA_ADMIN}, passwordFrom: {env: KAFKA_ADMIN_PASSWORD}}
    tls: {caFrom: {file: certs/ca.pem}, minVersion: TLSv1.2, verifyHostname: true}
  brokers: {count: 6, authorizer: {allowIfNoAcl: false, auditLog: true}}
`;

const work = mkdtempSync(path.join(os.tmpdir(), 'weir-bench-synth-'));
try {
  const topics = cleanTopics(count);
  const expected = textOf(topics.map(topic => ({...topic, config: textValues(topic)})));
  const comparisons = [
    {
      title: `${Math.ceil(count / DOCUMENTS_PER_FILE).toLocaleString('en')} files`,
      perFile: DOCUMENTS_PER_FILE,
      aim: {peer: PEER, most: 1.3},
    },
    // The peer still reads one file: this says what ten thousand small files cost.
    {title: `${count.toLocaleString('en')} files`, perFile: 1},
  ].map(({title, perFile, aim}): Comparison => {
    process.stderr.write(`synth: ${count} topics in ${title}\n`);
    const {measured, ratios} = compare([weir(topics, perFile, expected), plainCdktf(topics, expected)], runs);
    return {
      title: `${count.toLocaleString('en')} topics, for Weir in ${title}`,
      measured,
      ratios,
      ...(aim === undefined
        ? {}
        : {
            aims: [
              {of: 'weir', ...aim},
              {of: 'weir', mostMiB: 500},
            ],
          }),
    };
  });
  publish('synth', comparisons, {json: values.json});
} finally {
  rmSync(work, {recursive: true, force: true});
}

function weir(topics: readonly BenchTopic[], perFile: number, expected: string): Contender {
  const cwd = path.join(work, `weir-${perFile}`);
  mkdirSync(path.join(cwd, 'topic-specs', 'clusters'), {recursive: true});
  writeFileSync(path.join(cwd, 'topic-specs', 'clusters', 'bench.yaml'), CLUSTER);
  for (const [domain, own] of byDomain(topics)) {
    const folder = path.join(cwd, 'topic-specs', domain);
    mkdirSync(folder);
    for (let start = 0; start < own.length; start += perFile) {
      const documents = own.slice(start, start + perFile).map(documentOf);
      writeFileSync(path.join(folder, `topics-${String(start).padStart(5, '0')}.yaml`), documents.join('---\n'));
    }
  }
  return contender('weir', [builtCli(), 'synth', '--out', 'out'], cwd, expected);
}

function plainCdktf(topics: readonly BenchTopic[], expected: string): Contender {
  const cwd = path.join(work, 'plain-cdktf');
  mkdirSync(cwd, {recursive: true});
  const domains = [...byDomain(topics)].map(([domain, own]) => [domain, own.map(topic => ({...topic, config: textValues(topic)}))]);
  writeFileSync(path.join(cwd, 'topics.json'), JSON.stringify(Object.fromEntries(domains)));
  builtCli(); // its bindings come from the same build
  return contender(PEER, [inRepository('bench/peers/plain-cdktf/main.mjs'), 'topics.json', 'out'], cwd, expected);
}

/** Each run writes into an empty folder, and what it wrote must be all the topics with all their values. */
function contender(name: string, args: string[], cwd: string, expected: string): Contender {
  const out = path.join(cwd, 'out');
  return {
    name,
    args,
    cwd,
    prepare: () => rmSync(out, {recursive: true, force: true}),
    verify: ({exitCode, stderr}) => {
      if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}:\n${stderr.slice(-2000)}`);
      if (textOf(topicsIn(out)) !== expected) throw new Error(`${name} wrote other topics than it was given`);
    },
  };
}

function byDomain(topics: readonly BenchTopic[]): Map<string, BenchTopic[]> {
  return Map.groupBy(topics, (_, index) => `domain-${index % DOMAINS}`);
}

function textValues({config}: BenchTopic): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]));
}

interface WrittenTopic {
  name: string;
  partitions: number;
  replicationFactor: number;
  config: Record<string, string>;
}

/** The `kafka_topic` blocks of all stacks below a folder. */
function topicsIn(out: string): WrittenTopic[] {
  return readdirSync(path.join(out, 'stacks')).flatMap(stack => {
    const written: unknown = JSON.parse(readFileSync(path.join(out, 'stacks', stack, 'cdk.tf.json'), 'utf8'));
    const blocks = Object.values(field(field(written, 'resource'), 'kafka_topic'));
    return blocks.map((block: unknown) => ({
      name: String(field(block, 'name')),
      partitions: Number(field(block, 'partitions')),
      replicationFactor: Number(field(block, 'replication_factor')),
      config: Object.fromEntries(Object.entries(field(block, 'config')).map(([key, value]) => [key, String(value)])),
    }));
  });
}

function field(value: unknown, key: string): object | string | number {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (found === null || !['object', 'string', 'number'].includes(typeof found)) throw new TypeError(`no ${key} in what was written`);
  return found as object | string | number;
}

/** One text for equal sets of topics. */
function textOf(topics: readonly WrittenTopic[]): string {
  return topics
    .map(({name, partitions, replicationFactor, config}) =>
      JSON.stringify([name, partitions, replicationFactor, Object.entries(config).sort()]),
    )
    .sort()
    .join('\n');
}
