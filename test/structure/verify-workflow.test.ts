import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {parserOf} from '../../src/commands/run.ts';
import verify from '../../src/commands/verify.ts';
import {reportTargets} from '../../src/findings/reporters/report-target.ts';
import {program, runScript} from '../fixtures/run-script.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
interface Step {
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: {path?: string};
}
const {on, permissions, jobs} = load(read('docs/ci/github-verify.yml')) as {
  on: {workflow_run: {workflows: string[]}; [event: string]: unknown};
  permissions: object;
  jobs: {verify: {permissions: Record<string, string>; steps: Step[]}};
};
const stepOf = (name: string): Step => jobs.verify.steps.find(step => step.name === name) ?? {};

/** Runs the step with a program that stands for npx: it notes its arguments, writes the reports that it was asked for, and ends. */
async function run(ends: number, {writes = true} = {}) {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'summary'), '');
  const reports = `for one in "$@"; do case "$one" in *=*) echo "report $one" > "$PWD/\${one#*=}" ;; *.json) echo '{}' > "$PWD/$one" ;; esac; done`;
  program(cwd, 'npx', `printf '%s\\n' "$@" > "$PWD/calls"; ${writes ? reports : 'true'}; exit ${ends}`);
  const env = {CLUSTER: 'staging', GITHUB_STEP_SUMMARY: path.join(cwd, 'summary')};
  const outcome = await runScript(stepOf('Verify').run ?? '', {cwd, bin: cwd, env});
  const has = (name: string) => existsSync(path.join(cwd, name));
  return {outcome, has, file: (name: string) => (has(name) ? readFileSync(path.join(cwd, name), 'utf8') : '')};
}

describe('the workflow that verifies', () => {
  it('runs after the workflow that applies, by a schedule and by hand, and may only read', () => {
    expect(Object.keys(on)).toEqual(['workflow_run', 'schedule', 'workflow_dispatch']);
    const {name} = load(read('docs/ci/github-plan.yml')) as {name: string};
    expect(on.workflow_run.workflows).toEqual([name]);
    expect([permissions, jobs.verify.permissions]).toEqual([{}, {contents: 'read'}]);
    for (const {run: script = ''} of jobs.verify.steps) expect(script).not.toContain('${{');
  });

  it.each([0, 1, 2, 3])('ends as weir does, with %i, and keeps what there is', async ends => {
    const {outcome, file, has} = await run(ends);
    expect([outcome.exit, file('summary')]).toEqual([ends, 'report markdown=verify.md\n']);
    const keep = stepOf('Keep the report');
    expect([keep.if, keep.uses]).toEqual(['always()', expect.stringMatching(/^actions\/upload-artifact@v\d+$/)]);
    for (const kept of (keep.with?.path ?? '').trim().split('\n')) expect(has(kept), kept).toBe(true);
  });

  it('has no summary where nothing could be proved, and still ends as weir does', async () => {
    const {outcome, file} = await run(2, {writes: false});
    expect([outcome.exit, file('summary')]).toEqual([2, '']);
  });

  it('calls a command that there is, with options that it has', async () => {
    const [weir, command, ...args] = (await run(0)).file('calls').trimEnd().split('\n');
    expect([weir, command]).toEqual(['weir', 'verify']);
    const parser = parserOf('verify', verify);
    parser.parse(args, {from: 'user'});
    const options: Record<string, unknown> = parser.opts();
    expect(options).toMatchObject({cluster: 'staging', allowUnknown: true, format: 'github', evidence: 'verify.json'});
    expect(reportTargets(options['report'] as string[]).map(({format}) => format)).toEqual(['html', 'markdown', 'junit']);
  });
});

it('the guide names the workflow, every part, every mode and every scenario', async () => {
  const guide = read('docs/verifying.md');
  expect(guide).toContain('ci/github-verify.yml');
  const {PARTS} = await import('../../src/verify/parts.ts');
  const {MODES} = await import('../../src/verify/modes.ts');
  const {scenarioEntries} = await import('../../src/extensions/units.ts');
  for (const word of [...PARTS, ...MODES, ...scenarioEntries(ROOT, 'smoke').map(({id}) => id)])
    expect(guide, word).toContain(`\`${word}\``);
});
