import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {readFacts} from '../../src/cluster/facts.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {PLAN_STAND_IN} from '../../src/terraform/secret-variables.ts';
import {weir} from '../fixtures/cli.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

/** A folder of its own whose `.weir` is the shared sandbox's: own state, own plans, the same brokers. */
let cwd = '';
const PASSWORD = 'a-password-that-no-file-may-hold';
const env = {LIFECYCLE_PASSWORD: PASSWORD};

const CLUSTER = `apiVersion: weir/v1
kind: Cluster
metadata: {name: lifecycle, owner: team-platform, description: The shared sandbox}
spec: {environment: test, sandbox: true, brokers: {count: 3, authorizer: {allowIfNoAcl: false, auditLog: true}}}
`;
const USER = `---
apiVersion: weir/v1
kind: User
metadata: {name: lifecycle-user, owner: team-test, description: Written by a test}
spec: {scram: {mechanism: SCRAM-SHA-512, iterations: 8192, passwordFrom: {env: LIFECYCLE_PASSWORD}, version: 1}}
---
apiVersion: weir/v1
kind: Quota
metadata: {name: lifecycle-user, owner: team-test}
spec: {entity: {user: lifecycle-user}, producerByteRate: 1MiB, consumerByteRate: 1MiB}
`;
const topic = (name: string, spec: string, config: string): string => `---
apiVersion: weir/v1
kind: Topic
metadata: {name: ${name}, owner: team-test, description: Made by a test}
spec: {${spec}, config: {min.insync.replicas: 2, cleanup.policy: delete, ${config}}}
`;
/** Text that Terraform, CDKTF or JavaScript would like to evaluate; ACLs take any. */
const NASTY = ['${path.root}', '%{if true}', '$${a} $$', '#{TfToken[0]} ${TfToken[TOKEN.0]}', 'ünïcödé 🙂', 'quote " and \\ back'];
const acls = NASTY.map(
  (text, index) => `---
apiVersion: weir/v1
kind: Acl
metadata: {name: lifecycle-${index}, owner: team-test}
spec: {principal: User:lifecycle-user, resource: {type: group, name: ${JSON.stringify(`lifecycle ${text}`)}}, operations: [read]}
`,
).join('');

function write(documents: string): void {
  mkdirSync(path.join(cwd, 'topic-specs', 'domain'), {recursive: true});
  writeFileSync(path.join(cwd, 'topic-specs', 'cluster.yaml'), CLUSTER);
  writeFileSync(path.join(cwd, 'topic-specs', 'domain', 'all.yaml'), documents);
}

const TOPICS =
  topic('lifecycle.one.v1', 'partitions: 3, replicationFactor: 3', 'retention.ms: 1d') +
  topic('lifecycle.two.v1', 'partitions: 1, replicationFactor: 3', 'retention.ms: 2d');
const run = (args: string, more: NodeJS.ProcessEnv = {}) => weir(args.split(' '), {cwd, env: {...env, ...more}});

async function live() {
  return withAdmin(await sandboxConnection({root: testRoot()}), readFacts);
}

/** Every file below the folder, but for what the sandbox keeps. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
}

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-lifecycle-'));
  mkdirSync(path.join(cwd, '.weir'), {mode: 0o700});
  symlinkSync(path.join(testRoot(), '.weir', 'sandbox'), path.join(cwd, '.weir', 'sandbox'));
  mkdirSync(path.join(cwd, 'policies'));
  writeFileSync(
    path.join(cwd, 'policies', 'policy.yaml'),
    'packs: []\nrules:\n  plan/topic-destroyed: {level: error}\n  plan/topic-replaced: {level: error}\n  plan/partitions-decreased: {level: error}\n',
  );
});
afterAll(async () => {
  // Destroying is not Weir's to do, so the engine does it by hand, as the refusal says.
  const {destroyByHand} = await import('../fixtures/destroy-by-hand.ts');
  await destroyByHand(cwd, 'lifecycle.domain', testRoot());
  rmSync(cwd, {recursive: true, force: true});
});

describe('a domain from nothing to applied', {timeout: 180_000}, () => {
  it('plans without a password, and shows every change', async () => {
    write(TOPICS + USER + acls);
    const {exit, stdout, stderr} = await weir(['plan', '--format', 'json', '--out', 'saved'], {cwd});
    expect(stderr).toContain('apply --cluster lifecycle --plan saved');
    expect(exit).toBe(0);
    const report: {changes: {action: string; kind: string; name: string; stack: string}[]; findings: unknown[]} = JSON.parse(stdout);
    expect(report.changes).toHaveLength(2 + 1 + 1 + NASTY.length);
    expect(new Set(report.changes.map(({action}) => action))).toEqual(new Set(['create']));
    expect(report.changes.find(({kind}) => kind === 'Topic')).toMatchObject({name: 'lifecycle.one.v1', stack: 'lifecycle.domain'});
  });

  it('apply refuses a missing password, an empty one, and the text that stands for one', async () => {
    const missing = await weir(['apply', '--yes'], {cwd, env: {LIFECYCLE_PASSWORD: ''}});
    expect([missing.exit, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/LIFECYCLE_PASSWORD is empty; topic-specs\/domain\/all\.yaml:\d+:\d+ asks for it/),
    ]);
    const standIn = await weir(['apply', '--yes'], {cwd, env: {LIFECYCLE_PASSWORD: PLAN_STAND_IN}});
    expect([standIn.exit, standIn.stderr]).toEqual([
      2,
      expect.stringContaining('the password of lifecycle-user is the text that stands for passwords in plans'),
    ]);
    expect((await live()).scramUsers).not.toMatchObject({
      known: expect.arrayContaining([expect.objectContaining({name: 'lifecycle-user'})]),
    });
  });

  it('apply without a terminal needs --yes', async () => {
    const {exit, stderr} = await run('apply');
    expect([exit, stderr]).toEqual([2, expect.stringContaining('pass --yes')]);
  });

  it('applies exactly the saved plan, skips it the second time, and plans nothing after it', async () => {
    const applied = await run('apply --plan saved --yes');
    expect([applied.exit, applied.stdout], applied.stderr).toEqual([0, `applied ${4 + NASTY.length} changes to lifecycle\n`]);
    const again = await run('apply --plan saved --yes');
    expect([again.exit, again.stdout], again.stderr).toEqual([0, 'lifecycle is as declared; nothing to apply\n']);
    const plan = await run('plan --fail-on-changes');
    expect([plan.exit, plan.stdout], plan.stderr).toEqual([0, expect.stringContaining('No changes')]);
    const facts = await live();
    if (!('known' in facts.acls) || !('known' in facts.scramUsers)) throw new Error('the cluster could not be read');
    expect(facts.scramUsers.known).toContainEqual({name: 'lifecycle-user', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 8192}]});
  });

  it('text arrives on the broker as it was written', async () => {
    const facts = await live();
    const text = JSON.stringify(facts.acls);
    for (const nasty of NASTY) expect(text).toContain(JSON.stringify(`lifecycle ${nasty}`).slice(1, -1));
  });

  it('no password stands in any file that it wrote, and what it wrote is for its owner alone', () => {
    const own = [path.join(cwd, 'state'), path.join(cwd, 'saved'), path.join(cwd, 'cdktf.out'), path.join(cwd, '.weir', 'plans')]
      .filter(existsSync)
      .flatMap(filesBelow);
    expect(own.some(file => file.endsWith('.tfstate'))).toBe(true);
    expect(own.some(file => file.endsWith('.tfplan'))).toBe(true);
    for (const file of own) {
      const bytes = readFileSync(file);
      expect(bytes.includes(PASSWORD), `${file} holds the password`).toBe(false);
      expect(bytes.includes(PLAN_STAND_IN), `${file} holds the stand-in`).toBe(false);
      if (/tfstate|tfplan|plan\.json/.test(path.basename(file))) expect((statSync(file).mode & 0o777).toString(8), file).toBe('600');
    }
  });

  it('no saved plan holds it in its packed parts either', async () => {
    const {unpackedPlans} = await import('../fixtures/unpacked-plans.ts');
    const parts = unpackedPlans(path.join(cwd, 'saved'));
    expect(parts.length).toBeGreaterThan(2);
    for (const {name, bytes} of parts) {
      expect(bytes.includes(PASSWORD), name).toBe(false);
      expect(bytes.includes(PLAN_STAND_IN), name).toBe(false);
    }
  });

  it('the user is let in with its password', async () => {
    const connection = await sandboxConnection({root: testRoot()});
    const asUser = {...connection, sasl: {mechanism: 'SCRAM-SHA-512' as const, username: 'lifecycle-user', password: PASSWORD}};
    await expect(withAdmin(asUser, async () => 'in')).resolves.toBe('in');
    await expect(withAdmin({...asUser, sasl: {...asUser.sasl, password: PLAN_STAND_IN}}, async () => 'in')).rejects.toMatchObject({
      code: 'cluster/authentication',
    });
  });
});

describe('what would lose data is refused', {timeout: 180_000}, () => {
  it('a removed document and fewer partitions, each at its line', async () => {
    write(TOPICS.replace('partitions: 3', 'partitions: 2').split('---\n').slice(0, 2).join('---\n') + USER + acls);
    const plan = await run('plan --format json');
    const report: {findings: {rule: string; location: {file: string; line: number}; resource: {name: string}}[]} = JSON.parse(plan.stdout);
    expect(plan.exit).toBe(1);
    expect(report.findings.map(({rule, location, resource}) => [rule, `${location.file}:${location.line}`, resource.name])).toEqual([
      ['plan/topic-destroyed', 'topic-specs/cluster.yaml:3', 'lifecycle.two.v1'],
      ['plan/partitions-decreased', 'topic-specs/domain/all.yaml:5', 'lifecycle.one.v1'],
    ]);
    const apply = await run('apply --yes');
    expect([apply.exit, apply.stderr]).toEqual([1, expect.stringContaining('nobody has approved the 2 risks of this plan')]);
    expect(apply.stderr).toContain('weir plan --cluster lifecycle --out DIR');
    const facts = await live();
    const topics = 'known' in facts.topics ? facts.topics.known : [];
    expect(topics.filter(({name}) => name.startsWith('lifecycle.')).map(({name, partitions}) => [name, partitions.length])).toEqual([
      ['lifecycle.one.v1', 3],
      ['lifecycle.two.v1', 1],
    ]);
  });

  it('even where the whole domain is gone', async () => {
    rmSync(path.join(cwd, 'topic-specs', 'domain'), {recursive: true});
    const {exit, stdout} = await run('plan');
    expect([exit, stdout]).toEqual([1, expect.stringContaining('2 errors')]);
    write(TOPICS + USER + acls);
  });

  it('a saved plan is refused once the specs have changed', async () => {
    write(TOPICS.replace('retention.ms: 1d', 'retention.ms: 3d') + USER + acls);
    const {exit, stderr} = await run('apply --plan saved --yes');
    expect([exit, stderr]).toEqual([2, expect.stringContaining('the specs have changed')]);
  });

  it('a saved plan whose file was exchanged is refused', async () => {
    write(TOPICS + USER + acls);
    const file = path.join(cwd, 'saved', 'lifecycle.domain.tfplan');
    const whole = readFileSync(file);
    chmodSync(file, 0o600);
    writeFileSync(file, Buffer.concat([whole, Buffer.from([0])]));
    const {exit, stderr} = await run('apply --plan saved --yes');
    writeFileSync(file, whole);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('is not the file that was planned')]);
  });
});

describe('a plan is applied as it was shown', {timeout: 120_000}, () => {
  it('planning again into the same folder is a new plan, not one that was applied', async () => {
    write(TOPICS.replace('retention.ms: 2d', 'retention.ms: 4d') + USER + acls);
    expect((await run('plan --out saved')).exit).toBe(0);
    const {exit, stdout, stderr} = await run('apply --plan saved --yes');
    expect([exit, stdout], stderr).toEqual([0, 'applied 1 change to lifecycle\n']);
    write(TOPICS + USER + acls);
    expect((await run('plan --out saved')).exit).toBe(0);
    expect((await run('apply --plan saved --yes --format json')).exit).toBe(0);
    expect((await run('plan --fail-on-changes')).exit).toBe(0);
  });

  it('a saved plan that would lose data is refused at its line, with what an approval needs', async () => {
    write(TOPICS.split('---\n').slice(0, 2).join('---\n') + USER + acls);
    expect((await run('plan --out saved')).exit).toBe(1);
    const {exit, stderr} = await run('apply --plan saved --yes');
    expect([exit, stderr]).toEqual([
      1,
      expect.stringMatching(/topic-specs\/cluster\.yaml:3[\s\S]*fill in saved\/approvals\.example\.yaml and pass it with --approve FILE/),
    ]);
    write(TOPICS + USER + acls);
  });

  it('a loss that a waiver accepts on the day of the apply is applied and told', async () => {
    const file = path.join(cwd, 'policies', 'waivers.yaml');
    const accept = (expires: string): void =>
      writeFileSync(
        file,
        `waivers: [{rule: plan/topic-destroyed, resource: "Topic/*.two.v1", owner: t, reason: r, expires: ${expires}}]\n`,
      );
    write(TOPICS.split('---\n').slice(0, 2).join('---\n') + USER + acls);
    accept('2999-01-01');
    expect((await run('plan --out saved')).exit).toBe(0);
    accept('2020-01-01');
    expect((await run('apply --plan saved --yes')).exit).toBe(1);
    accept('2998-01-01');
    expect(await run('apply --plan saved --yes')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('policies or waivers have changed'),
    });
    accept('2999-01-01');
    const {exit, stdout, stderr} = await run('apply --plan saved --yes');
    expect([exit, stdout], stderr).toEqual([0, 'applied 1 change to lifecycle\n']);
    expect(stderr).toContain('waived by t until 2999-01-01: r: ');
    rmSync(file);
    write(TOPICS + USER + acls);
    expect((await run('apply --yes')).exit).toBe(0);
  });

  it('a folder that is a file is refused', async () => {
    writeFileSync(path.join(cwd, 'a-file'), '');
    expect(await run('plan --out a-file')).toMatchObject({exit: 2, stderr: expect.stringContaining('is a file')});
  });

  it('two applies at once do not mix their plans', async () => {
    write(TOPICS.replace('retention.ms: 1d', 'retention.ms: 5d') + USER + acls);
    const ends = await Promise.all([run('apply --yes'), run('plan'), run('plan')]);
    expect(ends.map(({exit}) => exit).filter(exit => exit !== 0 && exit !== 3)).toEqual([]);
    write(TOPICS + USER + acls);
    expect((await run('apply --yes')).exit).toBe(0);
    expect(readdirSync(path.join(cwd, '.weir', 'plans'))).toEqual([]);
  });
});

describe('what goes wrong', {timeout: 120_000}, () => {
  it('a run that failed half-way says whose its state is', async () => {
    const pin = path.join(cwd, 'state', 'lifecycle', 'cluster.json');
    rmSync(pin);
    write(TOPICS + topic('lifecycle.too-many.v1', 'partitions: 1, replicationFactor: 4', 'retention.ms: 1d') + USER + acls);
    const {exit, stderr} = await run('apply --yes');
    expect([exit, stderr]).toEqual([3, expect.stringContaining('the brokers refused the replication factor')]);
    expect(JSON.parse(readFileSync(pin, 'utf8'))).toEqual({clusterId: expect.stringMatching(/.{10,}/)});
    write(TOPICS + USER + acls);
  });

  it('a damaged pin stops the run and says what to do', async () => {
    const pin = path.join(cwd, 'state', 'lifecycle', 'cluster.json');
    const mine = readFileSync(pin, 'utf8');
    writeFileSync(pin, '{');
    const {exit, stderr} = await run('plan');
    writeFileSync(pin, mine);
    expect([exit, stderr]).toEqual([3, expect.stringMatching(/cluster\.json cannot be read[\s\S]*remove the file/)]);
  });

  it('quickstart goes to no cluster but the embedded one', async () => {
    mkdirSync(path.join(cwd, 'real'), {recursive: true});
    const security = 'protocol: SASL_SSL, sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {env: U}, passwordFrom: {env: U}}';
    const cluster = `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: real}\nspec: {environment: e, bootstrap: ["127.0.0.1:1"], security: {${security}}}\n`;
    writeFileSync(path.join(cwd, 'real', 'all.yaml'), cluster + TOPICS);
    const {exit, stderr} = await run('quickstart --specs real --cluster real', {U: 'x'});
    expect([exit, stderr]).toEqual([2, expect.stringContaining('quickstart runs on the embedded cluster')]);
    expect(stderr).not.toContain('sandbox up');
  });

  it('a locked state names the stack and what to do', async () => {
    const {lockState} = await import('../fixtures/lock-state.ts');
    const unlock = await lockState(path.join(cwd, 'state', 'lifecycle', 'domain.tfstate'));
    try {
      const {exit, stderr} = await run('plan');
      expect([exit, stderr]).toEqual([
        3,
        expect.stringMatching(/plan of lifecycle\.domain failed: the state is locked by another run[\s\S]*wait until that run ends/),
      ]);
    } finally {
      await unlock();
    }
  });

  it('another cluster at the same address is refused', async () => {
    const pin = path.join(cwd, 'state', 'lifecycle', 'cluster.json');
    const mine = readFileSync(pin, 'utf8');
    writeFileSync(pin, JSON.stringify({clusterId: 'another-cluster-entirely'}));
    const {exit, stderr} = await run('apply --yes');
    writeFileSync(pin, mine);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('belongs to the cluster with id another-cluster-entirely')]);
  });

  it('an unreachable cluster names every address and how long it took', async () => {
    const spec = `apiVersion: weir/v1
kind: Cluster
metadata: {name: nowhere, owner: a, description: b}
spec:
  environment: test
  bootstrap: ["127.0.0.1:1", "127.0.0.1:2"]
  security: {protocol: SASL_SSL, sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {env: U}, passwordFrom: {env: U}}}
`;
    mkdirSync(path.join(cwd, 'other'), {recursive: true});
    writeFileSync(path.join(cwd, 'other', 'all.yaml'), spec + TOPICS);
    const {exit, stderr} = await run('plan --specs other --cluster nowhere', {U: 'x'});
    expect([exit, stderr]).toEqual([3, expect.stringMatching(/127\.0\.0\.1:1[\s\S]*127\.0\.0\.1:2/)]);
  });
});
