import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {weir} from '../fixtures/cli.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

/** A folder of its own on the shared sandbox: two domains, so two stacks. */
let cwd = '';
const TOPICS = ['approved.one.v1', 'approved.two.v1', 'approving.three.v1'] as const;

const topic = (name: string, partitions = 1): string => `---
apiVersion: weir/v1
kind: Topic
metadata: {name: ${name}, owner: team-test, description: Made by a test}
spec: {partitions: ${partitions}, replicationFactor: 3, config: {min.insync.replicas: 2, retention.ms: 1d}}
`;

function write(names: readonly string[]): void {
  for (const domain of ['approved', 'approving']) {
    const own = names.filter(name => name.startsWith(`${domain}.`));
    rmSync(path.join(cwd, 'topic-specs', domain), {recursive: true, force: true});
    if (own.length === 0) continue;
    mkdirSync(path.join(cwd, 'topic-specs', domain), {recursive: true});
    writeFileSync(path.join(cwd, 'topic-specs', domain, 'all.yaml'), own.map(name => topic(name)).join(''));
  }
}

const run = (args: string) => weir(args.split(' '), {cwd});

async function liveTopics(): Promise<string[]> {
  const layout = await withAdmin(await sandboxConnection({root: testRoot()}), admin => readLayout(admin, [...TOPICS]));
  return layout.topics.map(({name}) => name).sort();
}

/** The example that the plan wrote, filled in; `take` chooses of its entries. */
function fillIn({expires = '2999-12-31', take = () => true}: {expires?: string; take?: (entry: string) => boolean} = {}): void {
  const [head = '', ...entries] = readFileSync(path.join(cwd, 'plan', 'approvals.example.yaml'), 'utf8').split(/(?=^ {2}# plan\/)/m);
  const text = [head, ...entries.filter(take)].join('');
  const filled = text
    .replaceAll('owner: ""', 'owner: team-test')
    .replaceAll('reason: ""', 'reason: a test')
    .replaceAll('expires: ""', `expires: ${expires}`);
  writeFileSync(path.join(cwd, 'approvals.yaml'), filled);
}

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-approvals-'));
  mkdirSync(path.join(cwd, '.weir'), {mode: 0o700});
  symlinkSync(path.join(testRoot(), '.weir', 'sandbox'), path.join(cwd, '.weir', 'sandbox'));
  mkdirSync(path.join(cwd, 'policies'));
  writeFileSync(path.join(cwd, 'policies', 'policy.yaml'), 'packs: []\nrules:\n  plan/topic-destroyed: {level: error}\n');
  mkdirSync(path.join(cwd, 'topic-specs'));
  writeFileSync(
    path.join(cwd, 'topic-specs', 'cluster.yaml'),
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: approvals, owner: team-test, description: Shared}\nspec: {environment: test, sandbox: true}\n',
  );
  write(TOPICS);
  const applied = await run('apply --yes');
  expect(applied.exit, applied.stderr).toBe(0);
});
afterAll(async () => {
  await withAdmin(await sandboxConnection({root: testRoot()}), async admin => deleteTopics(admin, await liveTopics()));
  rmSync(cwd, {recursive: true, force: true});
});

describe('risks in two stacks, each approved alone', {timeout: 120_000}, () => {
  it('plan says how, and what it wrote is refused until it is filled in', async () => {
    write(['approved.one.v1']);
    const plan = await run('plan --out plan');
    expect([plan.exit, plan.stderr]).toEqual([1, expect.stringContaining('weir apply --cluster approvals --plan plan --approve FILE')]);
    expect(plan.stderr).toMatch(
      /# plan\/topic-destroyed in approvals\.approved, topic-specs\/cluster\.yaml:3[\s\S]* {2}- risk: "[0-9a-f]{32}"/,
    );
    const empty = await run('apply --plan plan --yes --approve plan/approvals.example.yaml');
    expect([empty.exit, empty.stderr]).toEqual([2, expect.stringMatching(/plan\/approvals\.example\.yaml:\d+:12: "owner" must be text/)]);
  });

  it('--yes approves nothing, and --approve needs a saved plan', async () => {
    const {exit, stderr} = await run('apply --plan plan --yes');
    expect([exit, stderr]).toEqual([1, expect.stringContaining('nobody has approved the 2 risks of this plan; nothing was changed')]);
    fillIn();
    const made = await run('apply --yes --approve approvals.yaml');
    expect([made.exit, made.stderr]).toEqual([2, expect.stringContaining('a plan that is made now has another one')]);
  });

  it('one of the two is not enough', async () => {
    fillIn({take: entry => entry.includes('approved.two.v1')});
    const {exit, stderr} = await run('apply --plan plan --yes --approve approvals.yaml');
    expect([exit, stderr]).toEqual([1, expect.stringContaining('nobody has approved the risk of this plan; nothing was changed')]);
    expect(await liveTopics()).toEqual([...TOPICS]);
  });

  it('an expired one is refused', async () => {
    fillIn({expires: '2020-01-01'});
    const {exit, stderr} = await run('apply --plan plan --yes --approve approvals.yaml');
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/approvals\.yaml:\d+:14: this approval ended on 2020-01-01/)]);
  });

  it('one for the plan before is refused, though the risk is the same', async () => {
    fillIn();
    expect((await run('plan --out plan')).exit).toBe(1);
    const {exit, stderr} = await run('apply --plan plan --yes --approve approvals.yaml');
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/approvals\.yaml:\d+:11: this approval is for another plan/)]);
    expect(await liveTopics()).toEqual([...TOPICS]);
  });

  it('both are applied, and the evidence says who took which', async () => {
    fillIn();
    const {exit, stdout, stderr} = await run('apply --plan plan --yes --approve approvals.yaml --format json');
    expect(exit, stderr).toBe(0);
    expect(stderr).toMatch(/approved by team-test until 2999-12-31 for the plan [0-9a-f]{12}: a test: this plan destroys the topic/);
    const report = JSON.parse(stdout);
    expect(report.summary).toMatchObject({errors: 0, approved: 2});
    expect(report.findings[0]).toMatchObject({stack: 'approvals.approved', approval: {owner: 'team-test', reason: 'a test'}});
    expect(await liveTopics()).toEqual(['approved.one.v1']);
    const file = path.join(cwd, 'plan', 'evidence.json');
    const {evidence} = JSON.parse(readFileSync(file, 'utf8'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(evidence).toEqual(report.evidence);
    const hashes = JSON.parse(readFileSync(path.join(cwd, 'plan', 'plan.json'), 'utf8')).stacks.map((one: {sha256: string}) => one.sha256);
    expect(evidence.stacks.map((one: {plan: string}) => one.plan)).toEqual(hashes);
    expect(evidence).toMatchObject({
      cluster: 'approvals',
      clusterId: expect.stringMatching(/.{10}/),
      engine: {version: expect.any(String)},
      stacks: [
        {name: 'approvals.approved', status: 'applied', changes: 1, done: 1, startedAt: expect.any(String), finishedAt: expect.any(String)},
        {name: 'approvals.approving', status: 'applied', changes: 1, done: 1},
      ],
      approvals: [
        {rule: 'plan/topic-destroyed', stack: 'approvals.approved', owner: 'team-test', plan: hashes[0]},
        {rule: 'plan/topic-destroyed', stack: 'approvals.approving', owner: 'team-test', plan: hashes[1]},
      ],
    });
  });

  it('and once more nothing is applied, with the evidence kept', async () => {
    const {exit, stdout, stderr} = await run('apply --plan plan --yes --approve approvals.yaml');
    expect([exit, stdout], stderr).toEqual([0, 'approvals is as declared; nothing to apply\n']);
    const {evidence} = JSON.parse(readFileSync(path.join(cwd, 'plan', 'evidence.json'), 'utf8'));
    expect([evidence.stacks.length, evidence.approvals.length]).toEqual([2, 2]);
  });
});
