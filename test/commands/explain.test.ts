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

describe('an example of a planned change', () => {
  const rule = rules.find(({id}) => id === 'plan/topic-destroyed');

  it('is the change alone, without what only a program knows', () => {
    if (rule?.subject !== 'plan') throw new Error('plan/topic-destroyed is a rule about plans');
    const change = {action: 'delete', kind: 'Topic', resource: {name: 'a', locate: () => undefined}};
    const yaml = exampleYaml({...rule, examples: {good: [], bad: [{change, facts: {clusterDocument: {locate: () => undefined}}}]}}, 'bad');
    expect(load(yaml ?? '')).toEqual({action: 'delete', kind: 'Topic', resource: {name: 'a'}});
  });
});
