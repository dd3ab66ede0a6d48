import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {judge} from '../../src/policy/engine.ts';
import type {Document} from '../../src/policy/examples.ts';
import type {Rule} from '../../src/policy/rule.ts';
import {configForExamples, EXAMPLES_DAY, testRule} from '../../src/policy/rule-tests.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {resolved} from './resolved.ts';

const {rules, packs, classes} = ourRules();
const validators = await validatorsOf(rules);
const config = configForExamples({packs, classes});

/** Each set of documents of a rule's bad examples. A document rule judges one; rules of other kinds may need company. */
function badSets(rule: Rule): (readonly Document[])[] {
  if (rule.subject === 'document') return rule.examples.bad.map(document => [document]);
  return rule.subject === 'plan' ? [] : [...rule.examples.bad];
}

describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (_id, rule) => {
  it('keeps what its examples promise', () => {
    expect(testRule(rule, {validators, config}).problems).toEqual([]);
  });

  it('describes itself', () => {
    expect(rule.title).not.toMatch(/\.$/);
    expect(rule.rationale).toMatch(/\.$/);
    expect(rule.waiveWhen).toMatch(/\.$/);
    expect([...packs.keys()]).toEqual(expect.arrayContaining(Object.keys(rule.packs ?? {})));
    for (const [name, option] of Object.entries(rule.options)) expect(option.description, name).toMatch(/\.$/);
  });

  it.each(badSets(rule).map((set, index) => [index, set] as const))('alone finds fault with bad example %i', (_index, set) => {
    // Notes only advise, and what is off is a choice: neither has to hold in the examples of other rules.
    const peers = rules.filter(
      ({id, subject, level}) => id === rule.id || (subject === rule.subject && level !== 'note' && level !== 'off'),
    );
    const found = judge(resolved(set).models, {rules: peers, validators, config, today: EXAMPLES_DAY});
    expect(new Set(found.map(one => one.rule))).toEqual(new Set([rule.id]));
    for (const one of found) expect(one.message).not.toMatch(/\.$/);
    // A Cluster describes what exists: to edit the description would make it false, and leave the brokers as they are.
    for (const one of found) if (one.resource?.kind === 'Cluster') expect(one.fix).toBeUndefined();
  });
});

it('covers all six kinds', () => {
  const kinds = new Set(rules.flatMap(rule => (rule.subject === 'document' ? [rule.kind] : rule.subject === 'model' ? rule.kinds : [])));
  expect([...kinds].sort()).toEqual(['Acl', 'ClientProfile', 'Cluster', 'Quota', 'Topic', 'User']);
});
