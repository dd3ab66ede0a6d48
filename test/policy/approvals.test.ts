import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, it} from 'vitest';
import type {Finding} from '../../src/findings/finding.ts';
import {finding} from '../../src/findings/finding.ts';
import {approvalExample, needApproval} from '../../src/policy/approval-example.ts';
import {readApprovals} from '../../src/policy/approval-reader.ts';
import {type ApprovalFacts, approve} from '../../src/policy/approvals.ts';
import {RULE_FAILED} from '../../src/policy/rule-failure.ts';
import {anyText, at} from '../findings/sample-report.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'weir-approvals-'));
afterAll(() => rmSync(cwd, {recursive: true}));

const [PLAN_A, PLAN_B, PLAN_OLD] = ['a', 'b', 'c'].map(digit => digit.repeat(64)) as [string, string, string];
const FACTS: ApprovalFacts = {
  today: '2026-12-01',
  plans: new Map([
    ['prod.orders', PLAN_A],
    ['prod.shop', PLAN_B],
  ]),
  applied: new Set(),
};

function risk(name: string, stack = 'prod.orders', parts: Partial<Finding> = {}): Finding {
  const base = {rule: 'plan/topic-destroyed', level: 'error', message: `destroys ${name}`, location: at(3)} as const;
  return {...finding({...base, resource: {kind: 'Topic', name}, discriminator: stack}), stack, ...parts};
}

const DESTROYED = risk('orders.a');
const OTHER = risk('orders.b');
const BOTH_STACKS = [risk('shop.c'), risk('shop.c', 'prod.shop', {fingerprint: risk('shop.c').fingerprint})];

interface Entry {
  risk?: unknown;
  plan?: unknown;
  owner?: unknown;
  reason?: unknown;
  expires?: unknown;
}

const entry = (parts: Entry = {}): Entry => ({
  risk: DESTROYED.fingerprint,
  plan: PLAN_A,
  owner: 'team-orders',
  reason: 'test data',
  expires: '2026-12-31',
  ...parts,
});

function file(text: string): string {
  writeFileSync(path.join(cwd, 'approvals.yaml'), text);
  return 'approvals.yaml';
}

function decide(entries: readonly Entry[], risks: readonly Finding[] = [DESTROYED, OTHER], facts: Partial<ApprovalFacts> = {}): Finding[] {
  const text = `approvals:\n${entries.map(one => `  - ${JSON.stringify(one)}\n`).join('')}`;
  return approve(risks, readApprovals({cwd, file: file(text)}), {...FACTS, ...facts});
}

describe('an approval covers one risk of one plan', () => {
  it('and nothing beside it', () => {
    const [destroyed, other] = decide([entry()]);
    expect(destroyed?.approval).toEqual({owner: 'team-orders', reason: 'test data', expires: '2026-12-31', plan: PLAN_A});
    expect(other).toEqual(OTHER);
    expect(needApproval([destroyed, other].filter(one => one !== undefined))).toEqual([OTHER]);
  });

  it('not the same risk in another stack', () => {
    const [here, there] = decide([entry({risk: BOTH_STACKS[0]?.fingerprint})], BOTH_STACKS);
    expect([here?.approval?.plan, there?.approval]).toEqual([PLAN_A, undefined]);
  });

  it('still on its last day', () => {
    expect(decide([entry({expires: '2026-12-01'})])[0]?.approval?.expires).toBe('2026-12-01');
  });

  it('and is done with once its plan was applied, whatever became of it since', () => {
    const done = entry({risk: '0'.repeat(32), plan: PLAN_B, expires: '2020-01-01'});
    expect(decide([entry(), done], undefined, {applied: new Set([PLAN_B])})[0]?.approval).toBeDefined();
  });
});

describe('refused at its line', () => {
  it.each<[string, Entry, RegExp]>([
    ['expired', {expires: '2026-11-30'}, /approvals\.yaml:2:\d+: this approval ended on 2026-11-30 \(UTC\).*team-orders/],
    ['unknown', {risk: 'f'.repeat(32)}, /approvals\.yaml:2:13: no risk of this plan has the fingerprint f{32}/],
    ['for another plan', {plan: PLAN_OLD}, /approvals\.yaml:2:\d+: this approval is for another plan: the plan of prod\.orders is a{64}/],
    ['for the plan of another stack', {plan: PLAN_B}, /this is the plan of prod\.shop, which has no such risk/],
    ['a pattern', {risk: '*'}, /approvals\.yaml:2:13: "\*" is not the fingerprint of one risk/],
    ['a list', {risk: [DESTROYED.fingerprint, OTHER.fingerprint]}, /is not the fingerprint of one risk.*covers one risk of one plan/],
    ['a pattern of plans', {plan: 'a*'}, /"a\*" is not the SHA-256 of one stack's plan/],
    ['digits without quotes', {risk: Number('1'.repeat(15))}, /put it in quotes/],
    ['without an owner', {owner: ''}, /"owner" must be text that is not empty/],
    ['without a reason', {reason: '  '}, /"reason" must be text that is not empty/],
    ['without a day', {expires: ''}, /"" is no date/],
    ['on no day', {expires: '2026-02-30'}, /there is no day 2026-02-30/],
    ['without a plan', {plan: undefined}, /approvals\.yaml:2:5: "plan" is missing/],
    ['with a key of another file', {resource: 'Topic/orders.a'} as Entry, /unknown key "resource"/],
  ])('%s', (_name, parts, message) => {
    expect(() => decide([entry(parts)])).toThrow(expect.objectContaining({exit: 2, message: expect.stringMatching(message)}));
  });

  it('twice', () => {
    expect(() => decide([entry(), entry({owner: 'somebody'})])).toThrow(
      /approvals\.yaml:3:5: this risk is approved at approvals\.yaml:2:5 already/,
    );
  });

  it('what a waiver covers already', () => {
    expect(() => decide([entry()], [{...DESTROYED, waivedBy: 'team-x'}])).toThrow(/covers nothing: the risk is waived by team-x already/);
  });

  it('what a rule did not judge because it failed', () => {
    const broken = {
      ...finding({rule: 'plan/x', level: 'error', message: 'failed', location: {...at(1), pointer: ''}, discriminator: RULE_FAILED}),
      stack: 'prod.orders',
    };
    expect(() => decide([entry({risk: broken.fingerprint})], [broken])).toThrow(/the rule plan\/x failed and judged nothing/);
    expect(needApproval([broken])).toEqual([]);
  });

  it('every entry at once', () => {
    const wrong = () => decide([entry({expires: '2020-01-01'}), entry({risk: 'f'.repeat(32)})]);
    expect(wrong).toThrow(/yaml:2:[\s\S]*yaml:3:/);
  });

  it.each([
    ['approvals: []', /approvals\.yaml:1:12: it approves nothing/],
    ['approvals: {risk: x}', /"approvals" must be a list/],
    ['waivers: []', /unknown key "waivers"/],
    ['# nothing', /approvals\.yaml approves nothing/],
    ['approvals: [', /approvals\.yaml:1:\d+/],
    ['approvals: [text]', /approvals\.yaml:1:13: entry 1 must be a mapping/],
  ])('%s', (text, message) => {
    expect(() => readApprovals({cwd, file: file(text)})).toThrow(
      expect.objectContaining({exit: 2, message: expect.stringMatching(message)}),
    );
  });

  it('a file that is not there', () => {
    expect(() => readApprovals({cwd, file: 'nowhere.yaml'})).toThrow(/there is no file nowhere\.yaml/);
  });
});

describe('the file that is ready to be filled in', () => {
  it('approves exactly the risks that need it once it is filled in, and nothing before', () => {
    const texts = fc.uniqueArray(anyText, {minLength: 1, maxLength: 4});
    fc.assert(
      fc.property(texts, messages => {
        const risks = messages.map(message => risk(message, 'prod.orders', {message}));
        const example = approvalExample(risks, FACTS.plans);
        expect(() => readApprovals({cwd, file: file(example)})).toThrow(/"owner" must be text that is not empty/);
        const filled = example
          .replaceAll('owner: ""', 'owner: me')
          .replaceAll('reason: ""', 'reason: why')
          .replaceAll('expires: ""', 'expires: 2026-12-31');
        const decided = approve([...risks, OTHER], readApprovals({cwd, file: file(filled)}), FACTS);
        expect(needApproval(decided)).toEqual([OTHER]);
      }),
      {numRuns: 100},
    );
  });
});
