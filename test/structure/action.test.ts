import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {Ajv} from 'ajv';
import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {NODE_FLAGS, WEIR} from '../fixtures/cli.ts';
import {program, runScript} from '../fixtures/run-script.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';
import {METADATA} from './action-metadata.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ACTION: unknown = load(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'));

interface Step {
  name: string;
  run?: string;
  env?: Record<string, string>;
}

describe('action.yml', () => {
  const {inputs, runs} = ACTION as {inputs: Record<string, unknown>; runs: {steps: Step[]}};

  it('is the metadata of a composite action', () => {
    const validate = new Ajv({allErrors: true, strictRequired: false}).compile(METADATA);
    expect(validate(ACTION), JSON.stringify(validate.errors)).toBe(true);
  });

  it('puts no expression into a script: what a user states is a variable there', () => {
    for (const {run, env} of runs.steps) {
      if (run === undefined) continue;
      expect(run).not.toContain('${{');
      expect(env).toBeDefined();
    }
  });

  it('reads every input, and no other', () => {
    const read = [...readFileSync(path.join(ROOT, 'action.yml'), 'utf8').matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name);
    expect([...new Set(read)].sort()).toEqual(Object.keys(inputs).sort());
  });
});

describe('the step Check', () => {
  it.each([
    ['what a pull request is based on', {GITHUB_BASE_REF: 'main'}, 'origin/main'],
    ['what a merge group is based on', {MERGE_GROUP_BASE: '4f1c'}, '4f1c'],
    ['nothing on a push', {}, undefined],
    ['nothing where none is stated', {GITHUB_BASE_REF: 'main', CHANGED_SINCE: 'none'}, undefined],
    ['what is stated', {GITHUB_BASE_REF: 'main', CHANGED_SINCE: 'v1.0 $(touch pwned)'}, 'v1.0 $(touch pwned)'],
  ])('compares with %s', async (_what, env, since) => {
    const {calls, cwd} = await check({env});
    expect(calls).toHaveLength(1);
    expect(calls[0]?.join('\n').split('--changed-since\n')[1]?.split('\n')[0]).toBe(since);
    expect(existsSync(path.join(cwd, 'pwned'))).toBe(false);
  });

  it('hands on what is stated as it is, an argument a line', async () => {
    const {calls} = await check({env: {SPECS: 'my specs', FAIL_ON: 'note', ARGS: '--max-warnings\n3\n\n--baseline\n$(id) "b".json\n'}});
    const stated = [
      '--specs',
      'my specs',
      '--policies',
      'policies',
      '--fail-on',
      'note',
      '--max-warnings',
      '3',
      '--baseline',
      '$(id) "b".json',
    ];
    expect(calls[0]?.slice(0, 11)).toEqual(['check', ...stated]);
  });

  it.each([0, 1])('keeps the exit code %i for later, and writes the summary', async exit => {
    const done = await check({exit});
    expect(done.outcome).toMatchObject({exit: 0});
    expect(done.outputs['exit-code']).toBe(String(exit));
    expect(done.summary).toBe('the report\n');
    expect(readFileSync(done.outputs['markdown'] ?? '', 'utf8')).toBe('the report\n');
    expect(done.outputs['sarif']).toBeUndefined();
  });

  it('gives code scanning everything, also where a pull request is shown what is new', async () => {
    const {calls, outputs} = await check({exit: 1, env: {GITHUB_BASE_REF: 'main', CODE_SCANNING: 'true'}});
    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual([
      'check',
      '--specs',
      'topic-specs',
      '--policies',
      'policies',
      '--format',
      'code-scanning',
      '--output',
      outputs['sarif'],
    ]);
    expect(existsSync(outputs['sarif'] ?? '')).toBe(true);
  });

  it('says in the summary that it could not judge', async () => {
    const {outputs, summary} = await check({exit: 2, env: {CODE_SCANNING: 'true'}});
    expect(outputs).toMatchObject({'exit-code': '2'});
    expect(outputs['sarif']).toBeUndefined();
    expect(summary).toMatch(
      /^<!-- kafka-weir:check -->\n### weir check: it could not judge \(exit code 2\)\n\n\[The log\]\(https:\/\/github\.example\/acme\/specs\/actions\/runs\/7\)/,
    );
  });

  it('judges by Weir itself: a pull request is shown what is new, and code scanning gets everything', async () => {
    const {outcome, outputs, summary} = await check({
      branch: {main: 'a.old.v1', own: 'a.new.v1'},
      env: {CODE_SCANNING: 'true', GITHUB_BASE_REF: 'main'},
    });
    expect(outcome.stdout).toMatch(/^::error .*file=topic-specs\/a\/own\.yaml,line=4/m);
    expect(summary).toContain('<!-- kafka-weir:check -->');
    expect(summary).toContain('a.new.v1');
    expect(summary).not.toContain('a.old.v1');
    expect(outputs['exit-code']).toBe('1');
    const sarif = readFileSync(outputs['sarif'] ?? '', 'utf8');
    expect(sarif).toContain('Topic/a.old.v1');
    expect(sarif).toContain('Topic/a.new.v1');
  });
});

describe('the step Comment', () => {
  it.each([
    ['writes a comment', '', 'POST repos/acme/specs/issues/12/comments'],
    ['takes the earlier one where there is one', '41\n42', 'PATCH repos/acme/specs/issues/comments/41'],
  ])('%s', async (_what, found, call) => {
    const {outcome, calls} = await comment(`case "$*" in *--paginate*) printf '%s' '${found}' ;; esac`);
    expect(outcome).toMatchObject({exit: 0, stdout: ''});
    expect(calls).toHaveLength(2);
    const [method, target] = call.split(' ');
    expect(calls[1]).toContain(`--method ${method} ${target} --field body=@/the report.md`);
  });

  it.each(['exit 1', 'case "$*" in *--method*) exit 1 ;; esac'])('warns where it may not (%s)', async script => {
    const {outcome} = await comment(script);
    expect(outcome.exit).toBe(0);
    expect(outcome.stdout).toMatch(/^::warning .*pull-requests: write/);
  });
});

describe('the steps around', () => {
  it.each(['0', '1', '2', '3'])('Result ends with %s', async STATUS => {
    const cwd = temporaryFolder();
    expect(await runScript(scriptOf('Result'), {cwd, bin: cwd, env: {STATUS}})).toMatchObject({exit: Number(STATUS)});
  });

  it('Install takes this checkout as it is where it is built, and a version of npm where one is stated', async () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'dist'));
    writeFileSync(path.join(cwd, 'dist/cli.js'), '');
    program(cwd, 'npm', `echo "$*" >> '${path.join(cwd, 'npm.log')}'`);
    const env = {ACTION: cwd, RUNNER_TEMP: cwd, GITHUB_OUTPUT: path.join(cwd, 'output')};
    await runScript(scriptOf('Install Kafka Weir'), {cwd, bin: cwd, env: {...env, VERSION: ''}});
    expect(existsSync(path.join(cwd, 'npm.log'))).toBe(false);
    await runScript(scriptOf('Install Kafka Weir'), {cwd, bin: cwd, env: {...env, VERSION: '1.4.2-rc.1'}});
    expect(readFileSync(path.join(cwd, 'npm.log'), 'utf8')).toBe(
      `install --prefix ${cwd}/kafka-weir --no-audit --no-fund kafka-weir@1.4.2-rc.1\n`,
    );
    expect(readFileSync(env.GITHUB_OUTPUT, 'utf8')).toBe(
      `program=${cwd}/bin/weir.mjs\nprogram=${cwd}/kafka-weir/node_modules/kafka-weir/bin/weir.mjs\n`,
    );
    const refused = await runScript(scriptOf('Install Kafka Weir'), {cwd, bin: cwd, env: {...env, VERSION: 'git+ssh://x'}});
    expect(refused).toMatchObject({exit: 2, stdout: expect.stringContaining('::error')});
  });
});

function scriptOf(name: string): string {
  const {runs} = ACTION as {runs: {steps: Step[]}};
  const run = runs.steps.find(step => step.name === name)?.run;
  if (run === undefined) throw new Error(`action.yml has no step ${name} with a script`);
  return run;
}

/** Runs the step Check: with a program that records its arguments, or in a repository with a branch with Weir itself. */
async function check({exit = 0, branch, env = {}}: {exit?: number; branch?: {main: string; own: string}; env?: Record<string, string>}) {
  const cwd = temporaryFolder();
  const file = (name: string) => path.join(cwd, name);
  writeFileSync(file('fake.mjs'), FAKE);
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  if (branch !== undefined) await commitBranch(cwd, branch);
  const outcome = await runScript(scriptOf('Check'), {
    cwd,
    bin: cwd,
    env: {
      ...{WEIR: branch !== undefined ? WEIR : file('fake.mjs'), EXIT: String(exit), CALLS: file('calls')},
      ...(branch !== undefined ? {NODE_OPTIONS: NODE_FLAGS.join(' ')} : {}),
      ...{
        SPECS: 'topic-specs',
        POLICIES: 'policies',
        CHANGED_SINCE: 'base',
        MERGE_GROUP_BASE: '',
        FAIL_ON: '',
        ARGS: '',
        CODE_SCANNING: 'false',
      },
      ...{RUNNER_TEMP: cwd, GITHUB_OUTPUT: file('output'), GITHUB_STEP_SUMMARY: file('summary'), GITHUB_BASE_REF: ''},
      ...{GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'acme/specs', GITHUB_RUN_ID: '7'},
      ...env,
    },
  });
  const lines = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8').trimEnd().split('\n') : []);
  const outputs: Record<string, string> = Object.fromEntries(
    lines('output').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const calls = lines('calls').map((line): string[] => JSON.parse(line));
  return {cwd, outcome, calls, outputs, summary: readFileSync(file('summary'), 'utf8')};
}

const FAKE = `
import {appendFileSync, writeFileSync} from 'node:fs';
const args = process.argv.slice(2);
appendFileSync(process.env.CALLS, JSON.stringify(args) + '\\n');
const report = args[args.indexOf('--report') + 1] ?? '';
if (Number(process.env.EXIT) < 2) {
  if (args.includes('--report')) writeFileSync(report.slice('markdown='.length), 'the report\\n');
  if (args.includes('--output')) writeFileSync(args[args.indexOf('--output') + 1], '{}');
}
process.exit(Number(process.env.EXIT));
`;

/** Runs the step Comment with a `gh` that records its arguments and then does what `script` says. */
async function comment(script: string) {
  const cwd = temporaryFolder();
  const log = path.join(cwd, 'calls');
  program(cwd, 'gh', `echo "$*" >> '${log}'\n${script}`);
  const env = {GITHUB_REPOSITORY: 'acme/specs', GH_TOKEN: 'a token', NUMBER: '12', MARKDOWN: '/the report.md'};
  const outcome = await runScript(scriptOf('Comment'), {cwd, bin: cwd, env});
  return {outcome, calls: readFileSync(log, 'utf8').trimEnd().split('\n')};
}

/** A repository whose main has one wrong topic, of this name, and whose branch adds another. */
async function commitBranch(cwd: string, {main, own}: {main: string; own: string}): Promise<void> {
  mkdirSync(path.join(cwd, 'topic-specs/a'), {recursive: true});
  const write = (file: string, name: string): void =>
    writeFileSync(
      path.join(cwd, `topic-specs/a/${file}.yaml`),
      `apiVersion: weir/v1\nkind: Topic\nmetadata: {name: ${name}, owner: team, description: An example}\nspec: {partitions: 0, replicationFactor: 3}\n`,
    );
  const commit = 'git add topic-specs && git -c user.name=a -c user.email=a@example.org commit -qm change';
  write('main', main);
  await runScript(`git init -q && ${commit} && git update-ref refs/remotes/origin/main HEAD`, {cwd, bin: cwd, env: {}});
  write('own', own);
  await runScript(commit, {cwd, bin: cwd, env: {}});
}
