import {pbkdf2Sync, randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {alterClientQuotasV1, alterUserScramCredentialsV0} from '@platformatic/kafka';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createAcls, deleteAcls} from '../../src/cluster/acls.ts';
import type {Admin} from '../../src/cluster/admin.ts';
import {withAdmin} from '../../src/cluster/admin.ts';
import {type LiveFacts, readFacts} from '../../src/cluster/facts.ts';
import {createTopics, deleteTopics, type NewTopic} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {weir} from '../fixtures/cli.ts';
import {setTopicConfig, settled, testRoot} from '../fixtures/live-cluster.ts';

/** A folder of its own on the brokers of the shared sandbox. */
let cwd = '';
const run = (...args: string[]) => weir(args, {cwd, env: {}});
const admin = async <T>(work: (one: Admin) => Promise<T>) => withAdmin(await sandboxConnection({root: testRoot()}), work);
/** Of a cluster that other tests use as well: all that this one grew, and nothing else. */
const OURS = ['imp-*', 'Acl/User:imp-*', 'Acl/User:CN=imp-*', 'Quota/10.98.7.6'].flatMap(pattern => ['--include', pattern]);

const binding = (
  principal: string,
  operation: AclBinding['operation'],
  resourceType: AclBinding['resourceType'],
  resourceName: string,
  more: Partial<AclBinding> = {},
): AclBinding => ({
  ...{principal, operation, resourceType, resourceName, host: '*', pattern: 'literal', permission: 'allow'},
  ...more,
});
const NASTY = 'imp-g ${path.root} %{if true} $${a} #{TfToken[0]} ü 🙂 "q" \\b';
const PIPE = 'imp-g | pipe';
const ACLS: AclBinding[] = [
  binding('User:imp-app', 'write', 'topic', 'imp-orders.placed.v1'),
  binding('User:imp-app', 'read', 'topic', 'imp-payments.settled.v1'),
  binding('User:imp-app', 'read', 'group', 'imp-app'),
  binding('User:imp-app', 'write', 'transactional-id', 'imp-app-', {pattern: 'prefixed'}),
  binding('User:imp-app', 'describe', 'topic', 'imp-orders.placed.v1'),
  binding('User:imp-app', 'describe-configs', 'topic', 'imp-orders.placed.v1'),
  binding('User:imp-app', 'read', 'group', NASTY, {host: '10.1.2.3'}),
  binding('User:imp-app', 'read', 'group', PIPE, {host: '10.1.2.3'}),
  binding('User:CN=imp-audit,O=acme', 'read', 'topic', 'imp-orders.', {pattern: 'prefixed'}),
  binding('User:CN=imp-audit,O=acme', 'delete', 'topic', 'imp-orders.placed.v1', {permission: 'deny'}),
  binding('User:imp-ops', 'idempotent-write', 'cluster', 'kafka-cluster'),
  binding('User:imp-ops', 'create-tokens', 'user', 'User:imp-app'),
  binding('User:imp-ops', 'describe', 'delegation-token', 'imp-token'),
];
const TOPICS: NewTopic[] = [
  {
    name: 'imp-orders.placed.v1',
    partitions: 3,
    replicationFactor: 3,
    config: {'cleanup.policy': 'delete', 'retention.ms': '604800000', 'min.insync.replicas': '2', 'max.message.bytes': '1048576'},
  },
  {
    name: 'imp-orders.state.v1',
    partitions: 2,
    replicationFactor: 2,
    config: {'cleanup.policy': 'delete,compact', 'min.cleanable.dirty.ratio': '0.10', 'flush.messages': '9223372036854775807'},
  },
  {name: 'imp-payments.settled.v1', partitions: 1, replicationFactor: 1, config: {}},
];
const QUOTAS = [
  {entities: [{entityType: 'user' as const, entityName: 'imp-app'}], rates: {producer_byte_rate: 10_485_760, request_percentage: 12.5}},
  {entities: [{entityType: 'client-id' as const, entityName: 'imp-client'}], rates: {consumer_byte_rate: 1_000_000}},
  {entities: [{entityType: 'ip' as const, entityName: '10.98.7.6'}], rates: {connection_creation_rate: 20}},
  {
    entities: [
      {entityType: 'user' as const, entityName: 'imp-app'},
      {entityType: 'client-id' as const, entityName: 'imp-client'},
    ],
    rates: {producer_byte_rate: 1_048_576},
  },
];

async function setQuotas(one: Admin, remove: boolean): Promise<void> {
  const entries = QUOTAS.map(({entities, rates}) => ({
    entities,
    ops: Object.entries(rates).map(([key, value]) =>
      remove
        ? {key: key as 'producer_byte_rate', remove: true as const}
        : {key: key as 'producer_byte_rate', value, remove: false as const},
    ),
  }));
  await one.request(alterClientQuotasV1.api, entries, false);
}

async function setUsers(one: Admin): Promise<void> {
  const credential = (name: string, mechanism: 1 | 2, iterations: number) => {
    const salt = randomBytes(16);
    const [length, digest] = mechanism === 1 ? ([32, 'sha256'] as const) : ([64, 'sha512'] as const);
    return {name, mechanism, iterations, salt, saltedPassword: pbkdf2Sync('a password', salt, iterations, length, digest)};
  };
  // One request takes a user once.
  await one.request(alterUserScramCredentialsV0.api, [], [credential('imp-app', 2, 8192), credential('imp-batch', 1, 5000)]);
  await one.request(alterUserScramCredentialsV0.api, [], [credential('imp-app', 1, 4096)]);
}

/** What `--format json` prints, as far as it is looked at here. */
interface Report {
  documents: Record<string, number>;
  bindings: number;
  files: {file: string; new: boolean}[];
  leftOut: {kind: string; name: string; reason: string}[];
  notes: string[];
  differences: {name: string; field: string; declared: unknown; live: unknown; updated: boolean}[];
  gone: {what: string}[];
  proof: {
    stacks: number;
    imported: Record<string, number>;
    written: Record<string, number>;
    reordered: {name: string}[];
    changes: unknown[];
  };
}
async function imported(...args: string[]): Promise<Report & {exit: number | null}> {
  const {exit, stdout, stderr} = await run('import', ...OURS, '--format', 'json', ...args);
  if (stdout === '') throw new Error(stderr);
  return {exit, ...JSON.parse(stdout)};
}

/** All that an import must not change. */
async function live(): Promise<Pick<LiveFacts, 'topics' | 'acls' | 'quotas' | 'scramUsers'>> {
  const {topics, acls, quotas, scramUsers} = await admin(readFacts);
  return {topics, acls, quotas, scramUsers};
}

/** Files of a folder that the engine may make for its lock. */
function statesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.tfstate')) : [];
}

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-import-'));
  mkdirSync(path.join(cwd, '.weir'), {mode: 0o700});
  symlinkSync(path.join(testRoot(), '.weir', 'sandbox'), path.join(cwd, '.weir', 'sandbox'));
  mkdirSync(path.join(cwd, 'policies'));
  writeFileSync(path.join(cwd, 'policies', 'policy.yaml'), 'packs: []\n');
  mkdirSync(path.join(cwd, 'topic-specs', 'clusters'), {recursive: true});
  writeFileSync(
    path.join(cwd, 'topic-specs', 'clusters', 'grown.yaml'),
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: grown, owner: team-test, description: Grown by hand}\nspec: {environment: test, sandbox: true}\n',
  );
  await admin(async one => {
    await createTopics(one, TOPICS);
    await createAcls(one, ACLS);
    await setUsers(one);
    await setQuotas(one, false);
    await settled(
      one,
      TOPICS.map(({name}) => name),
    );
  });
});
afterAll(async () => {
  await admin(async one => {
    await deleteTopics(one, [...TOPICS.map(({name}) => name), 'imp-late.v1']);
    await deleteAcls(one, ACLS);
    await setQuotas(one, true);
  });
  rmSync(cwd, {recursive: true, force: true});
});

describe('a cluster that grew by hand', {timeout: 180_000}, () => {
  it('is planned without a change before a file is written', async () => {
    const {exit, stdout, stderr} = await run('import', ...OURS, '--dry-run');
    expect(exit, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toContain('+++ topic-specs/imp-orders/topics.yaml\n');
    expect(stdout).toMatch(/0 changes in \d stacks, planned with/);
    expect(existsSync(path.join(cwd, 'topic-specs', 'imp-orders'))).toBe(false);
  });

  it('is written as documents that change nothing, and nothing of it is touched', async () => {
    const before = await live();
    const report = await imported('--owner', 'team-found');
    expect(report.exit, JSON.stringify(report.proof)).toBe(0);
    expect(report.documents).toEqual({Topic: 3, User: 4, Application: 1, Acl: 7, Quota: 3});
    expect(report.bindings).toBe(ACLS.length - 1);
    // The importer splits at "|": that one is written again, like the quotas.
    expect(report.proof).toMatchObject({
      imported: {Topic: 2, Acl: ACLS.length - 2, Quota: 0, User: 0},
      written: {Topic: 0, Acl: 1, Quota: 3, User: 0},
      users: 2,
      // Documents know one order of delete and compact.
      reordered: [{name: 'imp-orders.state.v1'}],
      changes: [],
    });
    expect(report.leftOut.map(({reason}) => reason)).toEqual([
      'the Terraform provider has no ACLs on a user',
      expect.stringContaining('the Terraform provider has no quota for a pair'),
    ]);
    expect(report.notes).toEqual([
      expect.stringContaining('Topic imp-orders.state.v1: cleanup.policy is "delete,compact", and applying writes "compact,delete"'),
      expect.stringContaining('User imp-app also has a credential for SCRAM-SHA-256 (4096 iterations)'),
    ]);
    expect(await live()).toEqual(before);
    expect(statesIn(path.join(cwd, 'state'))).toEqual([]);
    expect(readFileSync(path.join(cwd, 'topic-specs', 'imp-orders', 'topics.yaml'), 'utf8')).toContain(
      'config: {cleanup.policy: delete, max.message.bytes: 1MiB, min.insync.replicas: 2, retention.ms: 7d}\n',
    );
    expect(readFileSync(path.join(cwd, 'topic-specs', 'imp-orders', 'applications.yaml'), 'utf8')).toContain(
      '  produces: [{topic: imp-orders.placed.v1}]\n  consumes: [{topic: imp-payments.settled.v1}]\n  transactionalId: {prefix: imp-app-}\n',
    );
  });

  it('has nothing new the second time', async () => {
    const report = await imported('--no-plan');
    expect([report.exit, report.files, report.differences, report.gone]).toEqual([0, [], [], []]);
  });

  it('4. a grown cluster is imported in one go, and the plan after it is empty', async () => {
    const before = await live();
    const adopted = await run('adopt', '--all', '--yes');
    expect([adopted.exit, adopted.stdout], adopted.stderr).toEqual([0, `adopted ${3 + ACLS.length - 1 + 3} resources of grown\n`]);
    const plan = await run('plan', '--fail-on-changes');
    expect([plan.exit, plan.stdout], plan.stderr).toEqual([0, expect.stringContaining('No changes')]);
    expect(JSON.stringify(await live())).toBe(JSON.stringify(before).replace('"delete,compact"', '"compact,delete"'));
    const report = await imported();
    expect([report.exit, report.proof.imported]).toEqual([0, {Topic: 0, Acl: 0, Quota: 0, User: 0}]);
  });

  it('is compared with its documents when it grew on: what differs is shown, and taken over where that is asked for', async () => {
    await admin(async one => {
      await setTopicConfig(one, 'imp-orders.placed.v1', 'retention.ms', '86400000');
      await createTopics(one, [{name: 'imp-late.v1', partitions: 1, replicationFactor: 1, config: {}}]);
      await settled(one, ['imp-late.v1']);
    });
    const shown = await run('import', ...OURS, '--dry-run');
    expect([shown.exit, shown.stdout], shown.stderr).toEqual([
      1,
      expect.stringMatching(/retention\.ms: 7d\}.*retention\.ms: 1d\}.*update Topic imp-orders\.placed\.v1/s),
    ]);
    const report = await imported('--update');
    expect(report.differences).toEqual([
      expect.objectContaining({name: 'imp-orders.placed.v1', field: 'retention.ms', declared: '604800000', live: '1d', updated: true}),
    ]);
    expect([report.exit, report.documents, report.proof.changes, report.proof.imported['Topic']]).toEqual([0, {Topic: 1}, [], 1]);
  });
});
