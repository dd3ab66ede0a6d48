import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {FORMATS} from '../../src/findings/reporters/index.ts';
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
