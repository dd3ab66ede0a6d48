import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {planMarkdown} from '../../src/commands/plan-markdown.ts';
import {FORMATS} from '../../src/findings/reporters/index.ts';
import {commented} from '../fixtures/planned-changes.ts';
import {program, runScript, weirProgram} from '../fixtures/run-script.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const WRONG =
  'apiVersion: weir/v1\nkind: Topic\nmetadata: {name: a.b.v1, owner: team, description: An example}\nspec: {partitions: 0, replicationFactor: 3}\n';

describe('the workflow for GitHub', () => {
  const {permissions, jobs, on} = load(read('docs/ci/github-workflow.yml')) as {
    on: Record<string, unknown>;
    permissions: object;
    jobs: {check: {permissions: Record<string, string>; steps: {uses: string; with: Record<string, unknown>}[]}};
  };
  const {inputs} = load(read('action.yml')) as {inputs: Record<string, unknown>};

  it('gives no permission but those that its own job needs, and never runs with those of the target', () => {
    expect(permissions).toEqual({});
    expect(jobs.check.permissions).toEqual({contents: 'read', 'pull-requests': 'write', 'security-events': 'write', actions: 'read'});
    expect(Object.keys(on)).toEqual(['pull_request', 'merge_group', 'push']);
  });

  it('fetches what it compares with, and sets only what the action takes', () => {
    const [checkout, weir] = jobs.check.steps;
    expect(checkout).toMatchObject({uses: expect.stringMatching(/^actions\/checkout@v\d+$/), with: {'fetch-depth': 0}});
    expect(weir?.uses).toMatch(/\/kafka-weir@v\d+$/);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(weir?.with ?? {})));
  });
});

describe('the workflow that plans and applies', () => {
  interface Job {
    permissions: Record<string, string>;
    steps: {name?: string; uses?: string; run?: string; with?: Record<string, unknown>}[];
  }
  const workflow = load(read('docs/ci/github-plan.yml')) as {
    on: Record<string, unknown>;
    permissions: object;
    jobs: {plan: Job; apply: Job};
  };
  const {plan, apply} = workflow.jobs;
  const scriptOf = (job: Job, name: string): string => job.steps.find(step => step.name === name)?.run ?? '';

  it('gives no permission but those that its jobs need, and never runs with those of the target', () => {
    expect(workflow.permissions).toEqual({});
    expect(plan.permissions).toEqual({contents: 'read', 'pull-requests': 'write'});
    expect(apply.permissions).toEqual({contents: 'read', actions: 'read'});
    expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push', 'workflow_dispatch']);
  });

  it('puts no expression into a script, where its text could become a command', () => {
    for (const {run = ''} of [...plan.steps, ...apply.steps]) expect(run).not.toContain('${{');
  });

  it.each([
    [0, 0, 'risks=0\n'],
    [1, 0, 'risks=1\n'],
    [3, 3, ''],
  ])('a plan that ends with %i ends the step with %i', async (ends, exit, output) => {
    const {outcome, file} = await step(scriptOf(plan, 'Plan'), {
      npx: `printf '%s|' "$@" > "$PWD/calls"; echo '<!-- kafka-weir:plan staging -->'; exit ${ends}`,
    });
    expect(outcome.exit).toBe(exit);
    expect(file('calls')).toBe('weir|plan|--cluster|staging|--out|plan|--format|markdown|');
    expect([file('output'), file('summary')]).toEqual([output, '<!-- kafka-weir:plan staging -->\n']);
  });

  it.each([
    ['changes the comment that it finds', 'echo 77', 'PATCH repos/acme/specs/issues/comments/77'],
    ['writes the first one', 'true', 'POST repos/acme/specs/issues/12/comments'],
  ])('%s', async (_does, found, call) => {
    const gh = `echo "$*" >> "$PWD/calls"; case "$*" in *--jq*) ${found} ;; esac`;
    const {outcome, file} = await step(scriptOf(plan, 'Comment'), {gh});
    expect(outcome.exit, outcome.stderr).toBe(0);
    const [search = '', write] = file('calls').trimEnd().split('\n');
    expect(write).toBe(`api --silent --method ${call} --field body=@plan.md`);
    // What it looks for is what a plan, and a plan that could not be made for errors in the specs, begin with.
    const marker = /startswith\("([^"]+)"\)/.exec(search)?.[1] ?? '';
    expect(planMarkdown(commented({})).startsWith(marker)).toBe(true);
    expect('<!-- kafka-weir:plan -->'.startsWith(marker)).toBe(true);
  });

  it.each([
    ['false', 'weir|apply|--cluster|staging|--plan|plan|--yes|'],
    ['true', 'weir|apply|--cluster|staging|--plan|plan|--approve|approvals/staging.yaml|--yes|'],
  ])('applies what was saved; by hand (%s) with approvals', async (byHand, call) => {
    const {file} = await step(scriptOf(apply, 'Apply'), {npx: `printf '%s|' "$@" > "$PWD/calls"`}, {BY_HAND: byHand});
    expect(file('calls')).toBe(call);
  });

  it('uses options that the commands have', async () => {
    const commands = read('docs/reference/commands.md');
    for (const option of ['--out <dir>', '--approve <file>', '--plan <dir>', '--yes']) expect(commands).toContain(option);
  });

  /** Runs a script of the workflow with programs that stand for the real ones. */
  async function step(script: string, programs: Record<string, string>, env: Record<string, string> = {}) {
    const cwd = temporaryFolder();
    for (const name of ['output', 'summary', 'plan.md', 'calls']) writeFileSync(path.join(cwd, name), '');
    for (const [name, body] of Object.entries(programs)) program(cwd, name, body);
    const surroundings = {CLUSTER: 'staging', NUMBER: '12', GITHUB_REPOSITORY: 'acme/specs', GH_TOKEN: 'a token'};
    const files = {GITHUB_OUTPUT: path.join(cwd, 'output'), GITHUB_STEP_SUMMARY: path.join(cwd, 'summary')};
    const outcome = await runScript(script, {cwd, bin: cwd, env: {...surroundings, ...files, ...env}});
    return {outcome, file: (name: string) => readFileSync(path.join(cwd, name), 'utf8')};
  }
});

describe('the guide', () => {
  const guide = read('docs/pull-requests.md');

  it('names every input of the action with its default, and every permission that it may need', () => {
    const {inputs} = load(read('action.yml')) as {inputs: Record<string, {default: string}>};
    for (const [name, {default: fallback}] of Object.entries(inputs)) {
      const row = guide.split('\n').find(line => line.startsWith('| `') && line.split('|')[1]?.includes(`\`${name}\``));
      expect(row, name).toBeDefined();
      if (fallback !== '' && !fallback.startsWith('${{')) expect(row).toContain(`\`${fallback}\``);
    }
    const {jobs} = load(read('docs/ci/github-workflow.yml')) as {jobs: {check: {permissions: Record<string, string>}}};
    for (const [name, level] of Object.entries(jobs.check.permissions)) expect(guide).toContain(`\`${name}: ${level}\``);
  });

  it('names every format that a service reads', () => {
    const rows = guide.slice(guide.indexOf('| format | for |')).split('\n\n')[0] ?? '';
    const named = [...rows.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
    expect(named).toEqual(expect.arrayContaining(FORMATS.filter(format => format !== 'pretty')));
  });

  it('of editors names schemas that there are', () => {
    const schemas = [...read('docs/editors.md').matchAll(/^\| `([a-z]+\.schema\.json)`/gm)].map(([, name]) => name);
    expect(schemas).toEqual(expect.arrayContaining(['weir.schema.json', 'policy.schema.json', 'waivers.schema.json', 'rule.schema.json']));
    for (const name of schemas) expect(existsSync(path.join(ROOT, `docs/schemas/${name}`)), name).toBe(true);
  });
});

describe('the job for GitLab', () => {
  interface Job {
    before_script: string[];
    script: string[];
    artifacts: {reports: Record<string, string>};
  }
  const {'kafka-weir': job} = load(read('docs/ci/gitlab-ci.yml')) as {'kafka-weir': Job};
  const lines = (script: readonly string[]): string => script.join('\n');

  it('installs a package of npm, or of Git', async () => {
    const cwd = temporaryFolder();
    program(cwd, 'npm', `echo "$*" >> '${cwd}/npm.log'`);
    const env = {WEIR_PACKAGE: 'git+https://example.org/a/kafka-weir.git#v1'};
    const {stdout} = await runScript(`${lines(job.before_script)}\necho "$PATH"`, {cwd, bin: cwd, env: {TMPDIR: cwd, ...env}});
    const home = stdout.split('/node_modules/.bin:')[0];
    expect(readFileSync(path.join(cwd, 'npm.log'), 'utf8')).toBe(`install --prefix ${home} --no-audit --no-fund ${env.WEIR_PACKAGE}\n`);
  });

  it.each([
    ['where the branch left the target', {CI_MERGE_REQUEST_DIFF_BASE_SHA: 'a1'}, ['--changed-since', 'a1']],
    [
      'the tip of the target where results are merged',
      {CI_MERGE_REQUEST_DIFF_BASE_SHA: 'a1', CI_MERGE_REQUEST_TARGET_BRANCH_SHA: 'b2'},
      ['--changed-since', 'b2'],
    ],
    ['nothing on a branch', {}, []],
  ])('shows what is new since %s, and gives Code Quality everything', async (_what, env, since) => {
    const cwd = temporaryFolder();
    program(cwd, 'weir', `printf '%s|' "$@" >> '${cwd}/calls'; echo >> '${cwd}/calls'; case "$*" in *junit*) exit 3 ;; esac; exit 1`);
    const {exit} = await runScript(lines(job.script), {cwd, bin: cwd, env: {WEIR_SPECS: 'my specs', ...env}, shell: ['sh', '-e']});
    const calls = readFileSync(path.join(cwd, 'calls'), 'utf8')
      .trimEnd()
      .split('\n')
      .map(call => call.split('|').slice(0, -1));
    const shared = ['check', '--specs', 'my specs', '--policies', 'policies'];
    expect(calls).toEqual([
      [...shared, '--format', 'gitlab', '--output', 'gl-code-quality-report.json'],
      [...shared, ...since, '--report', 'junit=weir.junit.xml'],
    ]);
    expect(exit).toBe(3);
  });

  it('judges by Weir itself, and leaves every report that it names', async () => {
    const cwd = repository();
    weirProgram(cwd);
    const {exit, stdout} = await runScript(lines(job.script), {cwd, bin: cwd, env: {}});
    expect(exit).toBe(1);
    expect(stdout).toContain('topic-specs/a/topics.yaml:4:');
    for (const file of Object.values(job.artifacts.reports)) expect(existsSync(path.join(cwd, file)), file).toBe(true);
    expect(JSON.parse(readFileSync(path.join(cwd, 'gl-code-quality-report.json'), 'utf8'))).toHaveLength(1);
  });
});

describe('the hook for pre-commit', () => {
  interface Hook {
    id: string;
    entry: string;
    language: string;
    files: string;
    pass_filenames: boolean;
  }
  const [hook] = load(read('.pre-commit-hooks.yaml')) as [Hook];

  it('is the one that the example names', () => {
    const {repos} = load(read('docs/ci/pre-commit-config.yaml')) as {repos: {hooks: {id: string}[]}[]};
    expect(repos[0]?.hooks.map(({id}) => id)).toEqual([hook.id]);
  });

  it.each([
    ['topic-specs/payments/topics.yaml', true],
    ['infra/topic-specs/clusters/production.YML'.toLowerCase(), true],
    ['policies/policy.yaml', true],
    ['policies/topic/even-partitions.ts', true],
    ['policies/baseline.json', true],
    ['docs/topic-specs.md', false],
    ['src/main/resources/application.yaml', false],
  ])('runs for a change of %s: %s', (file, runs) => {
    expect(new RegExp(hook.files).test(file)).toBe(runs);
  });

  it('judges everything, without the names of the changed files', async () => {
    const cwd = repository();
    weirProgram(cwd);
    expect(hook).toMatchObject({language: 'node', pass_filenames: false});
    const {exit, stdout} = await runScript(hook.entry, {cwd, bin: cwd, env: {}});
    expect(exit).toBe(1);
    expect(stdout).toContain('topic-specs/a/topics.yaml:4:');
  });
});

/** A repository with one document, which is wrong. */
function repository(): string {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'topic-specs/a'), {recursive: true});
  writeFileSync(path.join(cwd, 'topic-specs/a/topics.yaml'), WRONG);
  return cwd;
}
