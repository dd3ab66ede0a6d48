import {execFile} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {locateToolchain} from '../../tools/toolchain.mjs';
import {ENGINE_BUILD_MS, ENGINES, engineReady} from '../fixtures/engines.ts';
import {lockState} from '../fixtures/lock-state.ts';
import {known, liveFacts, sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const GUIDE = readFileSync(path.resolve(import.meta.dirname, '../../docs/engines.md'), 'utf8');

beforeAll(async () => {
  for (const engine of ENGINES) await engineReady(engine);
}, ENGINE_BUILD_MS);

interface Ran {
  exit: number;
  stdout: string;
  stderr: string;
  /** Both, without the lines of boxes and breaks. */
  said: string;
}

/** A configuration without Kafka in a folder of its own, and an engine on it by hand. */
function folderOf(engine: (typeof ENGINES)[number], configuration: object) {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'main.tf.json'), JSON.stringify(configuration));
  const {engine: located} = locateToolchain({env: {...process.env, ...engine.env}});
  if (located === undefined) throw new Error(`${engine.title} is not there`);
  const run = (args: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
    new Promise(resolve => {
      const surroundings = {PATH: process.env['PATH'], HOME: cwd, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null', ...env};
      execFile(located.program, args.split(' '), {cwd, env: surroundings}, (error, stdout, stderr) =>
        resolve({exit: Number(error?.code ?? 0), stdout, stderr, said: `${stdout}${stderr}`.replace(/[│╷╵\s]+/g, ' ')}),
      );
    });
  return {cwd, run};
}

/** The cells of a row of the table, by its first one: what the guide promises of OpenTofu and of Terraform. */
function promised(what: string, title: string): string {
  const row = GUIDE.split('\n').find(line => line.startsWith(`| ${what} |`));
  const [, openTofu = '', terraform = ''] = row?.split(' | ') ?? [];
  const cell = title === 'OpenTofu' ? openTofu : terraform;
  expect(cell, `docs/engines.md has a row "${what}"`).not.toBe('');
  return cell;
}

/** The code of a cell: what the engine is said to print. */
function codeOf(cell: string): string {
  return /`([^`]+)`/.exec(cell)?.[1] ?? 'the cell quotes nothing';
}

const DATA = {resource: {terraform_data: {one: {input: '1'}}}};

describe.each(ENGINES)('what docs/engines.md says of $title', {timeout: 60_000}, engine => {
  const {title} = engine;

  it('the provider that a bare source means', async () => {
    const {run} = folderOf(engine, {terraform: {required_providers: {kafka: {source: 'Mongey/kafka'}}}});
    expect((await run('providers -no-color')).stdout).toContain(codeOf(promised('`source = "Mongey/kafka"` means', title)));
  });

  it('where it warns of a settings file that is not there', async () => {
    const {run} = folderOf(engine, DATA);
    const ran = await run('version -json', {TF_CLI_CONFIG_FILE: '/nowhere.rc'});
    const stream = promised('a `TF_CLI_CONFIG_FILE` that is not there: the warning goes to', title).includes('standard output')
      ? 'stdout'
      : 'stderr';
    expect(ran[stream]).toContain('Unable to open CLI configuration file');
  });

  it('its name in -json output, and whether it counts what it forgets', async () => {
    const {run} = folderOf(engine, DATA);
    await run('init -input=false');
    const {stdout} = await run('plan -input=false -json');
    expect(stdout).toContain(codeOf(promised('`-json` output names the engine by', title)));
    expect(stdout.includes('"forget":0')).toBe(promised('`-json` summary counts what is forgotten', title) === 'yes');
  });

  it('an ephemeral variable that was not set when the plan was made', async () => {
    const {run} = folderOf(engine, {...DATA, variable: {late: {type: 'string', ephemeral: true, default: null}}});
    await run('init -input=false');
    await run('plan -input=false -out=p.tfplan');
    const {exit, said} = await run('apply -input=false -no-color p.tfplan', {TF_VAR_late: 'x'});
    const cell = promised('an ephemeral variable with a default, unset at plan, set at apply', title);
    if (cell === 'is taken') expect(exit).toBe(0);
    else expect([exit, said]).toEqual([1, expect.stringContaining(codeOf(cell))]);
  });

  it('an encrypted state', async () => {
    const encryption = {
      key_provider: {pbkdf2: {k: {passphrase: 'a-long-enough-passphrase'}}},
      method: {aes_gcm: {m: {keys: 'key_provider.pbkdf2.k'}}},
      state: {method: 'method.aes_gcm.m'},
    };
    const {cwd, run} = folderOf(engine, {...DATA, terraform: {encryption}});
    const init = await run('init -input=false -no-color');
    const cell = promised('state encryption', title);
    if (cell !== 'has it') return expect([init.exit, init.said]).toEqual([1, expect.stringContaining(codeOf(cell))]);
    expect((await run('apply -auto-approve -input=false')).exit).toBe(0);
    expect(readFileSync(path.join(cwd, 'terraform.tfstate'), 'utf8')).toContain('encrypted_data');
  });

  it('a locked state', async () => {
    const {cwd, run} = folderOf(engine, DATA);
    await run('init -input=false');
    await run('apply -auto-approve -input=false');
    const unlock = await lockState(path.join(cwd, 'terraform.tfstate'));
    try {
      const {exit, said} = await run('plan -input=false -no-color');
      expect([exit, said]).toEqual([1, expect.stringContaining('Error acquiring the state lock')]);
      expect(said).toContain(codeOf(promised('a locked state: `Error acquiring the state lock`, then', title)));
    } finally {
      await unlock();
    }
  });
});

const [openTofu, terraform] = ENGINES;

/** Where one of them is not there, nothing can be said of both. */
describe.runIf(openTofu !== undefined && terraform !== undefined)('from one engine to the other', {timeout: 120_000}, () => {
  const name = 'both-engines';
  let team: Workspace;
  const of = (partitions: number, retention: string): string => `apiVersion: weir/v1
kind: Topic
metadata: {name: ${name}.orders.v1, owner: team-both}
spec: {partitions: ${partitions}, replicationFactor: 1, config: {retention.ms: ${retention}}}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: ${name}, owner: team-both}
spec: {principal: User:${name}, resource: {type: topic, name: ${name}.orders.v1}, operations: [read, describe]}
---
apiVersion: weir/v1
kind: User
metadata: {name: ${name}, owner: team-both}
spec: {scram: {mechanism: SCRAM-SHA-256, iterations: 4096, passwordFrom: {env: BOTH}, version: 1}}
`;
  const use = (engine: (typeof ENGINES)[number] | undefined): NodeJS.ProcessEnv => ({...engine?.env});
  const writer = (): string => {
    const state: {terraform_version: string} = JSON.parse(readFileSync(path.join(team.cwd, 'state', name, 'life.tfstate'), 'utf8'));
    return state.terraform_version;
  };

  beforeAll(() => {
    team = sandboxWorkspace(name, {BOTH: 'a-password'});
    team.write('policies/policy.yaml', 'packs: []\n');
    team.write(
      'topic-specs/cluster.yaml',
      `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: ${name}}\nspec: {environment: test, sandbox: true}\n`,
    );
  });
  afterAll(async () => {
    team.write('topic-specs/life/all.yaml', '');
    await team.run('apply --yes', use(openTofu));
    team.remove();
  });

  it('a state goes on with the other one, and back', async () => {
    team.write('topic-specs/life/all.yaml', of(1, '1d'));
    expect((await team.run('apply --yes', use(openTofu))).exit).toBe(0);
    const first = writer();
    expect(await team.run('plan --fail-on-changes', use(terraform))).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('No changes'),
    });
    team.write('topic-specs/life/all.yaml', of(2, '2d'));
    const changed = await team.run('apply --yes', use(terraform));
    expect([changed.exit, changed.stdout], changed.stderr).toEqual([0, `applied 1 change to ${name}\n`]);
    expect(writer()).not.toBe(first);
    expect(await team.run('plan --fail-on-changes', use(openTofu))).toMatchObject({exit: 0, stdout: expect.stringContaining('No changes')});
    const topic = known((await liveFacts()).topics).find(one => one.name === `${name}.orders.v1`);
    expect([topic?.partitions.length, topic?.config]).toEqual([2, {'retention.ms': '172800000'}]);
  });

  it('a saved plan does not: Weir refuses it before the engine would', async () => {
    team.write('topic-specs/life/all.yaml', of(2, '3d'));
    expect((await team.run('plan --out saved', use(openTofu))).exit).toBe(0);
    const {exit, stderr} = await team.run('apply --plan saved --yes', use(terraform));
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/was made with tofu .* and this is terraform/)]);
  });

  it('neither reads a plan file of the other', async () => {
    for (const [maker, reader] of [ENGINES, [...ENGINES].reverse()]) {
      if (maker === undefined || reader === undefined) throw new Error('an engine is missing');
      const made = folderOf(maker, DATA);
      await made.run('init -input=false');
      await made.run('plan -input=false -out=p.tfplan');
      const read = folderOf(reader, DATA);
      mkdirSync(path.join(read.cwd, 'plans'));
      writeFileSync(path.join(read.cwd, 'plans/p.tfplan'), readFileSync(path.join(made.cwd, 'p.tfplan')));
      await read.run('init -input=false');
      const {exit, said} = await read.run('apply -input=false -no-color plans/p.tfplan');
      expect([exit, said]).toEqual([1, expect.stringContaining(codeOf(promised('a plan file of the other one', reader.title)))]);
    }
  });
});
