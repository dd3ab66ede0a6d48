import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

/**
 * What a team gets: the packed tarball, installed in an empty folder. No cluster is needed, but npm and a build are,
 * so this stands with the slow tests.
 */
const root = path.resolve(import.meta.dirname, '../..');
let team = '';

beforeAll(() => {
  team = realpathSync(mkdtempSync(path.join(tmpdir(), 'weir-packed-')));
  const [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', team], root)) as {filename: string}[];
  writeFileSync(path.join(team, 'package.json'), '{"name": "a-team", "private": true, "type": "module"}');
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', path.join(team, packed?.filename ?? '')], team);
  writeSpecs();
}, 240_000);
afterAll(() => rmSync(team, {recursive: true, force: true}));

function npm(args: string[], cwd: string): string {
  return execFileSync('npm', args, {cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}

/** As a team types it: `npx weir …`, whatever Node the system has. */
function weir(...args: string[]) {
  const {NODE_OPTIONS: _options, ...env} = process.env;
  const {status, stdout, stderr} = spawnSync('npx', ['weir', ...args], {cwd: team, encoding: 'utf8', env});
  // npm may warn about the user's own settings; what weir says is what counts.
  return {exit: status, stdout, stderr: stderr.replace(/^npm warn .*\n/gm, '')};
}

/** A team's own program of CDKTF: Weir's constructs beside a data source, an output and a resource of another provider. */
const PROGRAM = `import {App, DataResource, TerraformOutput, TerraformVariable} from 'cdktf';
import {dataKafkaTopics} from 'kafka-weir/provider-kafka';
import {expression, KafkaAcl, KafkaProvider, KafkaQuota, KafkaStack, KafkaTopic, KafkaUser} from 'kafka-weir/stacks';

const app = new App({outdir: 'own.out'});
const stack = new KafkaStack(app, 'mixed');
new KafkaProvider(stack, 'kafka', {bootstrap: ['kafka-1:9093'], tls: true, mechanism: 'SCRAM-SHA-512'});
const retention = new TerraformVariable(stack, 'retention_ms', {type: 'number', default: 3_600_000});
const topic = new KafkaTopic(stack, {
  name: 'shop.cart.changed.v1',
  partitions: 6,
  replicationFactor: 3,
  config: {'retention.ms': expression(retention.stringValue)},
});
KafkaAcl.each(stack, {principal: 'User:shop', resource: {type: 'topic', name: 'shop.', pattern: 'prefixed'}, operations: ['read', 'write']});
new KafkaQuota(stack, {entity: {user: 'shop'}, producerByteRate: 1_048_576});
new KafkaUser(stack, {name: 'shop', scram: {mechanism: 'SCRAM-SHA-512', iterations: 8192, version: 1}});
const all = new dataKafkaTopics.DataKafkaTopics(stack, 'all', {});
new DataResource(stack, 'note', {input: {topic: topic.name, partitions: topic.partitions}});
new TerraformOutput(stack, 'topics', {value: all.list});
app.synth();
`;

/** What the editor of a team must complain about: the types are there, and none of them is any. */
const MISTYPED = `import {dataKafkaTopics, topic} from 'kafka-weir/provider-kafka';
import {KafkaAcl, KafkaQuota, KafkaStack, KafkaTopic} from 'kafka-weir/stacks';
import {type Administration, valuesOf} from 'kafka-weir/admin';
import {type Connection, createConsumer, createProducer, createTransactionalProducer} from 'kafka-weir/clients';

export async function clients(connection: Connection, {topics}: Administration) {
  const producer = await createProducer<{id: number}>(connection, {profile: 'production'});
  const {offset} = await producer.send({topic: 'a', key: 'k', value: {id: 1}});
  const text: bigint = offset;
  // @ts-expect-error another value than the producer's
  await producer.send({topic: 'a', value: {name: 'one'}});
  // @ts-expect-error a policy has to be stated
  createConsumer(connection, {group: 'g', topics: ['a']});
  // @ts-expect-error there is no transaction without an id
  await createTransactionalProducer(connection, {});
  // @ts-expect-error a replication factor has to be stated
  valuesOf(await topics.create([{name: 'a', partitions: 1}]));
  return text;
}

export function wrong(stack: KafkaStack) {
  // @ts-expect-error a topic has partitions
  new KafkaTopic(stack, {name: 'a', replicationFactor: 3});
  // @ts-expect-error no such operation
  new KafkaAcl(stack, {principal: 'User:a', resource: {type: 'topic', name: 'a'}, operation: 'reed'});
  // @ts-expect-error one entity
  new KafkaQuota(stack, {entity: {users: 'a'}, producerByteRate: 1});
  // @ts-expect-error partitions are a number
  new topic.Topic(stack, 'a', {name: 'a', partitions: 'three', replicationFactor: 3});
  // @ts-expect-error no such attribute
  return new dataKafkaTopics.DataKafkaTopics(stack, 'all', {}).lists;
}
`;

function writeSpecs(): void {
  mkdirSync(path.join(team, 'topic-specs', 'shop'), {recursive: true});
  writeFileSync(
    path.join(team, 'topic-specs', 'all.yaml'),
    `apiVersion: weir/v1
kind: Cluster
metadata: {name: dev, owner: a, description: b}
spec: {environment: dev, sandbox: true, brokers: {authorizer: {allowIfNoAcl: false, auditLog: true}}}
`,
  );
  writeFileSync(
    path.join(team, 'topic-specs', 'shop', 'topics.yaml'),
    `apiVersion: weir/v1
kind: Topic
metadata: {name: shop.cart.changed.v1, owner: team-shop, description: A cart}
spec:
  partitions: 7
  replicationFactor: 3
  config: {min.insync.replicas: 2, cleanup.policy: delete, retention.ms: 7d}
`,
  );
  mkdirSync(path.join(team, 'policies', 'topic'), {recursive: true});
  writeFileSync(
    path.join(team, 'policies', 'topic', 'even-partitions.ts'),
    `import {at, option, policy, topic} from 'kafka-weir/policy';
import {phrase} from './_wording.ts';

export default policy({
  kind: 'Topic',
  title: 'The number of partitions is even',
  rationale: 'Our two racks share them.',
  level: 'error',
  sources: ['our own decision'],
  options: {divisor: {type: 'integer', description: 'What it is divided by.', minimum: 1, default: 2}},
  schema: at('spec.partitions', {multipleOf: option('divisor')}),
  message: ({value}: {value: unknown}): string => phrase(value),
  examples: {good: [topic({partitions: 4})], bad: [topic({partitions: 3})]},
});
`,
  );
  writeFileSync(
    path.join(team, 'policies', 'topic', '_wording.ts'),
    'export const phrase = (value: unknown): string => `${String(value)} partitions cannot be shared by two racks`;\n',
  );
  writeFileSync(
    path.join(team, 'access.ts'),
    `import {type AclBinding, AclIndex, authorize, whoCan} from 'kafka-weir/access';

const on = {resourceType: 'topic', resourceName: 'shop.', pattern: 'prefixed'} as const;
const acls: AclBinding[] = [{...on, principal: 'User:shop', host: '*', operation: 'write', permission: 'allow'}];
const question = {operation: 'describe', resource: {type: 'topic', name: 'shop.cart'}} as const;
const {allowed} = authorize(acls, {...question, principal: 'User:shop'});
const indexed = new AclIndex(acls).decide({...question, principal: 'User:other'}).allowed;
console.log(JSON.stringify([allowed, indexed, whoCan(acls, question).map(one => one.principal)]));
`,
  );
  writeFileSync(path.join(team, 'program.ts'), PROGRAM);
  writeFileSync(path.join(team, 'mistyped.ts'), MISTYPED);
  mkdirSync(path.join(team, 'stacks'));
  writeFileSync(
    path.join(team, 'stacks', 'plain.ts'),
    `import {topic} from 'kafka-weir/provider-kafka';
import {configureProvider, literal, stack, topicId} from 'kafka-weir/stack';

export default stack({
  title: 'Topics alone',
  build(into, content) {
    configureProvider(into, content);
    for (const {name, spec} of content.topics) {
      new topic.Topic(into, topicId(name), {name: literal(name), partitions: spec.partitions, replicationFactor: spec.replicationFactor});
    }
  },
});
`,
  );
}

describe('the packed tarball in an empty folder', {timeout: 120_000}, () => {
  it('holds what it needs and nothing of ours that it does not', () => {
    const installed = path.join(team, 'node_modules', 'kafka-weir');
    for (const needed of [
      'dist/cli.js',
      'dist/policy.js',
      'dist/access.js',
      'dist/provider-kafka.js',
      'dist/types/src/public/policy.d.ts',
      'tools/kafka/pom.xml',
      'tools/opentofu/go.sum',
      'LICENSE',
    ]) {
      expect(existsSync(path.join(installed, needed)), needed).toBe(true);
    }
    for (const ours of ['src', 'test', 'topic-specs', 'policies', 'bench'])
      expect(existsSync(path.join(installed, ours)), ours).toBe(false);
  });

  it("check judges by our rules and by the team's own, in TypeScript", () => {
    const {exit, stdout, stderr} = weir('check', '--format', 'json');
    expect(stderr).toBe('');
    const report: {findings: {rule: string; message: string; location: {line: number; column: number}}[]} = JSON.parse(stdout);
    expect(report.findings.filter(({rule}) => rule === 'topic/even-partitions')).toMatchObject([
      {message: '7 partitions cannot be shared by two racks', location: {line: 5, column: 15}},
    ]);
    expect(exit).toBe(1);
    writeFileSync(path.join(team, 'policies', 'policy.yaml'), 'rules:\n  topic/even-partitions: {options: {divisor: 7}}\n');
    expect(weir('check').exit).toBe(0);
  });

  it('explains the rule of the team', () => expect(weir('explain', 'topic/even-partitions').stdout).toContain('Our two racks share them.'));

  it("synth writes Terraform, by our stack and by the team's", () => {
    expect(weir('synth')).toMatchObject({exit: 0, stderr: ''});
    const file = path.join(team, 'cdktf.out', 'stacks', 'dev.shop', 'cdk.tf.json');
    const ours = JSON.parse(readFileSync(file, 'utf8')) as {resource: {kafka_topic: Record<string, {config?: unknown}>}};
    expect(Object.keys(ours.resource.kafka_topic)).toEqual(['topic_shop_2e_cart_2e_changed_2e_v1']);
    expect(weir('synth', '--stack', 'plain')).toMatchObject({exit: 0, stderr: ''});
    const theirs = JSON.parse(readFileSync(file, 'utf8')) as typeof ours;
    expect(theirs.resource.kafka_topic['topic_shop_2e_cart_2e_changed_2e_v1']).not.toHaveProperty('config');
  });

  it('decides as the broker does for a program that asks', () => {
    const {status, stdout, stderr} = spawnSync(process.execPath, ['access.ts'], {cwd: team, encoding: 'utf8'});
    expect([status, stdout], stderr).toEqual([0, '[true,false,["User:shop"]]\n']);
  });

  it("a team's own program of CDKTF mixes the constructs with its own resources", () => {
    const {status, stdout, stderr} = spawnSync(process.execPath, ['program.ts'], {cwd: team, encoding: 'utf8'});
    expect([status, stdout], stderr).toEqual([0, '']);
    const written: {
      terraform: {required_providers: Record<string, {source: string}>};
      resource: Record<string, Record<string, object>>;
      data: Record<string, object>;
      output: Record<string, {value: string}>;
    } = JSON.parse(readFileSync(path.join(team, 'own.out/stacks/mixed/cdk.tf.json'), 'utf8'));
    expect(written.terraform.required_providers['kafka']?.source).toBe('registry.terraform.io/mongey/kafka');
    expect(Object.entries(written.resource).map(([type, all]) => [type, Object.keys(all).length])).toEqual([
      ['kafka_acl', 2],
      ['kafka_quota', 1],
      ['kafka_topic', 1],
      ['kafka_user_scram_credential', 1],
      ['terraform_data', 1],
    ]);
    expect(written.resource['terraform_data']?.['note']).toMatchObject({
      input: {topic: '${kafka_topic.topic_shop_2e_cart_2e_changed_2e_v1.name}'},
    });
    expect(Object.keys(written.data)).toEqual(['kafka_topics']);
    expect(written.output['topics']?.value).toBe('${data.kafka_topics.all.list}');
  });

  it('the types of the public entries are there for an editor', () => {
    const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--allowImportingTsExtensions',
      '--types',
      '',
    ];
    const {status, stdout} = spawnSync(
      process.execPath,
      [tsc, ...options, 'policies/topic/even-partitions.ts', 'stacks/plain.ts', 'access.ts', 'program.ts', 'mistyped.ts'],
      {
        cwd: team,
        encoding: 'utf8',
      },
    );
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});
