import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {load} from 'js-yaml';
import {expect, it} from 'vitest';
import {program, runScript} from '../fixtures/run-script.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const text = readFileSync(path.join(ROOT, 'docs/ci/github-drift.yml'), 'utf8');
const {on, permissions, jobs} = load(text) as {
  on: Record<string, unknown>;
  permissions: object;
  jobs: {drift: {permissions: Record<string, string>; steps: {name?: string; run?: string}[]}};
};
const scriptOf = (name: string): string => jobs.drift.steps.find(step => step.name === name)?.run ?? '';

/** Runs a script of the workflow with programs that stand for the real ones. */
async function step(script: string, programs: Record<string, string>, env: Record<string, string> = {}) {
  const cwd = temporaryFolder();
  for (const name of ['output', 'summary', 'drift.md', 'calls']) writeFileSync(path.join(cwd, name), '');
  for (const [name, body] of Object.entries(programs)) program(cwd, name, body);
  const surroundings = {CLUSTER: 'staging', GITHUB_REPOSITORY: 'acme/specs', GH_TOKEN: 'a token'};
  const files = {GITHUB_OUTPUT: path.join(cwd, 'output'), GITHUB_STEP_SUMMARY: path.join(cwd, 'summary')};
  const outcome = await runScript(script, {cwd, bin: cwd, env: {...surroundings, ...files, ...env}});
  return {outcome, file: (name: string) => (existsSync(path.join(cwd, name)) ? readFileSync(path.join(cwd, name), 'utf8') : '')};
}

it('runs by a schedule, with no permission but to read and to keep an issue, and with no expression in a script', () => {
  expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch']);
  expect(permissions).toEqual({});
  expect(jobs.drift.permissions).toEqual({contents: 'read', issues: 'write'});
  for (const {run = ''} of jobs.drift.steps) expect(run).not.toContain('${{');
});

it.each([
  [0, 0, 'drift=0\n'],
  [1, 0, 'drift=1\n'],
  [3, 3, ''],
])('a look that ends with %i ends the step with %i', async (ends, exit, output) => {
  const npx = `printf '%s|' "$@" > "$PWD/calls"; echo found; exit ${ends}`;
  const {outcome, file} = await step(scriptOf('Look'), {npx});
  expect([outcome.exit, file('output'), file('summary')]).toEqual([exit, output, 'found\n']);
  expect(file('calls')).toBe('weir|drift|--cluster|staging|--fail-on-changes|--ignore|Topic/legacy.*|--format|markdown|');
});

it.each([
  [
    'opens an issue for the first drift',
    '1',
    '',
    'POST repos/acme/specs/issues -f title=Kafka cluster staging is not as declared -f labels[]=kafka-drift -F body=@body.md',
  ],
  ['keeps the one that is open', '1', '7', 'PATCH repos/acme/specs/issues/7 -F body=@body.md'],
  ['closes it when nothing differs', '0', '7', 'PATCH repos/acme/specs/issues/7 -f state=closed'],
  ['writes nothing where nothing differs and none is open', '0', '', undefined],
])('%s', async (_does, drift, found, call) => {
  const gh = `echo "$*" >> "$PWD/calls"; case "$*" in *--jq*) echo ${found} ;; esac`;
  const {outcome, file} = await step(scriptOf('Tell'), {gh}, {DRIFT: drift});
  expect(outcome.exit, outcome.stderr).toBe(0);
  expect(file('calls').trimEnd().split('\n')[1]).toBe(call === undefined ? undefined : `api -X ${call}`);
});

it('uses options that the command has, and the guide names it', () => {
  const commands = readFileSync(path.join(ROOT, 'docs/reference/commands.md'), 'utf8');
  for (const option of ['--fail-on-changes', '--ignore <pattern>', '--watch [seconds]']) expect(commands).toContain(option);
  expect(readFileSync(path.join(ROOT, 'docs/drift.md'), 'utf8')).toContain('ci/github-drift.yml');
});
