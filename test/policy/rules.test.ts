import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import type {Finding} from '../../src/findings/finding.ts';
import {defaultConfig, type PolicyConfig} from '../../src/policy/config.ts';
import {judge, judgePlan} from '../../src/policy/engine.ts';
import {cluster, type Document, topic} from '../../src/policy/examples.ts';
import type {Rule} from '../../src/policy/rule.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {resolved} from './resolved.ts';

const {rules, packs} = await ourRules();
const validators = await validatorsOf(rules);
/** The recommended pack, with rules switched on that a team has to choose. */
const config: PolicyConfig = {
  ...defaultConfig(packs),
  settingsOf(rule, environment) {
    const settings = defaultConfig(packs).settingsOf(rule, environment);
    return settings.level === 'off' ? {...settings, level: 'warning'} : settings;
  },
};

/** Each set of documents of a rule's examples. A document rule judges one; rules of other kinds may need company. */
function exampleSets(rule: Rule, which: 'good' | 'bad'): (readonly Document[])[] {
  if (rule.subject === 'document') return rule.examples[which].map(document => [document]);
  return rule.subject === 'model' ? [...rule.examples[which]] : [];
}

describe.each(rules.filter(({subject}) => subject !== 'plan').map(rule => [rule.id, rule] as const))('%s', (_id, rule) => {
  const peers = rules.filter(({subject}) => subject === rule.subject);

  it('has good and bad examples', () => {
    expect(exampleSets(rule, 'good').length).toBeGreaterThan(0);
    expect(exampleSets(rule, 'bad').length).toBeGreaterThan(0);
  });

  it.each(exampleSets(rule, 'good').map((set, index) => [index, set] as const))('is satisfied by good example %i', (_index, set) => {
    const {models, findings} = resolved(set);
    expect(findings).toEqual([]);
    expect(judge(models, {rules: [rule], validators, config})).toEqual([]);
  });

  it.each(exampleSets(rule, 'bad').map((set, index) => [index, set] as const))('alone finds fault with bad example %i', (_index, set) => {
    const {models, findings} = resolved(set);
    expect(findings).toEqual([]);
    const found = judge(models, {rules: peers.filter(one => one.id === rule.id || one.level !== 'note'), validators, config});
    expect(new Set(found.map(one => one.rule))).toEqual(new Set([rule.id]));
    for (const one of found) {
      expect(one.message).not.toMatch(/undefined|\[object|NaN|failed and judged nothing/);
      expect(one.message).not.toMatch(/\.$/);
    }
  });

  it('describes itself', () => {
    expect(rule.title).not.toMatch(/\.$/);
    expect(rule.rationale).toMatch(/\.$/);
    expect(rule.sources.length).toBeGreaterThan(0);
    for (const [name, option] of Object.entries(rule.options)) {
      expect(option.description, name).toMatch(/\.$/);
      expect(['value', 'resource', 'pointer']).not.toContain(name);
    }
  });

  it('has defaults that its own options accept', () => {
    const {options} = defaultConfig(packs).settingsOf(rule);
    expect(validators.get(rule.id)?.options(options)).toEqual([]);
  });
});

const planRules = rules.flatMap(rule => (rule.subject === 'plan' ? [[rule.id, rule] as const] : []));

describe.each(planRules)('%s', (id, rule) => {
  const [model] = resolved([cluster(), topic()]).models;
  const found = (example: (typeof rule.examples.good)[number]): Finding[] => {
    if (model?.cluster === undefined) throw new Error('the examples need a cluster');
    return judgePlan({model, clusterDocument: model.cluster, changes: [example.change], facts: example.facts}, {rules: [rule], config});
  };

  it('is satisfied by its good examples', () => {
    expect(rule.examples.good.length).toBeGreaterThan(0);
    expect(rule.examples.good.flatMap(found)).toEqual([]);
  });

  it('finds fault with its bad examples', () => {
    expect(rule.examples.bad.length).toBeGreaterThan(0);
    for (const example of rule.examples.bad) {
      const findings = found(example);
      expect(new Set(findings.map(one => one.rule))).toEqual(new Set([id]));
      for (const {message} of findings) expect(message).not.toMatch(/undefined|\[object|NaN|failed and judged nothing/);
    }
  });
});

it('covers all five kinds', () => {
  const kinds = new Set(rules.flatMap(rule => (rule.subject === 'document' ? [rule.kind] : rule.subject === 'model' ? rule.kinds : [])));
  expect([...kinds].sort()).toEqual(['Acl', 'Cluster', 'Quota', 'Topic', 'User']);
});
