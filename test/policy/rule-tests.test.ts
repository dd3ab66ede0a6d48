import {describe, expect, it} from 'vitest';
import type {Rule, RuleDefinition} from '../../src/policy/rule.ts';
import {configForExamples, testRule} from '../../src/policy/rule-tests.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {
  at,
  type Model,
  modelPolicy,
  option,
  planFacts,
  plannedTopic,
  planPolicy,
  policy,
  type ReportFound,
  topic,
} from '../../src/public/policy.ts';

type Definition = Parameters<typeof policy<'Topic'>>[0];

const described = {title: 'Few partitions', rationale: 'Ours.', level: 'error', sources: ['us']} as const;

function documentRule(changes: Partial<Definition> = {}): RuleDefinition {
  return policy({
    kind: 'Topic',
    ...described,
    schema: at('spec.partitions', {maximum: 6}),
    message: ({value}) => `${value} are many`,
    examples: {good: [topic({partitions: 6})], bad: [topic({partitions: 7})]},
    ...changes,
  });
}

async function problemsOf(definition: RuleDefinition): Promise<string[]> {
  const rule: Rule = {...definition, id: 'topic/few', origin: 'team'};
  const {problems} = testRule(rule, {validators: await validatorsOf([rule]), config: configForExamples()});
  return problems.map(({example, message}) => (example === undefined ? message : `${example.which} ${example.index}: ${message}`));
}

describe('the examples of a rule', () => {
  it('hold', async () => {
    expect(await problemsOf(documentRule())).toEqual([]);
    expect(await problemsOf(documentRule({level: 'off', fix: () => ({'spec.partitions': 6})}))).toEqual([]);
  });

  it.each<[string, Partial<Definition>, string[]]>([
    [
      'a good one that is faulted',
      {examples: {good: [topic({partitions: 6}), topic({partitions: 9})], bad: [topic({partitions: 7})]}},
      ['good 1: it is a good example, and the rule finds fault with it at /spec/partitions: 9 are many'],
    ],
    [
      'a bad one that is not',
      {examples: {good: [topic({partitions: 6})], bad: [topic({partitions: 1})]}},
      ['bad 0: it is a bad example, and the rule finds no fault with it'],
    ],
    [
      'one that is no document',
      {examples: {good: [topic({partition: 6})], bad: [topic({partitions: 7})]}},
      ['good 0: it is no valid document at /spec/partition: unknown key partition; did you mean partitions?'],
    ],
    [
      'none',
      {examples: {good: [], bad: []}},
      ['it has no good example: nothing shows that it can be satisfied', 'it has no bad example: nothing shows that it finds anything'],
    ],
    [
      'a message that is no text',
      {message: (): string => JSON.parse('7')},
      ['bad 0: the rule fails: the message of a finding must be text'],
    ],
    [
      'a message without its value',
      {message: ({resource}) => `${resource.metadata.labels['none']} is wrong`},
      ['bad 0: the message holds what JavaScript writes for no value: undefined is wrong'],
    ],
    [
      'a message that throws',
      {
        message: () => {
          throw new Error('no (real) reason');
        },
      },
      ['bad 0: the rule fails: no (real) reason'],
    ],
    [
      'a fix that does not help',
      {fix: () => ({'spec.partitions': 8})},
      ['bad 0: with its fix the rule topic/few still finds fault with it: 8 are many'],
    ],
    [
      'a fix that is refused by the schema',
      {fix: () => ({'spec.partitions': 0})},
      ['bad 0: with its fix it is no valid document: partitions must be at least 1, not 0'],
    ],
    ['a source of nothing', {sources: [' ']}, ['it names no source: say where its condition comes from']],
  ])('are told apart from %s', async (_what, changes, problems) => {
    expect(await problemsOf(documentRule(changes))).toEqual(problems);
  });

  it('take keys away where a fix says null', async () => {
    const rule = documentRule({
      schema: at('spec.config.flush.ms', false as unknown as Record<string, unknown>),
      message: () => 'leave it out',
      fix: () => ({'spec.config.flush.ms': null}),
      examples: {good: [topic()], bad: [topic({config: {'flush.ms': 1000}})]},
    });
    expect(await problemsOf(rule)).toEqual([]);
  });

  it('show options that cannot be', async () => {
    const rule = policy({
      kind: 'Topic',
      ...described,
      options: {
        value: {type: 'integer', description: ' ', minimum: 3, default: 2},
      },
      schema: at('spec.partitions', {maximum: option('value')}),
      message: () => 'many',
      examples: {good: [topic({partitions: 2})], bad: [topic({partitions: 3})]},
    });
    expect(await problemsOf(rule)).toEqual([
      'its option value has no description',
      'its option cannot be named value: a message gets that from the document',
      'the default of its option value must be >= 3',
    ]);
  });
});

describe('a rule by code', () => {
  const examples = {good: [], bad: [[topic()]]};
  const one = (judgeAll: Parameters<typeof modelPolicy>[0]['judgeAll']): RuleDefinition =>
    modelPolicy({kinds: ['Topic'], ...described, judgeAll, examples: {...examples, good: [[topic()]]}});

  it('that changes what it judges is caught, because its examples are frozen', async () => {
    const [problem] = await problemsOf(
      one(({topics}) => {
        const first = topics[0];
        if (first !== undefined) first.spec.partitions = 1;
      }),
    );
    expect(problem).toMatch(/^good 0: the rule fails: it changes what it judges, which other rules judge too, and must copy it first/);
  });

  it('that answers later, or in its result, is caught', async () => {
    const later = one((async () => Promise.reject(new Error('too late'))) as unknown as () => void);
    expect(await problemsOf(later)).toContain('bad 0: the rule fails: it is asynchronous, and a rule must judge at once');
    const returned = one((({topics}: {topics: unknown[]}) => topics.map(topic => ({topic}))) as unknown as () => void);
    expect(await problemsOf(returned)).toContain('bad 0: the rule fails: it returns what it found, and must hand it to report()');
    const generator = one(function* () {
      yield 1;
    } as unknown as () => void);
    expect(await problemsOf(generator)).toContain('bad 0: the rule fails: it returns what it found, and must hand it to report()');
  });

  it('may be written as one expression', async () => {
    const short = one((({topics}: Model, _options: unknown, report: ReportFound) =>
      topics.map(resource => report({resource, at: 'spec.partitions', message: 'any'}))) as unknown as () => void);
    expect(await problemsOf(short)).toEqual(['good 0: it is a good example, and the rule finds fault with it at /spec/partitions: any']);
  });

  it('about plans is judged by its planned changes', async () => {
    const rule = planPolicy<{action: string}, unknown>({
      ...described,
      judge: (change, facts, _options, report) => {
        const {clusterDocument} = facts as ReturnType<typeof planFacts>;
        if (change.action === 'delete') report({resource: clusterDocument, at: '', message: 'deleted'});
      },
      examples: {
        good: [{change: plannedTopic('create'), facts: planFacts()}],
        bad: [{change: plannedTopic('update'), facts: planFacts()}],
      },
    });
    expect(await problemsOf(rule)).toEqual(['bad 0: it is a bad example, and the rule finds no fault with it']);
  });
});
