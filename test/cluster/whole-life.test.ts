import {readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {compareWithLive} from '../../src/verify/drift.ts';
import {locateToolchain} from '../../tools/toolchain.mjs';
import {ENGINE_BUILD_MS, ENGINES, engineReady} from '../fixtures/engines.ts';
import {until} from '../fixtures/live-cluster.ts';
import {runScript} from '../fixtures/run-script.ts';
import {isLetIn, known, liveFacts, sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

const document = (kind: string, name: string, spec: string): string =>
  `---\napiVersion: weir/v1\nkind: ${kind}\nmetadata: {name: ${JSON.stringify(name)}, owner: team-life, description: Lives in a test}\nspec: ${spec}\n`;

/** Settings of a topic in notations that the brokers give back in another one: each would be a change for ever. */
const SETTINGS = {
  'cleanup.policy': 'delete, compact',
  'min.cleanable.dirty.ratio': 0.0001,
  'retention.ms': '9223372036854775807',
  'retention.bytes': '1TiB',
  'segment.ms': '90m',
  'max.message.bytes': 2_147_483_647,
  'message.timestamp.type': 'LogAppendTime',
  'compression.type': 'zstd',
  'compression.zstd.level': -131_072,
  preallocate: true,
  'leader.replication.throttled.replicas': ['0:1', '0:2'],
  'follower.replication.throttled.replicas': '*',
  'local.retention.ms': -2,
};

/** Everything that a domain can hold, as it is at first. `p` begins every name. */
function born(p: string): Record<string, string> {
  return {
    orders: document(
      'Topic',
      `${p}.orders.v1`,
      '{partitions: 2, replicationFactor: 2, config: {cleanup.policy: [delete, compact], retention.ms: 7d, min.cleanable.dirty.ratio: 0.50, max.message.bytes: 1MiB}}',
    ),
    plain: document('Topic', `${p}.plain.v1`, '{partitions: 1, replicationFactor: 3}'),
    settings: document('Topic', `${p}.settings.v1`, `{partitions: 1, replicationFactor: 1, config: ${JSON.stringify(SETTINGS)}}`),
    ...bindings(p),
    user: document('Quota', `${p}-user`, `{entity: {user: ${p}-user}, producerByteRate: 1MiB, requestPercentage: 33.3}`),
    // Entities are named as their clients are: a distinguished name, and text that Terraform would evaluate.
    odd: document('Quota', `${p}-odd`, `{entity: {user: "CN=${p},O=ünï \${x} | %{y}"}, consumerByteRate: 1}`),
    client: document('Quota', `${p}-client`, `{entity: {clientId: "${p} client/1"}, controllerMutationRate: 12.345678901234567}`),
    ip: document('Quota', `${p}-ip`, '{entity: {ip: 10.11.12.13}, connectionCreationRate: 25}'),
    // Generous: they bound every client of these brokers, this test's own too.
    users: document('Quota', `${p}-users`, '{entity: {default: user}, producerByteRate: 9007199254740991, requestPercentage: 5000.5}'),
    clients: document('Quota', `${p}-clients`, '{entity: {default: clientId}, consumerByteRate: 123456789012}'),
    ips: document('Quota', `${p}-ips`, '{entity: {default: ip}, connectionCreationRate: 2147483647}'),
    scram: scram(p, 'SCRAM-SHA-256', 8192, 1),
    gone: document(
      'User',
      `${p}-gone`,
      '{scram: {mechanism: SCRAM-SHA-256, iterations: 4096, passwordFrom: {env: LIFE_GONE}, version: 1}}',
    ),
    certificate: document('User', `${p}-certificate`, `{tls: {subject: "CN=${p}-certificate,O=life"}}`),
  };
}

function scram(p: string, mechanism: string, iterations: number, version: number): string {
  return document(
    'User',
    `${p}-user`,
    `{scram: {mechanism: ${mechanism}, iterations: ${iterations}, passwordFrom: {env: LIFE_PASSWORD}, version: ${version}}}`,
  );
}

/** Each resource type with every operation of it, both patterns, both permissions, and names that are not plain. */
function bindings(p: string): Record<string, string> {
  const on = (name: string, principal: string, resource: string, operations: string, more = ''): [string, string] => [
    `acl-${name}`,
    document('Acl', `${p}-${name}`, `{principal: ${JSON.stringify(principal)}, resource: ${resource}, operations: [${operations}]${more}}`),
  ];
  const one = `User:${p}-user`;
  return Object.fromEntries([
    on(
      'topic',
      one,
      `{type: topic, name: ${p}.orders.v1}`,
      'read, write, create, delete, alter, describe, describe-configs, alter-configs',
    ),
    on('topics', one, `{type: topic, name: "${p}.", pattern: prefixed}`, 'all', ', host: 10.0.0.1'),
    on('group', one, `{type: group, name: "${p} \${group} | \\"a\\""}`, 'all, read, describe, delete, describe-configs, alter-configs'),
    on('denied', 'User:*', `{type: group, name: ${p}-, pattern: prefixed}`, 'read', ', permission: deny, host: 203.0.113.1'),
    on('cluster', one, '{type: cluster}', 'create, alter, describe, cluster-action, describe-configs, alter-configs, idempotent-write'),
    on('transactions', one, `{type: transactional-id, name: "${p} %{tx}", pattern: prefixed}`, 'all, describe, write'),
    on('token', one, `{type: delegation-token, name: ${p}-töken}`, 'all, describe'),
    on('certificate', `User:CN=${p}-certificate,O=life`, `{type: topic, name: ${p}.orders.v1}`, 'read, describe'),
  ]);
}

describe.each(ENGINES)('every kind, its whole life with $title', {timeout: 120_000}, engine => {
  const p = `life-${engine.env.WEIR_ENGINE}`;
  let documents = born(p);
  let team: Workspace;

  beforeAll(async () => {
    await engineReady(engine);
    team = sandboxWorkspace(p, {...engine.env, LIFE_PASSWORD: 'first-password', LIFE_GONE: 'gone-password'});
    team.write('policies/policy.yaml', 'packs: []\nrules: {plan/topic-destroyed: {level: error}, plan/topic-replaced: {level: error}}\n');
    allowLoss('plain');
    team.write(
      'topic-specs/cluster.yaml',
      `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: ${p}}\nspec: {environment: test, sandbox: true}\n`,
    );
  }, ENGINE_BUILD_MS);
  afterAll(() => team.remove());

  /** Accepts that a topic is deleted: by the part of its name after the domain, or by a pattern. */
  function allowLoss(name: string): void {
    const waiver = `{rule: plan/topic-destroyed, resource: "Topic/${p}.${name}*", owner: team-life, reason: A test, expires: 2999-01-01}`;
    team.write('policies/waivers.yaml', `waivers: [${waiver}]\n`);
  }

  /** Keys of documents that belong to another domain by now. */
  const elsewhere = new Set<string>();
  function write(all: Record<string, string>): void {
    const of = (isElsewhere: boolean) => Object.entries(all).flatMap(([key, text]) => (elsewhere.has(key) === isElsewhere ? [text] : []));
    team.write('topic-specs/life/all.yaml', of(false).join(''));
    team.write('topic-specs/other/all.yaml', of(true).join(''));
  }

  /** Writes the documents, applies them, and expects that nothing is left to change: neither for the engine, nor to other eyes. */
  async function apply(env: NodeJS.ProcessEnv = {}): Promise<{action: string; kind: string; name: string}[]> {
    write(documents);
    const {exit, stdout, stderr} = await team.run('apply --yes --format json', env);
    expect(exit, `${stdout}\n${stderr}`).toBe(0);
    // A password that changed and kept its version is none of its changes.
    const again = await team.run('plan --fail-on-changes', {LIFE_PASSWORD: 'not-written'});
    expect([again.exit, again.stdout], again.stderr).toEqual([0, expect.stringContaining('No changes')]);
    const [model] = loadSpecs({cwd: team.cwd, directory: 'topic-specs'}).models;
    if (model === undefined) throw new Error('there is no model');
    const drifted = compareWithLive(model, await liveFacts(), {unmanagedPrincipals: []}).findings.filter(
      ({rule}) => !rule.endsWith('-unmanaged'),
    );
    expect(drifted.map(({message}) => message)).toEqual([]);
    const {changes}: {changes: {action: string; kind: string; name: string}[]} = JSON.parse(stdout);
    return changes.map(({action, kind, name}) => ({action, kind, name}));
  }

  async function topic(name: string) {
    const found = known((await liveFacts()).topics).find(one => one.name === `${p}.${name}.v1`);
    return found && {partitions: found.partitions.map(({replicas}) => replicas.length), config: found.config};
  }

  it('is created', async () => {
    const changes = await apply();
    expect(new Set(changes.map(({action}) => action))).toEqual(new Set(['create']));
    const facts = await liveFacts();
    expect(await topic('orders')).toEqual({
      partitions: [2, 2],
      config: {
        'cleanup.policy': 'compact,delete',
        'retention.ms': '604800000',
        'min.cleanable.dirty.ratio': '0.5',
        'max.message.bytes': '1048576',
      },
    });
    expect((await topic('settings'))?.config).toMatchObject({'min.cleanable.dirty.ratio': '1.0E-4', 'cleanup.policy': 'compact,delete'});
    const quotas = known(facts.quotas);
    expect(quotas).toContainEqual({entity: [{type: 'ip', name: undefined}], values: {connection_creation_rate: 2147483647}});
    expect(quotas).toContainEqual({
      entity: [{type: 'clientId', name: `${p} client/1`}],
      values: {controller_mutation_rate: 12.345678901234567},
    });
    const credentials = known(facts.scramUsers)
      .filter(({name}) => name.startsWith(p))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(credentials).toEqual([
      {name: `${p}-gone`, credentials: [{mechanism: 'SCRAM-SHA-256', iterations: 4096}]},
      {name: `${p}-user`, credentials: [{mechanism: 'SCRAM-SHA-256', iterations: 8192}]},
    ]);
    expect(await isLetIn('SCRAM-SHA-256', `${p}-user`, 'first-password')).toBe(true);
  });

  it('a user with a certificate is in no state, and its rights are', () => {
    const state = readFileSync(path.join(team.cwd, 'state', p, 'life.tfstate'), 'utf8');
    expect(state).not.toContain(`"username": "CN=${p}-certificate`);
    expect(state).not.toContain(`"username": "${p}-certificate`);
    expect(state).toContain(`"acl_principal": "User:CN=${p}-certificate,O=life"`);
  });

  it('plans nothing by hand either, with the environment that docs/engines.md tells', async () => {
    const environment = await team.run('sandbox env');
    const {engine: located} = locateToolchain({env: {...process.env, ...engine.env}});
    const byHand = `cd cdktf.out/stacks/${p}.life && "$ENGINE" init -input=false > /dev/null && "$ENGINE" plan -input=false -detailed-exitcode`;
    const script = `${environment.stdout}\n${byHand}`;
    const {exit, stdout, stderr} = await runScript(script, {
      cwd: team.cwd,
      bin: '/usr/bin',
      env: {ENGINE: located?.program ?? ''},
      shell: ['sh', '-e'],
    });
    expect([exit, stdout], stderr).toEqual([0, expect.stringContaining('No changes')]);
  });

  it('is changed in every field', async () => {
    documents = {
      ...documents,
      orders: document(
        'Topic',
        `${p}.orders.v1`,
        '{partitions: 4, replicationFactor: 3, config: {cleanup.policy: compact, retention.ms: -1, min.insync.replicas: 2}}',
      ),
      plain: '',
      settings: documents['settings']?.replace('0.0001', '1') ?? '',
      'acl-denied': documents['acl-denied']?.replace('[read]', '[describe]') ?? '',
      user: document('Quota', `${p}-user`, `{entity: {user: ${p}-user}, producerByteRate: 2MiB, consumerByteRate: 3MiB}`),
      ips: document('Quota', `${p}-ips`, '{entity: {default: ip}, connectionCreationRate: 1000000}'),
      scram: scram(p, 'SCRAM-SHA-256', 10_000, 2),
    };
    const changes = await apply({LIFE_PASSWORD: 'second-password'});
    const actions = changes.map(({action, kind}) => `${action} ${kind}`).sort();
    expect(actions).toEqual([
      ...['create Acl', 'delete Acl', 'delete Topic'],
      ...['replace Quota', 'replace Quota', 'update Topic', 'update Topic', 'update User'],
    ]);
    expect(await topic('orders')).toEqual({
      partitions: [3, 3, 3, 3],
      config: {'cleanup.policy': 'compact', 'retention.ms': '-1', 'min.insync.replicas': '2'},
    });
    const lets = (password: string) => isLetIn('SCRAM-SHA-256', `${p}-user`, password);
    expect([await lets('first-password'), await lets('second-password')]).toEqual([false, true]);
  });

  it('a change of mechanism that the brokers refuse takes nothing away', async () => {
    write({...documents, scram: scram(p, 'SCRAM-SHA-512', 16_385, 2)});
    const {exit, stderr} = await team.run('apply --yes', {LIFE_PASSWORD: 'fourth-password'});
    expect([exit, stderr]).toEqual([3, expect.stringMatching(/topic-specs\/life\/all\.yaml:\d+:\d+: /)]);
    expect(await isLetIn('SCRAM-SHA-256', `${p}-user`, 'second-password')).toBe(true);
  });

  it('a user changes its mechanism, a topic moves to another domain, and one comes back under a name that was deleted', async () => {
    elsewhere.add('orders');
    documents = {
      ...documents,
      plain: document('Topic', `${p}.plain.v1`, '{partitions: 3, replicationFactor: 1}'),
      scram: scram(p, 'SCRAM-SHA-512', 10_000, 2),
    };
    expect(await apply({LIFE_PASSWORD: 'fourth-password'})).toEqual([
      {action: 'forget', kind: 'Topic', name: `${p}.orders.v1`},
      {action: 'create', kind: 'Topic', name: `${p}.plain.v1`},
      {action: 'replace', kind: 'User', name: `${p}-user`},
      {action: 'import', kind: 'Topic', name: `${p}.orders.v1`},
    ]);
    expect(await topic('plain')).toEqual({partitions: [1, 1, 1], config: {}});
    expect(await isLetIn('SCRAM-SHA-512', `${p}-user`, 'fourth-password')).toBe(true);
    expect(await isLetIn('SCRAM-SHA-512', `${p}-user`, 'second-password')).toBe(false);
    expect(await isLetIn('SCRAM-SHA-256', `${p}-user`, 'second-password')).toBe(false);
  });

  it('a topic that gets another name is refused: its records would go', async () => {
    const renamed = documents['orders']?.replace(`${p}.orders.v1`, `${p}.order.v1`) ?? '';
    write({...documents, orders: renamed});
    const {exit, stderr} = await team.run('apply --yes');
    expect([exit, stderr]).toEqual([1, expect.stringMatching(/plan\/topic-destroyed[\s\S]*refused/)]);
    expect(await topic('orders')).toMatchObject({partitions: [3, 3, 3, 3]});
    expect(await topic('order')).toBeUndefined();
  });

  it('is deleted once that is accepted, and leaves nothing but what stays declared', async () => {
    allowLoss('');
    const {scram: kept, certificate} = documents;
    const removed = Object.keys(documents).length - 2;
    documents = {scram: kept ?? '', certificate: certificate ?? ''};
    const changes = await apply();
    expect(changes.length).toBeGreaterThan(removed);
    expect(new Set(changes.map(({action}) => action))).toEqual(new Set(['delete']));
    await until(async () => (await topic('orders')) === undefined);
    const facts = await liveFacts();
    expect(known(facts.acls).bindings.filter(({principal, resourceName}) => `${principal} ${resourceName}`.includes(p))).toEqual([]);
    expect(known(facts.quotas).filter(({entity}) => entity.some(({name}) => name === undefined || name.includes(p)))).toEqual([]);
    expect(
      known(facts.scramUsers)
        .filter(({name}) => name.startsWith(p))
        .map(({name}) => name),
    ).toEqual([`${p}-user`]);
  });
});
