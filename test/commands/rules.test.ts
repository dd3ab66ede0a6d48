import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import rules from '../../src/commands/rules.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = temporaryFolder();
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
  writeFileSync(path.join(cwd, file), text);
}

const list = (...args: string[]) => runHere(rules, args, cwd);
const json = async (
  ...args: string[]
): Promise<{id: string; level: string | null; options: Record<string, unknown>; packs: Record<string, string | null>}[]> =>
  JSON.parse((await list('--format', 'json', ...args)).stdout);

const OURS = `kind: Topic
title: Few partitions
rationale: Ours.
level: warning
sources: [us]
at: spec.partitions
must: {maximum: 6}
message: "{value} are many"
examples:
  good: [{spec: {partitions: 1}}, {spec: {partitions: 9}}]
  bad: [{spec: {partitions: 12}}, {spec: {partitions: 2}}, {spec: {partition: 7}}]
`;

describe('weir rules', () => {
  it("is a table for each kind, with the team's own", async () => {
    write('policies/topic/few.yaml', OURS);
    const {stdout} = await list('topic/few', 'acl/no-all-operation', 'topic/naming', 'plan/topic-destroyed');
    expect(stdout).toMatch(
      /^As they hold in general\n\nTopic\n.*topic\/naming.*\n {2}warning {2}topic\/few +Few partitions \(yours\)\n\nAcl\n/,
    );
    expect(stdout).toMatch(/\nPlan\n {2}error .*plan\/topic-destroyed.*\n\n\d of 4 rules judge/);
  });

  it('has the levels of an environment and a class', async () => {
    write(
      'topic-specs/clusters/a.yaml',
      'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: a}\nspec: {environment: test, sandbox: true}\n',
    );
    write(
      'policies/policy.yaml',
      'classes: {state: {rules: {topic/naming: {level: note}}}}\nenvironments: {test: {rules: {topic/partitions: {level: off}}}}\n',
    );
    const levels = async (...args: string[]) =>
      Object.fromEntries((await json('topic/naming', 'topic/partitions', ...args)).map(({id, level}) => [id, level]));
    expect(await levels('--class', 'state')).toMatchObject({'topic/naming': 'note'});
    expect(await levels('--environment', 'test')).toMatchObject({'topic/partitions': 'off'});
    expect((await list('--environment', 'test', '--class', 'state')).stdout).toMatch(
      /^As they hold in the environment test for topics of the class state\n/,
    );
  });

  it('shows what packs would do, and what each says', async () => {
    const [one] = await json('topic/replication-factor', '--pack', 'strict');
    expect(one).toMatchObject({level: 'error', packs: {recommended: 'error', strict: 'error'}});
    const strict = await json('--pack', 'strict');
    const both = await json('--pack', 'strict', '--pack', 'exactly-once');
    expect(both.every(({level}) => level !== null)).toBe(true);
    expect(both.filter(({level}, index) => level !== strict[index]?.level).every(({packs}) => packs['exactly-once'] !== null)).toBe(true);
    expect((await json('--pack', 'exactly-once')).some(({level}) => level === null)).toBe(true);
  });

  it('of one kind', async () => {
    const ids = (await json('--kind', 'quota')).map(({id}) => id);
    expect(ids).toContain('quota/present');
    expect(ids.every(id => !id.startsWith('topic/'))).toBe(true);
  });

  it.each<[string[], string]>([
    [['topic/nameing'], 'there is no rule "topic/nameing"; did you mean "topic/naming"?'],
    [['--kind', 'Topics'], 'there is no kind "Topics"; did you mean "Topic"?'],
    [['--pack', 'strickt'], 'there is no pack "strickt"; did you mean "strict"?'],
    [['--class', 'stat'], 'there is no topic class "stat"; did you mean "state"?'],
    [['--pack', 'strict', '--class', 'state'], '--pack shows what a pack says'],
    [['--environment', 'prod', '--specs', 'nowhere'], 'there is no folder nowhere'],
  ])('%j is wrong use', async (args, message) => {
    await expect(list(...args)).rejects.toMatchObject({message: expect.stringContaining(message), exit: 2});
  });
});

describe('weir rules --test', () => {
  it.each([
    [['topic/naming', '--kind', 'acl'], 'topic/naming is not about Acl'],
    [['--pack', 'strict'], '--test and --pack exclude each other'],
    [['--environment', 'live'], '--test and --environment exclude each other'],
    [['--class', 'state'], '--test and --class exclude each other'],
  ])('with %j is wrong use, and no result', async (args, message) => {
    await expect(list('--test', ...args)).rejects.toMatchObject({exit: 2, message: expect.stringContaining(message)});
  });

  it('tells which examples do not hold, and where they stand', async () => {
    write('policies/topic/few.yaml', OURS);
    const {exit, stdout} = await list('--test', 'topic/few', 'topic/naming');
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^ok {5}topic\/naming /);
    expect(stdout).toContain(`fails  topic/few     2 good, 3 bad
       policies/topic/few.yaml:10:35 good example 2: it is a good example, and the rule finds fault with it at /spec/partitions: 9 are many
       policies/topic/few.yaml:11:35 bad example 2: it is a bad example, and the rule finds no fault with it
       policies/topic/few.yaml:11:60 bad example 3: it is no valid document at /spec/partition: unknown key partition; did you mean partitions?

1 of 2 rules fails
`);
  });

  it('tells programs', async () => {
    write('policies/topic/few.yaml', OURS);
    const {exit, stdout} = await list('--test', 'topic/few', '--format', 'json');
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      summary: {rules: 1, failed: 1},
      rules: [
        {
          id: 'topic/few',
          origin: 'team',
          file: 'policies/topic/few.yaml',
          problems: [{example: {which: 'good', index: 1}, location: {line: 10}}, {}, {}],
        },
      ],
    });
  });

  it('holds for all of ours, whatever policy.yaml says', async () => {
    write('policies/policy.yaml', 'packs: []\nrules: {topic/partitions: {options: {min: 5}}}\n');
    const {exit, stdout} = await list('--test');
    expect(stdout).toMatch(/\nthe examples of \d{2,} rules hold\n$/);
    expect(exit).toBe(0);
  });
});
