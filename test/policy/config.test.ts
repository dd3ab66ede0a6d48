import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {WeirError} from '../../src/findings/error.ts';
import {compileNow} from '../../src/policy/compile.ts';
import {type PolicyConfig, readPolicyConfig} from '../../src/policy/config.ts';
import type {Rule} from '../../src/policy/rule.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {policy} from '../../src/public/policy.ts';

const {rules, packs, classes} = ourRules();
const validators = await validatorsOf(rules);
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-config-'));
  mkdirSync(path.join(cwd, 'policies'));
});
afterEach(() => rmSync(cwd, {recursive: true}));

function read(text?: string, file = 'policy.yaml'): PolicyConfig {
  if (text !== undefined) writeFileSync(path.join(cwd, 'policies', file), text);
  return readPolicyConfig({cwd, directory: 'policies', rules, packs, classes, validators});
}

function rule(id: string): Rule {
  const known = rules.find(one => one.id === id);
  if (known === undefined) throw new Error(`there is no rule ${id}`);
  return known;
}

const levelOf = (config: PolicyConfig, id: string, environment?: string) => config.settingsOf(rule(id), environment).level;

describe('policy.yaml', () => {
  it('may be missing: the recommended pack holds', () => {
    const config = read();
    expect(levelOf(config, 'topic/replication-factor')).toBe('error');
    expect(levelOf(config, 'cluster/tls-version')).toBe('off');
    expect(config.settingsOf(rule('topic/replication-factor')).options).toEqual({min: 3});
    expect(config.failOn).toBe('error');
  });

  it('sets levels and options, everywhere and in an environment', () => {
    const config = read(`
failOn: warning
rules:
  topic/replication-factor: {level: warning, options: {min: 4}}
  topic/naming: {level: off}
environments:
  development: {rules: {topic/replication-factor: {options: {min: 1}}, topic/naming: {level: error}}}
`);
    expect(config.failOn).toBe('warning');
    expect(config.settingsOf(rule('topic/replication-factor'))).toEqual({level: 'warning', options: {min: 4}});
    expect(config.settingsOf(rule('topic/replication-factor'), 'development')).toEqual({level: 'warning', options: {min: 1}});
    expect(config.settingsOf(rule('topic/replication-factor'), 'production')).toEqual({level: 'warning', options: {min: 4}});
    expect(levelOf(config, 'topic/naming')).toBe('off');
    expect(levelOf(config, 'topic/naming', 'development')).toBe('error');
  });

  it('takes packs for an environment in place of the general ones', () => {
    const config = read('packs: [strict]\nenvironments: {development: {packs: [development]}}\n');
    expect(levelOf(config, 'topic/partitions')).toBe('error');
    expect(levelOf(config, 'topic/partitions', 'development')).toBe('note');
    expect(levelOf(config, 'topic/partitions', 'production')).toBe('error');
  });

  it('lets an additive pack decide only about the rules that name it', () => {
    const config = read('packs: [recommended, regulated]\n');
    expect(levelOf(config, 'topic/partitions')).toBe('warning');
    expect(levelOf(read('packs: [regulated]\n'), 'topic/partitions')).toBe('off');
  });

  it('takes the nearest word on a topic class: ours, rules, classes, environments', () => {
    const partitions = (text: string, environment?: string) =>
      read(text).settingsOf(rule('topic/partitions'), environment, 'narrow').options['max'];
    const inClass = 'classes: {narrow: {rules: {topic/partitions: {options: {max: 6}}}}}\n';
    expect(partitions('')).toBe(100);
    expect(partitions(`rules: {topic/partitions: {options: {max: 50}}}\n${inClass}`)).toBe(6);
    expect(partitions(`${inClass}environments: {development: {rules: {topic/partitions: {options: {max: 2}}}}}\n`, 'development')).toBe(2);
    expect(read(inClass).settingsOf(rule('topic/partitions')).options['max']).toBe(100);
    expect([...read(inClass).topicClasses.keys()]).toContain('narrow');
  });

  it('takes packs: none leaves what is stated, a stricter one is graver', () => {
    const none = read('packs: []\nrules: {topic/naming: {level: note}}\n');
    expect(rules.filter(one => none.settingsOf(one).level !== 'off').map(({id}) => id)).toEqual(['topic/naming']);
    const strict = read('packs: [strict]\n');
    expect(levelOf(strict, 'topic/partitions')).toBe('error');
    expect(levelOf(strict, 'cluster/tls-version')).toBe('warning');
    expect(levelOf(read('packs: [strict, recommended]\n'), 'topic/partitions')).toBe('warning');
  });

  it.each([
    [
      'rules: {topic/replication-facter: {level: error}}',
      '1:9: there is no rule "topic/replication-facter"; did you mean "topic/replication-factor"?',
    ],
    ['rules:\n  topic/naming: {level: eror}', '2:25: "eror" is none of error, warning, note, off; did you mean "error"?'],
    ['rules:\n  topic/naming: {levl: error}', '2:18: unknown key "levl"; did you mean "level"?'],
    ['rules:\n  topic/naming: error', '2:17: "topic/naming" must be a mapping: write {level: …, options: {…}}'],
    [
      'rules:\n  topic/replication-factor:\n    options:\n      min: three',
      '4:12: the option min of topic/replication-factor must be integer',
    ],
    ['rules: {topic/replication-factor: {options: {min: 0}}}', '1:51: the option min of topic/replication-factor must be >= 1'],
    [
      'rules: {topic/replication-factor: {options: {mim: 3}}}',
      '1:46: topic/replication-factor has no option "mim"; it has min; did you mean "min"?',
    ],
    ["rules: {topic/naming: {options: {pattern: '('}}}", '1:43: this is no regular expression: Invalid regular expression'],
    ['rules: {acl/no-wildcard-resource: {}}', '1:9: there is no rule "acl/no-wildcard-resource"'],
    ['rules: {schema/value: {level: off}}', '1:9: schema/value has no level, because no rule makes it: a document that is not understood'],
    [
      'rules: {drift/topic-missing: {level: off}}',
      '1:9: drift/topic-missing has no level, because no rule makes it: what the cluster differs by',
    ],
    [
      'rules: {topic/partitions: {options: {min: 30, max: 2}}}',
      '1:37: the options of topic/partitions contradict each other: min 30 is above max 2',
    ],
    [
      'rules: {topic/partitions: {options: {min: 101}}}',
      '1:37: the options of topic/partitions contradict each other: min 101 is above max 100',
    ],
    [
      'rules: {topic/partitions: {options: {max: 9}}}\nclasses: {tall: {rules: {topic/partitions: {options: {min: 10}}}}}',
      '2:54: the options of topic/partitions contradict each other: min 10 is above max 9',
    ],
    [
      'rules: {topic/partitions: {options: {max: 9}}}\nenvironments: {live: {rules: {topic/partitions: {options: {min: 10}}}}}',
      '2:59: the options of topic/partitions contradict each other: min 10 is above max 9',
    ],
    [
      'rules: {topic/naming: {options: {pattern: ^foo$, example: bar}}}',
      '1:33: the options of topic/naming contradict each other: the example "bar" does not',
    ],
    [
      "rules: {topic/naming: {options: {pattern: '^(a+)+$', example: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!}}}",
      '1:33: the options of topic/naming contradict each other: to compare them took more than 0.5 s',
    ],
    ['packs: [recomended]', '1:9: there is no pack "recomended"; did you mean "recommended"?'],
    ['packs: recommended', '1:8: packs must be a list'],
    ['failOn: never', '1:9: "never" is none of error, warning, note'],
    ['environment: {}', '1:1: unknown key "environment"; did you mean "environments"?'],
    ['environments:\n  dev:\n    rule: {}', '3:5: unknown key "rule"; did you mean "rules"?'],
    ['rules: [', '1:8: this `[` is not closed'],
    ['a: 1\n---\nb: 2', '3:1: the file must hold one document'],
    ['- packs', '1:1: the file must be a mapping'],
  ])('%j is refused at its place', (text, message) => {
    const error = thrownBy(() => read(text));
    expect(error.message).toContain(`policies/policy.yaml:${message}`);
    expect(error.exit).toBe(2);
  });

  it('refuses a pattern in a list that is none, at its own place', () => {
    const definition = policy({
      kind: 'Topic',
      title: 'A title',
      rationale: 'A reason.',
      level: 'error',
      sources: ['ours'],
      options: {names: {type: 'array', description: 'Patterns.', default: [], items: {type: 'string', format: 'regex'}}},
      schema: {},
      message: () => 'm',
      examples: {good: [], bad: []},
    });
    writeFileSync(path.join(cwd, 'policies/policy.yaml'), "rules: {team/names: {options: {names: [ok, '[']}}}\n");
    const team = [{...definition, id: 'team/names', origin: 'team' as const}];
    expect(() => readPolicyConfig({cwd, directory: 'policies', packs, classes, rules: team, validators: compileNow(team)})).toThrow(
      'policies/policy.yaml:1:44: this is no regular expression',
    );
  });

  it('tells them in the order of the file', () => {
    const error = thrownBy(() =>
      read('environments: {a: {rules: {z: {}}}}\nclasses: {b: {rules: {y: {}}}}\npacks: [x]\nrules: {w: {}}\nfailOn: v\n'),
    );
    expect(error.message.split('\n').map(line => line.split(':')[1])).toEqual(['1', '2', '3', '4', '5']);
  });

  it('says everything that is wrong at once', () => {
    const error = thrownBy(() => read('packs: [x]\nfailOn: y\nrules: {z: {}}\n'));
    expect(error.message.split('\n')).toHaveLength(3);
  });

  it.each(['waivers.yml', 'policy.yml'])('%s is not ignored in silence', file => {
    const error = thrownBy(() => read('waivers: []\n', file));
    expect(error.message).toContain(`policies/${file}`);
    expect(error.exit).toBe(2);
  });
});

function thrownBy(work: () => unknown): WeirError {
  try {
    work();
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
