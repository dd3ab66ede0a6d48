import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {compileNow, standaloneValidators} from '../../src/policy/compile.ts';
import {defaultsOf} from '../../src/policy/options.ts';
import type {Rule} from '../../src/policy/rule.ts';
import type {Validators} from '../../src/policy/validators.ts';
import {at, option, policy, value} from '../../src/public/policy.ts';
import {resolved} from './resolved.ts';

const {rules} = ourRules();
const now = compileNow(rules);
let ahead: Record<string, Validators>;

/** The module that a build inlines, imported as a build would: without anything beside it. */
async function imported(text: string): Promise<Record<string, Validators>> {
  const module: {validators: Record<string, Validators>} = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`
  );
  return module.validators;
}

beforeAll(async () => {
  ahead = await imported(standaloneValidators(rules));
});

describe('validators compiled ahead of time', () => {
  it('exist for every rule', () => {
    expect(Object.keys(ahead)).toEqual(rules.map(({id}) => id));
  });

  it('are the same text for the same rules', () => {
    expect(standaloneValidators(rules)).toBe(standaloneValidators(rules));
  });

  it('say of all examples what those compiled now say', () => {
    const documents = rules.flatMap(rule =>
      rule.subject === 'document'
        ? [...rule.examples.good, ...rule.examples.bad]
        : rule.subject === 'model'
          ? [...rule.examples.good, ...rule.examples.bad].flat()
          : [],
    );
    const judged = documents.flatMap(document => {
      const [model] = resolved([document]).models;
      return [
        model?.cluster,
        ...(model?.topics ?? []),
        ...(model?.acls ?? []),
        ...(model?.quotas ?? []),
        ...(model?.users ?? []),
        ...(model?.applications ?? []),
      ];
    });
    let violations = 0;
    for (const rule of rules) {
      if (rule.subject !== 'document') continue;
      for (const resource of judged) {
        if (resource === undefined) continue;
        const data = {options: defaultsOf(rule.options), document: resource.judged};
        const said = ahead[rule.id]?.document?.(data);
        violations += said?.length ?? 0;
        expect(said).toEqual(now.get(rule.id)?.document?.(data));
      }
    }
    expect(violations).toBeGreaterThan(20);
  });

  it('say of any document what those compiled now say', () => {
    const scalar = fc.oneof(
      fc.integer(),
      fc.bigInt({min: -(2n ** 63n), max: 2n ** 63n}).map(String),
      fc.constantFrom('delete', 'compact,delete', 'true', '-1', '*'),
      fc.boolean(),
    );
    const key = fc.constantFrom(
      'replicationFactor',
      'partitions',
      'min.insync.replicas',
      'retention.ms',
      'cleanup.policy',
      'principal',
      'operations',
      'name',
      'iterations',
    );
    const spec = fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, {maxLength: 3})));
    const document = fc.record({spec: fc.record({config: spec, scram: spec, resource: spec}, {requiredKeys: []}), metadata: spec});
    fc.assert(
      fc.property(document, fc.constantFrom(...rules), (one, rule) => {
        const data = {options: defaultsOf(rule.options), document: one};
        expect(ahead[rule.id]?.document?.(data)).toEqual(now.get(rule.id)?.document?.(data));
      }),
      {numRuns: 500},
    );
  });
});

describe('whole numbers', () => {
  const validate = (schema: Record<string, unknown>, options: Record<string, unknown>, spec: Record<string, unknown>) => {
    const rule: Rule = {
      ...policy({
        kind: 'Topic',
        title: 't',
        rationale: 'r.',
        level: 'error',
        sources: ['s'],
        schema,
        message: () => 'm',
        examples: {good: [], bad: []},
      }),
      id: 'topic/number',
      origin: 'team',
    };
    return compileNow([rule]).get(rule.id)?.document?.({options, document: {spec}}).length;
  };
  const schema = {
    allOf: [
      at('spec.low', {wholeMinimum: option('limit')}),
      at('spec.high', {wholeMaximum: option('limit')}),
      at('spec.below', {wholeBelow: value('spec.bound')}),
    ],
  };

  it('are compared exactly where a JavaScript number is not', () => {
    const limit = '9223372036854775806';
    expect(validate(schema, {limit}, {low: '9223372036854775805'})).toBe(1);
    expect(validate(schema, {limit}, {low: '9223372036854775806'})).toBe(0);
    expect(validate(schema, {limit}, {high: '9223372036854775807'})).toBe(1);
    expect(validate(schema, {}, {below: '9223372036854775807', bound: '9223372036854775807'})).toBe(1);
    expect(validate(schema, {}, {below: '9223372036854775806', bound: '9223372036854775807'})).toBe(0);
  });

  it('agree with BigInt for any two', () => {
    const int64 = fc.bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n});
    const rule = compileNow([
      {
        ...policy({
          kind: 'Topic',
          title: 't',
          rationale: 'r.',
          level: 'error',
          sources: ['s'],
          schema,
          message: () => 'm',
          examples: {good: [], bad: []},
        }),
        id: 'topic/number',
        origin: 'team',
      },
    ]).get('topic/number');
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        const count = (spec: Record<string, string>) => rule?.document?.({options: {limit: String(b)}, document: {spec}}).length;
        expect(count({low: String(a)})).toBe(a < b ? 1 : 0);
        expect(count({high: String(a)})).toBe(a > b ? 1 : 0);
        expect(count({below: String(a), bound: String(b)})).toBe(a >= b ? 1 : 0);
      }),
    );
  });

  it('are not judged where there is nothing to compare with', () => {
    expect(validate(schema, {}, {low: '1', below: '3'})).toBe(0);
    expect(validate(schema, {limit: 5}, {low: 'many', high: true})).toBe(0);
  });
});
