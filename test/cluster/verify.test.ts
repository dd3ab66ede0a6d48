import {alterClientQuotasV1} from '@platformatic/kafka';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {declaredBindings} from '../../src/access/statements.ts';
import {createAcls, deleteAcls} from '../../src/cluster/acls.ts';
import {Admin} from '../../src/cluster/admin.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {deleteTopics} from '../../src/cluster/topics.ts';
import {type ClusterModel, chooseCluster} from '../../src/commands/choose-cluster.ts';
import type {Finding, Verdict} from '../../src/findings/finding.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import {type AclBinding, bindingsOf} from '../../src/specs/model.ts';
import {applyModel, removeModel, setTopicConfig, setUsers, testRoot} from '../fixtures/live-cluster.ts';
import {acl, onTopic, scram, user} from '../fixtures/model.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

/** Every line and column that a test below names is one of this text. */
const SPECS = `apiVersion: weir/v1
kind: Topic
metadata: {name: verify.orders.v1, owner: team, description: Made by a test}
spec:
  partitions: 1
  replicationFactor: 3
  config: {min.insync.replicas: 2, unclean.leader.election.enable: false, retention.ms: 1d}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: verify.paid.v1, owner: team, description: Made by a test}
spec: {partitions: 2, replicationFactor: 3, config: {min.insync.replicas: 2}}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: verify.dlq.v1, owner: team, description: Made by a test}
spec: {partitions: 1, replicationFactor: 3, config: {min.insync.replicas: 2}}
---
apiVersion: weir/v1
kind: User
metadata: {name: verify-shop, owner: team, description: Made by a test}
spec: {scram: {mechanism: SCRAM-SHA-512, iterations: 8192, passwordFrom: {env: VERIFY_SHOP_PASSWORD}, version: 1}}
---
apiVersion: weir/v1
kind: User
metadata: {name: verify-payer, owner: team, description: Made by a test}
spec: {scram: {mechanism: SCRAM-SHA-512, iterations: 4096, passwordFrom: {env: VERIFY_PAYER_PASSWORD}, version: 1}}
---
apiVersion: weir/v1
kind: Quota
metadata: {name: verify-shop, owner: team}
spec: {entity: {user: verify-shop}, producerByteRate: 512KiB, consumerByteRate: 1MiB}
---
apiVersion: weir/v1
kind: Application
metadata: {name: verify-shop, owner: team, description: Made by a test}
spec:
  user: verify-shop
  produces: [{topic: verify.orders.v1}]
---
apiVersion: weir/v1
kind: Application
metadata: {name: verify-payer, owner: team, description: Made by a test}
spec:
  user: verify-payer
  consumes: [{topic: verify.orders.v1, deadLetter: verify.dlq.v1}]
  produces: [{topic: verify.paid.v1}]
  transactionalId: {prefix: verify-payer-}
`;
const CLUSTER = 'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: verified, owner: team, description: Made by a test}\n';
const SPEC = 'spec: {environment: test, sandbox: true, verification: {mode: canary}}\n';
const FILE = 'topic-specs/shop/all.yaml';
/** Other tests share the brokers. */
const OTHERS = ['--ignore', 'Topic/*', '--ignore', 'Acl/*', '--ignore', 'Quota/*', '--ignore', 'User/*'];

let team: Workspace;
let admin: Admin;
let declared: ClusterModel;
const byHand: AclBinding[] = bindingsOf(acl('x', 'User:verify-shop', ['alter'], onTopic('verify.paid.v1')).spec);

beforeAll(async () => {
  team = sandboxWorkspace('verify');
  team.write('policies/policy.yaml', 'packs: []\n');
  team.write('topic-specs/cluster.yaml', CLUSTER + SPEC);
  team.write(FILE, SPECS);
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  declared = chooseCluster(loadSpecs({cwd: team.cwd, directory: 'topic-specs'}).models, {writes: true});
  await applyModel(admin, testRoot(), declared);
});
afterAll(async () => {
  await deleteAcls(admin, byHand);
  await removeModel(admin, declared);
  await admin.close();
  team.remove();
});

interface Report {
  exit: number | null;
  stderr: string;
  verdicts: Verdict[];
  findings: Finding[];
  summary: {areas: {area: string; pass: number; fail: number; unknown: number}[]};
}

let passwords: NodeJS.ProcessEnv = {};

async function verify(...args: string[]): Promise<Report> {
  const {exit, stdout, stderr} = await team.run(['verify', '--format', 'json', ...OTHERS, ...args], passwords);
  if (stdout === '') throw new Error(stderr);
  return {exit, stderr, ...(JSON.parse(stdout) as Omit<Report, 'exit' | 'stderr'>)};
}

const notPassed = ({verdicts}: Report) =>
  verdicts.filter(({status}) => status !== 'pass').map(({status, area, claim, reason}) => ({status, area, claim, reason}));
const failedAt = ({verdicts}: Report) =>
  verdicts.filter(({status}) => status === 'fail').map(({location: {file, line, column}, area}) => `${file}:${line}:${column} ${area}`);

describe('weir verify', () => {
  it('proves a cluster that is as its YAML says', async () => {
    const report = await verify('--only', 'drift,smoke');
    expect(notPassed(report)).toEqual([]);
    expect(report.exit, report.stderr).toBe(0);
    expect(report.verdicts.map(({claim}) => claim)).toEqual(
      expect.arrayContaining([
        'application verify-shop produces to verify.orders.v1',
        'application verify-payer consumes verify.orders.v1 in group verify-payer, and what it handled stays committed',
        'application verify-payer writes dead letters to verify.dlq.v1',
        expect.stringContaining('application verify-payer commits a transaction to verify.paid.v1 with its consumed offsets'),
      ]),
    );
    expect(report.summary.areas.map(({area}) => area)).toEqual(expect.arrayContaining(['drift', 'topics', 'acls', 'intents']));
  });

  it('writes nothing in the mode read-only, and on the declared topics only where the cluster says full', async () => {
    const readOnly = await verify('--only', 'smoke', '--mode', 'read-only', '--allow-unknown');
    expect([readOnly.exit, readOnly.verdicts.filter(({status}) => status === 'fail')]).toEqual([0, []]);
    const leftOut = readOnly.findings.map(({message}) => /^smoke (\w+) /.exec(message)?.[1]);
    expect(leftOut).toEqual(['access', 'intents', 'quotas', 'through']);
    const ends = async () =>
      Promise.all(['verify.orders.v1', 'verify.paid.v1'].map(async name => (await readLog(admin, name, 0)).endOffset));
    expect(await ends()).toEqual([0n, 0n]);
    const wider = await team.run('verify --mode full');
    expect([wider.exit, wider.stderr]).toEqual([
      2,
      expect.stringContaining('topic-specs/cluster.yaml:4:63: cluster verified is verified in the mode canary'),
    ]);
    team.write('topic-specs/cluster.yaml', CLUSTER + SPEC.replace('canary', 'full'));
    const full = await team.run('smoke through --format json');
    const {verdicts}: {verdicts: Verdict[]} = JSON.parse(full.stdout);
    expect([full.exit, verdicts.map(({status, claim}) => `${status} ${claim}`)]).toEqual([
      0,
      [
        'pass application verify-shop produces to verify.orders.v1 itself',
        'pass what application verify-shop produces to verify.orders.v1 itself reaches application verify-payer',
        'pass application verify-payer produces to verify.paid.v1 itself',
      ],
    ]);
    expect(await ends()).toEqual([1n, 1n]);
    team.write('topic-specs/cluster.yaml', CLUSTER + SPEC);
  });

  it('fails at the very lines that are not true any more', async () => {
    const group = declaredBindings(declared).filter(one => one.principal === 'User:verify-payer' && one.resourceType === 'group');
    await setTopicConfig(admin, 'verify.orders.v1', 'min.insync.replicas', '1');
    await setTopicConfig(admin, 'verify.orders.v1', 'unclean.leader.election.enable', 'true');
    await setTopicConfig(admin, 'verify.paid.v1', 'unclean.leader.election.enable', 'true');
    await deleteTopics(admin, ['verify.dlq.v1']);
    await deleteAcls(admin, group);
    await createAcls(admin, byHand);
    await setUsers(admin, testRoot(), [user('verify-shop', scram('verify-shop', 4096))]);
    const entities = [{entityType: 'user' as const, entityName: 'verify-shop'}];
    const ops = (['producer_byte_rate', 'consumer_byte_rate'] as const).map(key => ({key, remove: true as const}));
    await admin.request(alterClientQuotasV1.api, [{entities, ops}], false);
    passwords = {VERIFY_PAYER_PASSWORD: 'another password'};
    const report = await verify('--only', 'drift,smoke');
    expect([report.exit, failedAt(report)]).toEqual([
      1,
      [
        // The quota that somebody removed.
        `${FILE}:32:16 drift`,
        // The group that the application may not read any more, the user that may more, the credential that is weaker.
        `${FILE}:46:14 acls`,
        `${FILE}:21:18 acls`,
        `${FILE}:27:15 authentication`,
        `${FILE}:22:54 credentials`,
        `${FILE}:21:18 permissions`,
        `${FILE}:32:55 quotas`,
        `${FILE}:32:81 quotas`,
        // The topic that is gone, min.insync.replicas 1, unclean elections against what is stated, and beside it.
        `${FILE}:16:18 topics`,
        `${FILE}:7:33 topics`,
        `${FILE}:7:68 topics`,
        `${FILE}:12:53 topics`,
      ],
    ]);
    // Where a proof fails, drift stands beside it in place of a second failure.
    const beside = report.findings
      .filter(({level}) => level === 'warning')
      .map(({rule, location: {line, column}}) => `${line}:${column} ${rule}`);
    expect(beside.sort()).toEqual([
      '12:53 drift/topic-config-undeclared',
      '16:18 drift/topic-missing',
      '22:54 drift/user-iterations',
      '46:14 drift/acl-missing',
      '7:33 drift/topic-config',
      '7:68 drift/topic-config',
    ]);
    expect(
      notPassed(report)
        .filter(({status}) => status === 'unknown')
        .every(({reason}) => /verify-payer|credentials/.test(reason ?? '')),
    ).toBe(true);
  });
});
