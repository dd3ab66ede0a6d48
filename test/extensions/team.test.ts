import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {scenarioEntries, stackEntries} from '../../src/extensions/units.ts';
import {type Outcome, weir} from '../fixtures/cli.ts';

/** A team's own folder, far from Weir's: nothing is installed there. */
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-team-'));
  write('topic-specs/payments/topics.yaml', [
    'apiVersion: weir/v1',
    'kind: Topic',
    'metadata: {name: payments.orders.v1, owner: us, description: Orders}',
    'spec: {partitions: 12, replicationFactor: 3, config: {min.insync.replicas: 2, retention.ms: 7d}}',
  ]);
});
afterEach(() => rmSync(cwd, {recursive: true}));

function write(file: string, lines: string | readonly string[]): void {
  mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
  writeFileSync(path.join(cwd, file), typeof lines === 'string' ? lines : `${lines.join('\n')}\n`);
}

function rule(options: {types?: boolean; message?: string} = {}): string {
  const {types = true, message = 'ours'} = options;
  return `
import {at, policy, topic} from 'kafka-weir/policy';
const MAX${types ? ': number' : ''} = 6;
export default policy({
  kind: 'Topic', title: 'Few partitions', rationale: 'Ours.', level: 'error', sources: ['us'],
  schema: at('spec.partitions', {maximum: MAX}), message: () => '${message}',
  examples: {good: [topic({partitions: 1})], bad: [topic({partitions: 12})]},
});
`;
}

const check = (): Promise<Outcome> => weir(['check', '--format', 'github'], {cwd});

describe("a team's rule", () => {
  it.each([
    ['TypeScript', 'policies/topic/few.ts', rule()],
    ['JavaScript', 'policies/topic/few.js', rule({types: false})],
  ])('in %s judges, and nothing warns', async (_language, file, text) => {
    write(file, text);
    expect(await check()).toEqual({
      exit: 1,
      stdout:
        '::error file=topic-specs/payments/topics.yaml,line=4,endLine=4,col=20,endColumn=21,title=topic/few%3A Topic payments.orders.v1::ours\n',
      stderr: '',
    });
  });

  it.each(['policies/topic/few.yaml', 'policies/deep/er/few.YML'])('in YAML judges: %s', async file => {
    write(file, [
      'kind: Topic',
      'title: Few partitions',
      'rationale: Ours.',
      'level: error',
      'sources: [us]',
      'at: spec.partitions',
      'must: {maximum: 6}',
      'message: "{value} are many"',
      'examples: {good: [{spec: {partitions: 1}}], bad: [{spec: {partitions: 12}}]}',
    ]);
    write('policies/waivers.yaml', 'waivers: []\n');
    write('policies/_notes.yaml', 'free: {\n');
    const {exit, stdout, stderr} = await check();
    expect({exit, stderr}).toEqual({exit: 1, stderr: ''});
    expect(stdout).toContain('::12 are many');
  });

  it('can neither print into a result nor change how the run ends', async () => {
    const logs = "console.log('loaded');\nprocess.stdout.write('loaded too');\nsetTimeout(() => process.exit(0), 1);\n";
    write('policies/topic/few.ts', `${logs}${rule().replace("() => 'ours'", "() => { console.info('judged'); return 'ours'; }")}`);
    const {exit, stdout, stderr} = await check();
    expect({exit, stderr}).toEqual({exit: 1, stderr: 'loaded\nloaded toojudged\n'});
    expect(stdout).toMatch(/^::error .*::ours\n$/);
  });

  it('cannot keep the run from ending', async () => {
    write('policies/topic/few.ts', `setInterval(() => undefined, 1000);\n${rule()}`);
    expect(await check()).toMatchObject({exit: 1, stderr: '', stdout: expect.stringMatching(/^::error .*::ours\n$/)});
  });

  it('that leaves a promise to fail is named', async () => {
    write('policies/topic/few.ts', `${rule()}\nvoid Promise.reject(new Error('nobody waits'));\n`);
    const {exit, stderr} = await check();
    expect(exit).toBe(3);
    expect(stderr).toMatch(/^weir: policies\/topic\/few\.ts:\d+ threw, and weir ended before it was done: Error: nobody waits/);
  });

  it('is found once where links run in a circle', async () => {
    write('policies/topic/few.ts', rule());
    symlinkSync('..', path.join(cwd, 'policies/topic/round'));
    symlinkSync('self', path.join(cwd, 'policies/self'));
    expect(await check()).toMatchObject({exit: 1, stderr: ''});
  });

  it('has options and levels in policy.yaml like ours', async () => {
    write('policies/topic/few.ts', rule());
    write('policies/policy.yaml', 'rules: {topic/few: {level: warning}}\n');
    const {exit, stdout} = await check();
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^::warning .*topic\/few/);
  });

  it('gets the running copy of kafka-weir, whatever is installed beside it', async () => {
    write('policies/topic/few.ts', rule());
    write(
      'node_modules/kafka-weir/package.json',
      '{"name": "kafka-weir", "version": "0.0.1", "type": "module", "exports": {"./policy": "./policy.js"}}',
    );
    write('node_modules/kafka-weir/policy.js', 'throw new Error("this is another copy");');
    expect(await check()).toMatchObject({exit: 1, stderr: ''});
  });

  it('may share code in files that start with an underscore', async () => {
    write('policies/_limits.ts', 'export const MAX: number = 6;\n');
    write('policies/topic/few.ts', rule().replace('const MAX: number = 6;', "import {MAX} from '../_limits.ts';"));
    expect(await check()).toMatchObject({exit: 1, stderr: ''});
  });

  it('that is not there yet is none', async () => {
    mkdirSync(path.join(cwd, 'policies'));
    expect(await check()).toEqual({exit: 0, stdout: '', stderr: ''});
  });
});

describe('wrong use is one clear message', () => {
  it.each<[string, string, string, string]>([
    [
      'an id of ours',
      'policies/topic/replication-factor.ts',
      rule(),
      'policies/topic/replication-factor.ts: the id topic/replication-factor is taken by a rule that ships with Weir',
    ],
    ['a reserved id', 'policies/schema/x.ts', rule(), "policies/schema/x.ts: ids that start with schema/ are Weir's own"],
    [
      'a pack of ours',
      'policies/packs/strict.ts',
      rule(),
      'policies/packs/strict.ts: the id strict is taken by a pack that ships with Weir',
    ],
    [
      'a rule in YAML that is none',
      'policies/topic/few.yaml',
      'kind: Topic\n',
      'policies/topic/few.yaml:1:1: a rule needs title: What holds where it is satisfied: one line, no full stop.',
    ],
    ['an id of ours in YAML', 'policies/topic/naming.yml', '', 'the id topic/naming is taken by a rule that ships with Weir'],
    ['a pack in YAML', 'policies/packs/ours.yaml', '', 'policies/packs/ours.yaml is not read: a pack is a .ts or .js file'],
    ['a class in YAML', 'policies/classes/ours.yaml', '', 'policies/classes/ours.yaml is not read: a topic class is a .ts or .js file'],
    ['a rule in .mts', 'policies/topic/few.mts', rule(), 'policies/topic/few.mts is not read'],
    ['a syntax error', 'policies/topic/few.ts', 'export default {,};\n', 'policies/topic/few.ts cannot be loaded: '],
    ['an enum', 'policies/topic/few.ts', 'enum A {B}\nexport default A;\n', 'use no enum, namespace or parameter property'],
    [
      'an import that is missing',
      'policies/topic/few.ts',
      "import './nowhere.ts';\nexport default {};\n",
      'policies/topic/few.ts cannot be loaded: Cannot find module',
    ],
    ['a throw at the top', 'policies/topic/few.ts', "throw new Error('boom');\n", 'policies/topic/few.ts cannot be loaded: boom'],
    ['no default export', 'policies/topic/few.ts', 'export const a = 1;\n', 'policies/topic/few.ts has no default export'],
    [
      'no rule',
      'policies/topic/few.ts',
      "export default {subject: 'document'};\n",
      'policies/topic/few.ts is no rule: it has no function message',
    ],
    [
      'a rule without tests',
      'policies/topic/few.js',
      rule({types: false}).replace(/examples:.*/, ''),
      'policies/topic/few.js is no rule: it has no examples: {good: […], bad: […]}, which are its tests',
    ],
    [
      'a class about no rule',
      'policies/classes/ours.ts',
      "export default {subject: 'class', summary: 'Ours.', rules: {'topic/nameing': {level: 'off'}}};",
      'the topic class ours changes "topic/nameing", and there is no such rule; did you mean "topic/naming"?',
    ],
    [
      'a schema that is none',
      'policies/topic/few.ts',
      rule().replace('maximum:', 'maximun:'),
      'the rule topic/few has a schema that cannot be compiled',
    ],
  ])('%s', async (_what, file, text, message) => {
    write(file, text);
    const {exit, stdout, stderr} = await check();
    expect(exit).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  it('two files of one id', async () => {
    write('policies/topic/few.ts', rule());
    write('policies/topic/few.js', rule({types: false}));
    expect((await check()).stderr).toMatch(/the id topic\/few is taken by policies\/topic\/few\.[jt]s/);
  });
});

describe('scenarios and stacks', () => {
  it('are not loaded by check', async () => {
    for (const file of ['stacks/broken.ts', 'scripts/smoke/broken.ts', 'scripts/chaos/broken.ts'])
      write(file, "throw new Error('loaded');\n");
    expect(await check()).toEqual({exit: 0, stdout: '', stderr: ''});
  });

  it("are ours and the team's, by name, loaded on use", async () => {
    write('scripts/smoke/zz-ours.js', "export default 'smoke';\n");
    write('stacks/zz-ours.js', "export default 'stack';\n");
    write('stacks/deeper/not-a-stack.js', "throw new Error('loaded');\n");
    const smoke = scenarioEntries(cwd, 'smoke');
    const stacks = stackEntries(cwd);
    expect(smoke.at(-1)).toMatchObject({id: 'zz-ours', file: 'scripts/smoke/zz-ours.js'});
    expect(stacks.at(-1)).toMatchObject({id: 'zz-ours', file: 'stacks/zz-ours.js'});
    expect(smoke.map(({id}) => id)).toEqual([
      ...scenarioEntries(path.resolve(import.meta.dirname, '../..'), 'smoke').map(({id}) => id),
      'zz-ours',
    ]);
  });

  it('of one name are refused', () => {
    write('scripts/smoke/a.js', "export default '';\n");
    write('scripts/smoke/a.ts', "export default '';\n");
    expect(() => scenarioEntries(cwd, 'smoke')).toThrow(/the name a is taken/);
  });

  it('of this repository are ours, and there only once', () => {
    const here = path.resolve(import.meta.dirname, '../..');
    const ids = stackEntries(here).map(({id}) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});
