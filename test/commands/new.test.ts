import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import scaffold from '../../src/commands/new.ts';
import rules from '../../src/commands/rules.ts';
import {KINDS} from '../../src/specs/model.ts';
import {NODE_FLAGS, PACKAGE, weir} from '../fixtures/cli.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = temporaryFolder();
});

const start = (...args: string[]) => runHere(scaffold, ['policy', ...args], cwd);

describe('weir new policy', () => {
  it.each(KINDS)('begins a rule in YAML about %s whose examples hold', async kind => {
    const id = `${kind.toLowerCase()}/ours`;
    const {stdout} = await start(id, '--yaml');
    expect(stdout).toContain(`wrote policies/${id}.yaml\n`);
    const {exit, stdout: tested} = await runHere(rules, ['--test', id], cwd);
    expect({exit, tested}).toEqual({exit: 0, tested: `ok     ${id}  1 good, 1 bad\n\nthe examples of 1 rule hold\n`});
  });

  it('begins rules in TypeScript about every kind, with tests that Node runs', async () => {
    for (const kind of KINDS)
      await runHere(scaffold, ['policy', `ours/${kind.toLowerCase()}`, '--kind', kind, '--policies', `policies-${kind}`], cwd);
    mkdirSync(path.join(cwd, 'policies'));
    for (const kind of KINDS) symlinkSync(path.join('..', `policies-${kind}`, 'ours'), path.join(cwd, 'policies', kind.toLowerCase()));
    const ids = KINDS.map(kind => `${kind.toLowerCase()}/${kind.toLowerCase()}`);
    expect(await weir(['rules', '--test', ...ids], {cwd})).toMatchObject({exit: 0, stderr: ''});
    mkdirSync(path.join(cwd, 'node_modules'));
    symlinkSync(PACKAGE, path.join(cwd, 'node_modules/kafka-weir'));
    const files = KINDS.map(kind => `policies-${kind}/ours/${kind.toLowerCase()}.test.ts`);
    const {status, stdout} = spawnSync(process.execPath, [...NODE_FLAGS, '--test', '--test-isolation=none', ...files], {
      cwd,
      encoding: 'utf8',
      env: {...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined},
    });
    expect(stdout).toMatch(/pass 14\b/);
    expect(status).toBe(0);
  });

  it('takes the kind from the folder, and Topic where that names none', async () => {
    await start('acl/ours', '--yaml');
    await start('house/ours', '--yaml');
    await start('house/theirs', '--yaml', '--kind', 'qUOTA');
    const kindOf = (file: string): string | undefined => readFileSync(path.join(cwd, 'policies', file), 'utf8').split('\n')[0];
    expect(['acl/ours.yaml', 'house/ours.yaml', 'house/theirs.yaml'].map(kindOf)).toEqual(['kind: Acl', 'kind: Topic', 'kind: Quota']);
  });

  it.each<[string, string[], string, string | undefined]>([
    ['a name without a folder', ['EvenPartitions'], 'is no name of a rule', 'weir new policy topic/even-partitions'],
    ['a name that leads away', ['../x'], 'is no name of a rule', 'weir new policy topic/x'],
    ['a name that is a path', ['/etc/passwd'], 'is no name of a rule', 'weir new policy etc/passwd'],
    ['an empty name', [''], 'is no name of a rule', 'weir new policy topic/even-partitions'],
    ['a folder of ours', ['schema/x'], "ids that start with schema/ are Weir's own", 'weir new policy topic/x'],
    ['the folder of packs', ['packs/x'], "ids that start with packs/ are Weir's own", 'weir new policy topic/x'],
    [
      'a rule of ours',
      ['topic/naming'],
      'the id topic/naming is taken by a rule that ships with Weir',
      expect.stringContaining('weir explain topic/naming'),
    ],
    ['a kind that there is none of', ['a/b', '--kind', 'topics'], 'there is no kind topics; did you mean Topic?', expect.any(String)],
    ['a folder outside', ['a/b', '--policies', '..'], '.. is outside of the working directory', expect.any(String)],
  ])('refuses %s', async (_what, args, message, hint) => {
    await expect(start(...args)).rejects.toMatchObject({message: expect.stringContaining(message), hint, exit: 2});
    expect(existsSync(path.join(cwd, 'policies'))).toBe(false);
  });

  it('refuses what there is no scaffold for', async () => {
    await expect(runHere(scaffold, ['polcy', 'a/b'], cwd)).rejects.toMatchObject({
      message: 'there is no scaffold for "polcy"; did you mean "policy"?',
      exit: 2,
    });
  });

  it('never overwrites', async () => {
    await start('topic/ours', '--yaml');
    await expect(start('topic/ours', '--yaml')).rejects.toThrow('the id topic/ours is taken by policies/topic/ours.yaml');
    mkdirSync(path.join(cwd, 'policies/user'));
    writeFileSync(path.join(cwd, 'policies/user/mine.test.ts'), '// mine\n');
    await expect(start('user/mine')).rejects.toMatchObject({message: 'policies/user/mine.test.ts exists already', exit: 2});
    expect(existsSync(path.join(cwd, 'policies/user/mine.ts'))).toBe(false);
  });
});
