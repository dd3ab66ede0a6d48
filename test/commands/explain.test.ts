import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {builtInText, pageText} from '../../src/commands/explain-page.ts';
import {ourRules} from '../../src/extensions/rules.ts';
import {BUILT_IN_FINDINGS} from '../../src/findings/built-in.ts';
import {defaultConfig} from '../../src/policy/config.ts';
import {exampleYaml} from '../../src/policy/rule-example.ts';
import {rulePage} from '../../src/policy/rule-page.ts';
import {validatorsOf} from '../../src/policy/validators.ts';

const {rules, packs, classes} = ourRules();
const validators = await validatorsOf(rules);

describe('the examples that weir explain shows', () => {
  it.each(rules.map(rule => [rule.id, rule] as const))('of %s can be read as YAML, and the two differ', (_id, rule) => {
    const [good, bad] = [exampleYaml(rule, 'good'), exampleYaml(rule, 'bad')];
    expect(good).not.toBe(bad);
    for (const text of [good, bad]) {
      const documents = text?.split('\n---\n') ?? [];
      expect(documents.length).toBeGreaterThan(0);
      for (const [index, one] of documents.entries()) {
        // Where two planned changes are the same, the facts beside them tell them apart.
        const isFacts = index > 0 && one.startsWith('facts:');
        const what = isFacts ? {facts: expect.any(Object)} : {kind: expect.any(String)};
        expect(load(one)).toEqual(expect.objectContaining(what));
      }
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

describe('the page of a rule', () => {
  const config = defaultConfig(packs, classes);

  it.each(rules.map(rule => [rule.id, rule] as const))('%s says what the rule says of its bad example', (_id, rule) => {
    const page = rulePage(rule, {packs, classes, validators});
    expect(page.bad?.says.length).toBeGreaterThan(0);
    const text = pageText(page, config.settingsOf(rule), false);
    for (const {message} of page.bad?.says ?? []) expect(text).toContain(message);
    expect(text).not.toMatch(/undefined|\[object/);
    expect(text).toContain('recommended');
  });

  it('has options with their bounds, levels by pack and class, and fixes', () => {
    const rule = rules.find(({id}) => id === 'topic/retention-bounded');
    if (rule === undefined) throw new Error('topic/retention-bounded is one of our rules');
    const page = rulePage({...rule, waiveWhen: 'Never.', source: {file: 'policies/x.yaml'}}, {packs, classes, validators});
    expect(page.classes.find(({name}) => name === 'events')?.options).toHaveProperty('maxMs');
    const text = pageText(page, {level: 'note', options: {minMs: 5, maxMs: 7}}, false);
    expect(text).toMatch(/^topic\/retention-bounded \(note\)\n/);
    expect(text).toContain('; written in policies/x.yaml.');
    expect(text).toContain('  minMs: 5 (default 3600000)  ');
    expect(text).toContain('When to waive\n  Never.\n');
    const mended = rules.find(({id}) => id === 'topic/replication-factor');
    expect(mended && pageText(rulePage(mended, {packs, classes, validators}), config.settingsOf(mended), false)).toContain(
      '  fix: set /spec/replicationFactor to 3\n',
    );
  });

  it('of a finding that no rule makes says what to do', () => {
    const one = BUILT_IN_FINDINGS['io/encoding'];
    expect(one && builtInText('io/encoding', one, false)).toContain('What to do\n  Save the file as UTF-8.\n');
  });
});
