import {cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {type Outcome, PACKAGE, weir} from '../fixtures/cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Stands in for a checkout: a copy of the built package, with a `policies/` of its own beside `dist/`. */
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-own-'));
  for (const part of ['dist', 'package.json']) cpSync(path.join(PACKAGE, part), path.join(cwd, part), {recursive: true});
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(cwd, 'node_modules'));
  write('topic-specs/payments/topics.yaml', [
    'apiVersion: weir/v1',
    'kind: Topic',
    'metadata: {name: payments.orders.v1, owner: us, description: Orders}',
    'spec: {partitions: 12, replicationFactor: 3, config: {min.insync.replicas: 2, retention.ms: 7d}}',
  ]);
  // Each of these is in the registry: loaded again, it would stop the run.
  for (const file of ['topic/partitions.ts', 'packs/strict.ts', 'classes/events.ts'])
    write(`policies/${file}`, ["throw new Error('it is in the registry already');"]);
});
afterEach(() => rmSync(cwd, {recursive: true}));

function write(file: string, lines: readonly string[]): void {
  mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
  writeFileSync(path.join(cwd, file), `${lines.join('\n')}\n`);
}

const YAML_RULE = [
  'kind: Topic',
  'title: Few partitions',
  'rationale: Ours.',
  'level: error',
  'sources: [us]',
  'at: spec.partitions',
  'must: {maximum: 6}',
  'message: "{value} are many"',
  'examples: {good: [{spec: {partitions: 1}}], bad: [{spec: {partitions: 12}}]}',
];

const own = (...args: string[]): Promise<Outcome> => weir(args, {cwd, program: path.join(cwd, 'dist/cli.js')});

// From source there is no package to copy.
describe.skipIf(PACKAGE === ROOT)("Weir's own folder of policies", () => {
  it('is in the registry, and nothing of it is loaded again', async () => {
    expect(await own('check', '--format', 'github')).toMatchObject({exit: 0, stderr: ''});
  });

  it('may hold rules that the registry has not yet', async () => {
    write('policies/topic/few.yaml', YAML_RULE);
    write('policies/topic/fewer.ts', [
      "import {at, policy, topic} from 'kafka-weir/policy';",
      "export default policy({kind: 'Topic', title: 'Fewer', rationale: 'Ours.', level: 'error', sources: ['us'],",
      "  schema: at('spec.partitions', {maximum: 6}), message: () => 'fewer',",
      '  examples: {good: [topic({partitions: 1})], bad: [topic({partitions: 12})]}});',
    ]);
    const {exit, stdout, stderr} = await own('check', '--format', 'github');
    expect({exit, stderr}).toEqual({exit: 1, stderr: ''});
    expect(stdout).toMatch(/title=topic\/few%3A.*::12 are many\n.*title=topic\/fewer%3A.*::fewer\n/);
    expect(await own('rules', '--test', 'topic/few')).toMatchObject({exit: 0});
  });

  it('refuses a rule in YAML by the id of one in the registry', async () => {
    write('policies/topic/partitions.yaml', YAML_RULE);
    const {exit, stderr} = await own('check');
    expect(exit).toBe(2);
    expect(stderr).toContain('policies/topic/partitions.yaml: the id topic/partitions is taken by a rule that ships with Weir');
  });
});
