import {describe, expect, it} from 'vitest';
import type {VerificationMode} from '../../src/specs/model.ts';
import {divide, leftOutNotes, MODES, modeOf} from '../../src/verify/modes.ts';
import type {Scenario} from '../../src/verify/scenario.ts';
import {cluster, model, quota} from '../fixtures/model.ts';

const named = (name: string, parts: Partial<Scenario>) => ({
  name,
  file: `scripts/smoke/${name}.ts`,
  scenario: {kind: 'smoke', title: `Does ${name}`, claims: [], run: async () => [], ...parts} satisfies Scenario,
});
const declared = (mode: VerificationMode) => cluster({verification: {mode, chaos: true, objectives: {}}});

describe('the mode of a run', () => {
  it('is the declared one, or a lesser', () => {
    for (const [at, mode] of MODES.entries()) {
      expect(modeOf(declared(mode), undefined)).toBe(mode);
      for (const [asked, other] of MODES.entries()) {
        if (asked <= at) expect(modeOf(declared(mode), other)).toBe(other);
        else expect(() => modeOf(declared(mode), other)).toThrow(/Cluster-sandbox\.yaml:1:1: .*--mode .* would do more/);
      }
    }
  });

  it('that there is none of is wrong use, with what was meant', () => {
    expect(() => modeOf(declared('full'), 'canari')).toThrow(/no mode canari.*canary/);
  });
});

describe('scenarios', () => {
  const all = [named('reads', {mode: 'read-only'}), named('unstated', {}), named('fills', {mode: 'full'})];

  it.each([
    ['read-only', ['reads']],
    ['canary', ['reads', 'unstated']],
    ['full', ['reads', 'unstated', 'fills']],
  ] as const)('in the mode %s are %j: one that states none is taken to write', (mode, names) => {
    const {run, leftOut} = divide(all, mode, model());
    expect(run.map(({name}) => name)).toEqual(names);
    expect(leftOut).toHaveLength(all.length - names.length);
  });

  it('without a document that they are about are left out, and each says why', () => {
    const {run, leftOut} = divide(
      [named('quotas', {mode: 'read-only', about: ['Quota', 'User']}), ...all.slice(1, 2)],
      'read-only',
      model(),
    );
    expect(run).toEqual([]);
    const notes = leftOutNotes(leftOut, declared('read-only'), 'read-only');
    expect(notes.map(({level, message, location}) => [level, message, location.pointer])).toEqual([
      ['note', expect.stringContaining('no document of the kind Quota or User'), '/metadata/name'],
      ['note', expect.stringContaining('it needs the mode canary, and this run is read-only'), '/spec/verification/mode'],
    ]);
    expect(new Set(notes.map(({fingerprint}) => fingerprint)).size).toBe(2);
    const some = model({quotas: [quota('q', {entity: {type: 'user', name: 'u'}})]});
    expect(divide([named('quotas', {mode: 'read-only', about: ['Quota']})], 'read-only', some).run).toHaveLength(1);
  });

  it('of chaos are bound to no mode', () => {
    expect(divide([named('kill', {kind: 'chaos'})], 'read-only', model()).run).toHaveLength(1);
  });
});
