import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {judgeSpecs} from '../../src/commands/judged-specs.ts';
import {ourRules} from '../../src/extensions/rules.ts';
import {WeirError} from '../../src/findings/error.ts';
import {judge} from '../../src/policy/engine.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import {weir} from '../fixtures/cli.ts';
import {allRules} from '../fixtures/fuzz-specs.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const LONG_NAME = `${'a'.repeat(248)}b`;
const SPECS = `apiVersion: weir/v1
kind: Cluster
metadata: {name: sandbox, owner: t}
spec: {environment: sandbox, sandbox: true, brokers: {count: 3}}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: ${LONG_NAME}, owner: t}
spec: {partitions: 3, replicationFactor: 3}
`;

/** The files of `policies/` by name; a function makes what is no file. */
type Files = Record<string, string | Uint8Array | ((full: string) => void)>;

function folderWith(files: Files): string {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'topic-specs'));
  writeFileSync(path.join(cwd, 'topic-specs/all.yaml'), SPECS);
  for (const [name, content] of Object.entries(files)) {
    const full = path.join(cwd, 'policies', name);
    mkdirSync(path.dirname(full), {recursive: true});
    if (typeof content === 'function') content(full);
    else writeFileSync(full, content);
  }
  return cwd;
}

/** What `check` says of it in the place of findings: its exit code and its lines. */
async function refusal(files: Files): Promise<{exit: number; lines: string[]}> {
  const cwd = folderWith(files);
  try {
    await judgeSpecs({cwd, specs: 'topic-specs', policies: 'policies', today: '2026-11-22'});
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    expect(error.hint).not.toBe('');
    return {exit: error.exit, lines: error.message.split('\n')};
  }
  return {exit: 0, lines: []};
}

const pipe = (full: string): void => void execFileSync('mkfifo', [full]);
const link = (target: string) => (full: string) => symlinkSync(target, full);
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const RULE = `kind: Topic
title: t
rationale: r
level: error
sources: [s]
at: spec.partitions
must: {maximum: 2}
message: "{value} are too many"
examples: {good: [{spec: {partitions: 1}}], bad: [{spec: {partitions: 3}}]}
`;
const IS_PIPE = 'this is a pipe, a socket or a device, and a file is needed here';
const PRINT = '0'.repeat(32);
const ENTRY = `{"fingerprint": "${PRINT}", "rule": "topic/naming", "resource": "Topic/a", "pointer": ""}`;

describe('wrong use, each with its place', () => {
  it.each<[string, Files, string[]]>([
    ['a pipe as policy.yaml', {'policy.yaml': pipe}, ['policies/policy.yaml is a pipe, a socket or a device, and no file']],
    ['a pipe as waivers.yaml', {'waivers.yaml': pipe}, ['policies/waivers.yaml is a pipe, a socket or a device, and no file']],
    ['a pipe as baseline.json', {'baseline.json': pipe}, [`policies/baseline.json:1:1: ${IS_PIPE}`]],
    ['a pipe as a rule', {'topic/mine.yaml': pipe}, ['policies/topic/mine.yaml is a pipe, a socket or a device, and no file']],
    ['an endless device', {'policy.yaml': link('/dev/zero')}, ['policies/policy.yaml is a pipe, a socket or a device, and no file']],
    [
      'a link to nowhere in JSON',
      {'baseline.json': link('gone')},
      ['policies/baseline.json: it cannot be read: it is a link that leads nowhere'],
    ],
    [
      'a link to itself in JSON',
      {'baseline.json': link('baseline.json')},
      ['policies/baseline.json: it cannot be read: its links run in a circle'],
    ],
    ['a folder', {'policy.yaml/a.txt': ''}, ['policies/policy.yaml:1:1: this is a folder, and a file is needed here']],
    ['a link that leads nowhere', {'policy.yaml': link('gone')}, ['policies/policy.yaml is a link that leads nowhere or in a circle']],
    ['a link to itself', {'waivers.yaml': link('waivers.yaml')}, ['policies/waivers.yaml is a link that leads nowhere or in a circle']],
    [
      'a rule that is a link to nowhere',
      {'topic/mine.ts': link('gone')},
      ['policies/topic/mine.ts is a link that leads nowhere or in a circle'],
    ],
    [
      'Latin-1',
      {'policy.yaml': latin1('classes: {caf\xe9: {rules: {}}}\n')},
      ['policies/policy.yaml:1:1: this file is not UTF-8; save it as UTF-8'],
    ],
    [
      'Latin-1 in a rule',
      {'topic/mine.yaml': latin1(`# caf\xe9\n${RULE}`)},
      ['policies/topic/mine.yaml:1:1: this file is not UTF-8; save it as UTF-8'],
    ],
    ['a byte order mark moves no column', {'policy.yaml': '\ufeffpacks: [x]\n'}, ['policies/policy.yaml:1:9: there is no pack "x"']],
    ['a name in other letters', {'Policy.yaml': 'packs: []\n'}, ['policies/Policy.yaml is not read']],
    ['another ending', {'baseline.yaml': 'version: 1\n'}, ['policies/baseline.yaml is not read']],
    ['a name that ends a line', {'a\nb/c.yaml': RULE}, ['"policies/a\\nb/c.yaml" cannot give its name to what it holds']],
    [
      'keys that stand twice in JSON',
      {'baseline.json': `{"version": 1, "findings": [${ENTRY}], "findings": []}`},
      ['policies/baseline.json:1:145: the key "findings" stands twice in this mapping'],
    ],
    [
      'a key that stands twice in an entry',
      {'baseline.json': `{"version": 1, "findings": [${ENTRY.replace('}', `, "fingerprint": "${PRINT}"}`)}]}`},
      ['policies/baseline.json:1:143: the key "fingerprint" stands twice in this mapping'],
    ],
    [
      'an entry that stands twice',
      {'baseline.json': `{"version": 1, "findings": [${ENTRY},\n${ENTRY}]}`},
      ['policies/baseline.json:2:1: this entry stands at policies/baseline.json:1:29 already: keep one of the two'],
    ],
    [
      'brackets without end',
      {'baseline.json': '['.repeat(1_000_000)},
      ['policies/baseline.json:1:1: this is no JSON: the file is written by weir check --update-baseline and seldom by hand'],
    ],
    [
      'YAML 1.1 booleans',
      {'policy.yaml': 'rules: {topic/naming: {level: no}}\nfailOn: on\n'},
      [
        'policies/policy.yaml:1:31: "no" is none of error, warning, note, off; did you mean "note"?',
        'policies/policy.yaml:2:9: "on" is none of error, warning, note',
      ],
    ],
    [
      'keys that every object has',
      {
        'policy.yaml':
          '__proto__: 1\nrules: {__proto__: {}, constructor: {}, topic/naming: {level: toString, options: {__proto__: 1, constructor: 2}}}\npacks: [__proto__, toString]\n',
      },
      [
        'policies/policy.yaml:1:1: unknown key "__proto__"',
        'policies/policy.yaml:2:9: there is no rule "__proto__"',
        'policies/policy.yaml:2:24: there is no rule "constructor"',
        'policies/policy.yaml:2:63: "toString" is none of error, warning, note, off',
        'policies/policy.yaml:2:83: topic/naming has no option "__proto__"; it has pattern, example',
        'policies/policy.yaml:2:97: topic/naming has no option "constructor"; it has pattern, example',
        'policies/policy.yaml:3:9: there is no pack "__proto__"',
        'policies/policy.yaml:3:20: there is no pack "toString"',
      ],
    ],
    [
      'a pack that says nothing of itself',
      {'packs/mine.js': 'export default {subject: "pack", levelOf: () => "error"};'},
      ['policies/packs/mine.js has no summary: say in one sentence what it is for'],
    ],
    [
      'a class with a level that there is none of',
      {'classes/mine.js': 'export default {subject: "class", summary: "x", rules: {"topic/naming": {level: "bad"}}};'},
      ['the topic class mine states {"level":"bad"} for topic/naming'],
    ],
    [
      'a class with an option of another type',
      {'classes/mine.js': 'export default {subject: "class", summary: "x", rules: {"topic/naming": {options: {pattern: 5}}}};'},
      ['policies/classes/mine: the option pattern of topic/naming must be string'],
    ],
    [
      'a pattern that is too large',
      {
        'topic/mine.yaml': RULE.replace('spec.partitions', 'metadata.name').replace(
          '{maximum: 2}',
          `{pattern: '${'(a|b)'.repeat(20_000)}'}`,
        ),
      },
      [expect.stringMatching(/^policies\/topic\/mine\.yaml:7:17: this is no regular expression: .*… \(\d+ characters\)$/)],
    ],
  ])('%s', async (_what, files, lines) => expect(await refusal(files)).toEqual({exit: 2, lines}));

  it('ten thousand unknown rules are a hundred lines and a count', async () => {
    const rules = Array.from({length: 10_000}, (_, i) => `topic/namin${i}: {}`).join(', ');
    const {lines} = await refusal({'policy.yaml': `rules: {${rules}}\n`});
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([
      101,
      'policies/policy.yaml:1:9: there is no rule "topic/namin0"; did you mean "topic/naming"?',
      'and 9900 more like these',
    ]);
  });

  it('policies that are no folder', async () => {
    const cwd = folderWith({});
    writeFileSync(path.join(cwd, 'policies'), '');
    const judged = judgeSpecs({cwd, specs: 'topic-specs', policies: 'policies'});
    await expect(judged).rejects.toMatchObject({exit: 2, message: 'policies is no folder'});
  });
});

describe('nothing waits for ever', () => {
  it('folders whose links lead to each other are read once', async () => {
    const cwd = folderWith({'a/mine.yaml': RULE, 'b/yours.yaml': RULE, 'a/b': link('../b'), 'b/a': link('../a')});
    const {findings} = await judgeSpecs({cwd, specs: 'topic-specs', policies: 'policies', today: '2026-11-22'});
    expect(findings.filter(({message}) => message === '3 are too many')).toHaveLength(2);
  });

  it('a pattern that tries for ever is ended, with the rule and the document', async () => {
    const cwd = folderWith({
      'policy.yaml': "packs: []\nrules: {topic/naming: {level: error, options: {pattern: '^(a+)+$', example: a}}}\n",
    });
    const {models} = loadSpecs({cwd, directory: 'topic-specs'});
    const judging = await allRules();
    const {rules} = ourRules();
    const naming = rules.filter(({id}) => id === 'topic/naming');
    const config = {...judging.config, settingsOf: () => ({level: 'error' as const, options: {pattern: '^(a+)+$', example: 'a'}})};
    const start = performance.now();
    const run = async () => judge(models, {rules: naming, validators: await validatorsOf(naming), config, limitMs: 200});
    await expect(run()).rejects.toMatchObject({
      exit: 3,
      code: 'policy/too-slow',
      message: 'the rule topic/naming was still judging the Topic at topic-specs/all.yaml:8:18 when 0 s were over',
    });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('globs are matched in linear time', async () => {
    const waiver = (resource: string): string =>
      `  - {rule: topic/naming, resource: "Topic/${resource}", owner: t, reason: r, expires: 2027-01-01}\n`;
    const cwd = folderWith({'waivers.yaml': `waivers:\n${waiver(`${'*'.repeat(100_000)}b`)}${waiver(`${'*a'.repeat(2_000)}c`)}`});
    const start = performance.now();
    const {findings} = await judgeSpecs({cwd, specs: 'topic-specs', policies: 'policies', today: '2026-11-22'});
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(
      findings.filter(({rule}) => rule === 'topic/naming' || rule === 'waiver/unused').map(({rule, waivedBy}) => [rule, waivedBy]),
    ).toEqual([
      ['waiver/unused', undefined],
      ['topic/naming', 't'],
    ]);
  });
});

describe('a file of a team that ends the process is no result', () => {
  it.each([
    ['ends it', 'process.exit(0);', /ended before it was done: a file of policies/],
    ['waits for what never comes', 'await new Promise(() => {});\nexport default 1;', /ended before it was done: a file of policies/],
    [
      'throws when nobody listens',
      'setTimeout(() => { throw new Error("late"); });\nawait new Promise(() => {});',
      /ended before it was done: Error: late/,
    ],
  ])('%s', async (_what, text, says) => {
    const {exit, stdout, stderr} = await weir(['check'], {cwd: folderWith({'topic/mine.js': text})});
    expect([exit, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(says);
  });
});
