import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {exampleYaml} from '../../src/commands/rule-example.ts';
import {ourRules} from '../../src/extensions/rules.ts';

const {rules} = await ourRules();

describe('the examples that weir explain shows', () => {
  it.each(rules.map(rule => [rule.id, rule] as const))('of %s can be read as YAML, and the two differ', (_id, rule) => {
    const [good, bad] = [exampleYaml(rule, 'good'), exampleYaml(rule, 'bad')];
    expect(good).not.toBe(bad);
    for (const text of [good, bad]) {
      const documents = text?.split('\n---\n') ?? [];
      expect(documents.length).toBeGreaterThan(0);
      for (const one of documents) expect(load(one)).toEqual(expect.objectContaining({kind: expect.any(String)}));
    }
  });
});
