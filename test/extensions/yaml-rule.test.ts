import fc from 'fast-check';
import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {yamlRuleOf} from '../../src/extensions/yaml-rule.ts';
import {WeirError} from '../../src/findings/error.ts';
import type {Finding} from '../../src/findings/finding.ts';
import {compileNow} from '../../src/policy/compile.ts';
import {judge} from '../../src/policy/engine.ts';
import type {Document} from '../../src/policy/examples.ts';
import type {Rule, RuleDefinition} from '../../src/policy/rule.ts';
import {configForExamples, testRule} from '../../src/policy/rule-tests.ts';
import {at, option, policy, topic, value, when} from '../../src/public/policy.ts';
import {resolved} from '../policy/resolved.ts';

const FILE = 'policies/topic/even.yaml';

/** A rule that is right, a key a line; a test replaces the ones that it is about, and undefined takes one away. */
function text(changes: Record<string, string | undefined> = {}): string {
  const keys: Record<string, string | undefined> = {
    kind: 'Topic',
    title: 'The number of partitions is even',
    rationale: 'Our two racks share them.',
    level: 'error',
    sources: '[our own decision]',
    options: '{divisor: {type: integer, description: What it is divided by., minimum: 1, default: 2}}',
    at: 'spec.partitions',
    must: '{multipleOf: {$data: /options/divisor}}',
    message: '"{value} partitions cannot be shared by {divisor} racks"',
    examples: '{good: [{spec: {partitions: 4}}], bad: [{spec: {partitions: 3}}]}',
    ...changes,
  };
  return Object.entries(keys)
    .flatMap(([key, written]) => (written === undefined ? [] : [`${key}: ${written}\n`]))
    .join('');
}

function ruleOf(changes: Record<string, string | undefined> = {}): Rule {
  const {rule, source} = yamlRuleOf({file: FILE, text: text(changes)});
  return {...rule, id: 'topic/even', origin: 'team', source};
}

function found(rule: Rule, documents: readonly Document[]): Finding[] {
  const {models, findings} = resolved(documents);
  expect(findings).toEqual([]);
  return judge(models, {rules: [rule], validators: compileNow([rule]), config: configForExamples()});
}

/** What is wrong with a rule: its lines, with the file's name taken away. */
function problems(changes: Record<string, string | undefined>): string[] {
  try {
    const rule = ruleOf(changes);
    compileNow([rule]);
    return [];
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    expect(error.exit).toBe(2);
    return error.message.split('\n').map(line => {
      expect(line.startsWith(`${FILE}:`)).toBe(true);
      return line.slice(FILE.length + 1);
    });
  }
}

describe('a rule in YAML', () => {
  it('judges, points, words and mends like one in TypeScript', () => {
    const [one, ...others] = found(ruleOf({fix: '{spec.partitions: 4}'}), [topic({partitions: 13})]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      rule: 'topic/even',
      level: 'error',
      message: '13 partitions cannot be shared by 2 racks',
      location: {pointer: '/spec/partitions'},
      fix: {'/spec/partitions': 4},
    });
  });

  it('keeps what its examples promise, and shows where one does not', () => {
    const testing = (rule: Rule) => testRule(rule, {validators: compileNow([rule]), config: configForExamples()}).problems;
    expect(testing(ruleOf())).toEqual([]);
    const [problem] = testing(
      ruleOf({examples: '{good: [{spec: {partitions: 4}}, {spec: {partitions: 5}}], bad: [{spec: {partitions: 3}}]}'}),
    );
    expect(problem).toMatchObject({example: {which: 'good', index: 1}, location: {file: FILE, line: 10, column: 44}});
  });

  it('may judge the whole document', () => {
    const rule = ruleOf({
      at: undefined,
      must: undefined,
      schema: '{properties: {spec: {properties: {replicationFactor: {maximum: {$data: /spec/partitions}}}}}}',
      message: '"{kind} {name} at {pointer}: {value} copies of {spec.partitions}; {{value}}"',
    });
    expect(found(rule, [topic({partitions: 2})]).map(one => one.message)).toEqual([
      'Topic payments.orders.placed.v1 at /spec/replicationFactor: 3 copies of 2; {value}',
    ]);
    expect(found(rule, [topic({partitions: 3})])).toEqual([]);
  });

  it('judges only where its conditions hold', () => {
    const rule = ruleOf({
      at: 'spec.config.retention.ms',
      must: '{wholeMaximum: 7d}',
      required: 'true',
      when: '[{at: spec.config.cleanup.policy, must: {const: [delete, compact]}}, {at: metadata.labels.team}]',
      message: '"{value} is long"',
    });
    const labelled = {metadata: {labels: {team: 'a'}}};
    const both = {'cleanup.policy': 'compact,delete'};
    expect(found(rule, [topic({...labelled, config: {...both, 'retention.ms': '8d'}})]).map(one => one.message)).toEqual([
      '691200000 is long',
    ]);
    expect(found(rule, [topic({...labelled, config: {...both, 'retention.ms': undefined}})]).map(one => one.message)).toEqual([
      'no value is long',
    ]);
    expect(found(rule, [topic({...labelled, config: {...both, 'retention.ms': '7d'}})])).toEqual([]);
    expect(found(rule, [topic({config: {...both, 'retention.ms': '8d'}})])).toEqual([]);
    expect(found(rule, [topic({...labelled, config: {'retention.ms': '8d'}})])).toEqual([]);
  });

  it.each([
    ['{enum: [1h, 2h]}', 'segment.ms', 3_600_000, 10_800_000],
    ['{wholeMinimum: 1MiB}', 'max.message.bytes', '1MiB', '512KiB'],
    ['{const: false}', 'unclean.leader.election.enable', false, true],
    ['{pattern: ^z}', 'compression.type', 'zstd', 'gzip'],
  ])('reads the limits of %s as documents are read', (must, setting, good, bad) => {
    const rule = ruleOf({at: `spec.config.${setting}`, must});
    expect(found(rule, [topic({config: {[setting]: good}})])).toEqual([]);
    expect(found(rule, [topic({config: {[setting]: bad}})])).toHaveLength(1);
  });

  it('may hold remarks', () => {
    expect(found(ruleOf({must: '{description: Few., $comment: Ours., maximum: 3}'}), [topic({partitions: 4})])).toHaveLength(1);
  });

  it('reads durations outside of settings as numbers', () => {
    const rule = ruleOf({at: 'spec.objectives.leaderFailover', must: '{maximum: 10s}'});
    expect(found(rule, [topic({objectives: {leaderFailover: '10s'}})])).toEqual([]);
    expect(found(rule, [topic({objectives: {leaderFailover: '11s'}})])).toHaveLength(1);
  });

  it('patches the smallest document of its kind for examples', () => {
    const rule = ruleOf({
      kind: 'User',
      at: 'spec.tls.subject',
      must: '{pattern: O=acme}',
      message: '"{value}"',
      options: undefined,
      examples:
        '{good: [{metadata: {owner: null}, spec: {scram: null, tls: {subject: "CN=a,O=acme"}}}], bad: [{spec: {scram: null, tls: {subject: CN=a}}}]}',
    });
    expect(testRule(rule, {validators: compileNow([rule]), config: configForExamples()}).problems).toEqual([]);
    expect(rule.examples.good).toEqual([
      {
        apiVersion: 'weir/v1',
        kind: 'User',
        metadata: {name: 'audit', description: 'An example'},
        spec: {tls: {subject: 'CN=a,O=acme'}},
      },
    ]);
  });

  it('may take keys away, or take values from options and the document', () => {
    const rule = ruleOf({
      fix: '{spec.partitions: {$data: /options/divisor}, spec.config.flush.ms: null, spec.replicationFactor: {$data: /spec/partitions}}',
    });
    const [one] = found(rule, [topic({partitions: 13})]);
    expect(one?.fix).toEqual({'/spec/partitions': 2, '/spec/config/flush.ms': null, '/spec/replicationFactor': 13});
  });
});

describe('what is wrong with a rule in YAML is told at its place', () => {
  it.each<[string, Record<string, string | undefined>, string[]]>([
    ['a key that there is none of', {levl: 'note'}, ['11:1: unknown key levl; did you mean level?']],
    [
      'a key that is missing',
      {title: undefined, message: undefined},
      [
        '1:1: a rule needs title: What holds where it is satisfied: one line, no full stop.',
        '1:1: a rule needs message: What is wrong and what to do, without a full stop. {value}, {name}, {kind}, {pointer}, {NAME} of an option and paths like {spec.partitions} are filled in; {{ and }} are braces.',
      ],
    ],
    [
      'another kind',
      {kind: 'Topics'},
      ['1:7: kind must be one of Cluster, Topic, Acl, Quota, User, Application, ClientProfile, not Topics; did you mean Topic?'],
    ],
    [
      'nothing to judge by',
      {must: undefined},
      ['1:1: a rule: state what must hold, either by at and must (and required, when), or by schema'],
    ],
    ['two ways to judge', {schema: '{}'}, ['1:1: a rule: state what must hold, either by at and must (and required, when), or by schema']],
    ['no example', {examples: '{good: [], bad: [{}]}'}, ['10:18: good: state at least one: examples are the tests of a rule']],
    [
      'an example of another kind',
      {examples: '{good: [{kind: Acl}], bad: [{}]}'},
      ['10:26: the rule judges Topic, so its examples are of that kind'],
    ],
    [
      'an option without default',
      {options: '{divisor: {type: integer, description: What.}}'},
      ['6:11: divisor needs default: The value that holds where policy.yaml states none.'],
    ],
    [
      'a default of another type',
      {options: '{divisor: {type: integer, description: What., default: two}}'},
      ['6:65: the default must be a whole number, not "two"'],
    ],
    [
      'a default that is no pattern',
      {options: '{divisor: {type: string, format: regex, description: What., default: (}}'},
      ['6:79: this is no regular expression: Invalid regular expression: /(/u: Unterminated group'],
    ],
    [
      'an option of a name that is taken',
      {options: '{divisor: {type: integer, description: D., default: 2}, value: {type: integer, description: V., default: 2}}'},
      ['6:66: an option cannot be named value: a message gets that from the document'],
    ],
    ['a path that there is none of', {at: 'spec.partition'}, ['7:5: spec has no key partition; did you mean partitions?']],
    [
      'a setting that there is none of',
      {at: 'spec.config.retention'},
      ['7:5: spec.config has no key retention; did you mean retention.ms?'],
    ],
    ['a keyword that there is none of', {must: '{maximun: 3}'}, ['8:8: unknown keyword "maximun"; did you mean "maximum"?']],
    ['a keyword that every object has', {must: '{constructor: 3}'}, ['8:8: unknown keyword "constructor"']],
    ['a key that changes objects', {must: '{__proto__: {maximum: 3}}'}, [expect.stringMatching(/^8:8: /)]],
    [
      'an option that changes objects',
      {options: '{__proto__: {type: integer, description: D., default: 2}}'},
      [expect.stringMatching(/^6:/)],
    ],
    ['a limit that is none', {must: '{maximum: many}'}, ['8:17: maximum must be number']],
    ['a type that there is none of', {must: '{type: strin}'}, ['8:14: type must be equal to one of the allowed values']],
    ['a schema inside that is none', {must: '{allOf: [3]}'}, ['8:16: a schema is a mapping, like {maximum: 12}, not 3']],
    [
      'a reference to no option',
      {must: '{multipleOf: {$data: /options/divisr}}'},
      ['8:28: there is no option "divisr"; it has divisor; did you mean "divisor"?'],
    ],
    [
      'a reference to nothing',
      {must: '{multipleOf: {$data: 1/x}}'},
      ['8:28: "1/x" leads nowhere: write /options/NAME for an option, or the pointer of a value in the document, like /spec/partitions'],
    ],
    ['a reference to no key', {must: '{maximum: {$data: /spec/replicas}}'}, ['8:25: spec has no key replicas']],
    [
      'a pattern that does not compile',
      {must: '{pattern: "["}'},
      ['8:17: this is no regular expression: Invalid regular expression: /[/u: Unterminated character class'],
    ],
    [
      'a number keyword on a setting',
      {at: 'spec.config.retention.ms', must: '{minimum: 3}'},
      ["8:8: minimum does not look at settings, which are Kafka's text; use wholeMinimum, wholeMaximum, wholeBelow or pattern"],
    ],
    [
      'a whole limit that is none',
      {at: 'spec.config.min.cleanable.dirty.ratio', must: '{wholeMinimum: 0.5}'},
      ['8:22: wholeMinimum compares whole numbers, and 0.5 is none'],
    ],
    [
      'a unit that is none',
      {at: 'spec.config.retention.ms', must: '{wholeMaximum: 1.5h}'},
      ['8:22: "1.5h" is not a whole number of milliseconds, or a duration like 500ms, 30s, 5m, 12h, 7d or 2w; write 90m'],
    ],
    [
      'references out of the rule',
      {must: '{$ref: "#/x"}'},
      ['8:8: $ref has no place in a rule; write the piece out, or use a YAML anchor (&name and *name)'],
    ],
    [
      'a key inside that there is none of',
      {at: undefined, must: undefined, schema: '{properties: {spec: {required: [partition]}}}'},
      ['9:41: spec has no key partition; did you mean partitions?'],
    ],
    [
      'a placeholder of nothing',
      {message: '"{valu} of {spec.partition}"'},
      [
        '9:10: there is nothing to put for {valu}; did you mean "value"?',
        '9:10: {spec.partition}: spec has no key partition; did you mean partitions?',
      ],
    ],
    ['a brace alone', {message: '"{value"'}, ['9:10: a brace that belongs to no placeholder: write {{ for { itself']],
    [
      'a fix of nothing',
      {fix: '{spec.partition: 4, spec.partitions: {$data: /options/max}}'},
      ['11:7: spec has no key partition; did you mean partitions?', '11:51: there is no option "max"; it has divisor'],
    ],
    ['a document too many', {'x-free': '1\n---\na: 1'}, ['13:1: the file must hold one document, and a second one starts here']],
    ['no YAML', {title: '"'}, [expect.stringMatching(/^\d+:\d+: /)]],
  ])('%s', (_what, changes, expected) => {
    expect(problems(changes)).toEqual(expected);
  });

  it('all of it, and what only AJV refuses at the conditions', () => {
    expect(problems({at: 'spec.partition', fix: '{spec.x: 1}', must: '{maximun: 1}'})).toHaveLength(3);
    expect(problems({must: '{if: {minimum: 1}}'})).toEqual([
      expect.stringMatching(/^8:7: the rule topic\/even has a schema that cannot be compiled: /),
    ]);
  });

  it('nothing at all', () => {
    expect(() => yamlRuleOf({file: FILE, text: '# later\n'})).toThrow(`${FILE}:1:1: the file holds no rule`);
    expect(() => yamlRuleOf({file: FILE, text: '- a\n'})).toThrow(`${FILE}:1:1: a rule`);
  });
});

describe('a generated rule', () => {
  const limit = fc.integer({min: -5, max: 40});
  const constraint = fc.oneof(
    fc.record({maximum: limit}),
    fc.record({minimum: limit, maximum: limit}),
    fc.record({multipleOf: fc.integer({min: 1, max: 7})}),
    fc.record({exclusiveMinimum: limit}),
    fc.record({enum: fc.uniqueArray(limit, {minLength: 1, maxLength: 5})}),
    fc.record({not: fc.record({const: limit})}),
    fc.record({anyOf: fc.tuple(fc.record({maximum: limit}), fc.record({minimum: limit}))}),
    fc.constant({maximum: 'option'} as const),
    fc.constant({maximum: 'document'} as const),
  );
  const documents = fc.array(fc.record({partitions: fc.integer({min: 1, max: 40}), replicationFactor: fc.integer({min: 1, max: 5})}), {
    minLength: 1,
    maxLength: 4,
  });
  const described = {kind: 'Topic', title: 't', rationale: 'r.', level: 'warning', sources: ['s']} as const;

  it('finds in YAML what the same finds in TypeScript', () => {
    fc.assert(
      fc.property(
        constraint,
        fc.constantFrom('partitions', 'replicationFactor'),
        fc.boolean(),
        limit,
        documents,
        (schema, field, conditional, max, specs) => {
          const isReference = 'maximum' in schema && typeof schema.maximum === 'string';
          const ofOption = isReference && schema.maximum === 'option';
          const path = `spec.${field}`;
          const code = at(path, isReference ? {maximum: ofOption ? option('max') : value('spec.replicationFactor')} : schema);
          const options = {max: {type: 'integer', description: 'M.', default: max}} as const;
          const inCode: RuleDefinition = policy({
            ...described,
            options,
            schema: conditional ? when(at('spec.partitions', {minimum: 3}, {required: true}), code) : code,
            message: facts => `${facts.value} of ${facts.resource.name} beside ${facts.max}`,
            fix: facts => ({[path]: facts.max}),
            examples: {good: [], bad: []},
          });
          const {rule: inYaml} = yamlRuleOf({
            file: FILE,
            text: JSON.stringify({
              ...described,
              options,
              at: path,
              must: isReference ? {maximum: {$data: ofOption ? '/options/max' : '/spec/replicationFactor'}} : schema,
              ...(conditional ? {when: {at: 'spec.partitions', must: {minimum: 3}}} : {}),
              message: '{value} of {name} beside {max}',
              fix: {[path]: {$data: '/options/max'}},
              examples: {good: [{}], bad: [{}]},
            }),
          });
          const set = specs.map((spec, index) => topic({name: `payments.topic-${index}.v1`, ...spec}));
          const [yaml, typescript] = [inYaml, inCode].map(rule => found({...rule, id: 'topic/one', origin: 'team'}, set));
          expect(yaml).toEqual(typescript);
        },
      ),
      {numRuns: 60},
    );
  });
});

it('reads the rule of the tests as YAML does', () => {
  expect(load(text())).toMatchObject({kind: 'Topic', at: 'spec.partitions'});
});
