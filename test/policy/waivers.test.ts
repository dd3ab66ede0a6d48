import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {waiveRisks} from '../../src/commands/judged-specs.ts';
import {ourRules} from '../../src/extensions/rules.ts';
import {WeirError} from '../../src/findings/error.ts';
import {compareFindings, type Finding, finding, isOpen} from '../../src/findings/finding.ts';
import {updateBaseline} from '../../src/policy/baseline.ts';
import {readPolicyConfig} from '../../src/policy/config.ts';
import {cover, type RunFacts} from '../../src/policy/coverage.ts';
import {daysBetween, isDate} from '../../src/policy/dates.ts';
import {judge} from '../../src/policy/engine.ts';
import type {Rule} from '../../src/policy/rule.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {readWaivers} from '../../src/policy/waiver-reader.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const ours = ourRules();
const validators = await validatorsOf(ours.rules.filter(({id}) => id === 'topic/replication-factor'));
const TODAY = '2026-11-22';
const CLUSTERS = ['one', 'two']
  .map(
    name =>
      `---\napiVersion: weir/v1\nkind: Cluster\nmetadata: {name: ${name}, owner: t, description: d}\nspec: {environment: ${name}, sandbox: true}\n`,
  )
  .join('');
const topic = (name: string, replicationFactor: number): string =>
  `---\napiVersion: weir/v1\nkind: Topic\nmetadata: {name: ${name}, owner: t, description: d}\nspec:\n  partitions: 12\n  replicationFactor: ${replicationFactor}\n  config: {min.insync.replicas: 1, cleanup.policy: delete, retention.ms: 7d}\n`;
const ONLY_REPLICATION = 'packs: []\nrules: {topic/replication-factor: {level: error}}\n';

interface Files {
  specs?: string;
  waivers?: string;
  policy?: string;
}

/** As a command judges; of all rules only those are compiled that the tests need. */
function judged({specs = CLUSTERS + topic('a.b.v1', 1), waivers, policy = ONLY_REPLICATION}: Files, {cluster}: {cluster?: string} = {}) {
  const cwd = temporaryFolder();
  for (const folder of ['topic-specs', 'policies']) mkdirSync(path.join(cwd, folder));
  writeFileSync(path.join(cwd, 'topic-specs/all.yaml'), specs);
  writeFileSync(path.join(cwd, 'policies/policy.yaml'), policy);
  if (waivers !== undefined) writeFileSync(path.join(cwd, 'policies/waivers.yaml'), waivers);
  const config = readPolicyConfig({cwd, directory: 'policies', ...ours, validators});
  const loaded = loadSpecs({cwd, directory: 'topic-specs'});
  const models = loaded.models.filter(one => cluster === undefined || one.cluster?.name === cluster);
  const found = [...loaded.findings, ...judge(models, {...ours, validators, config})].sort(compareFindings);
  const run: RunFacts = {
    today: TODAY,
    rules: ours.rules,
    config,
    models: loaded.models,
    isAllRead: loaded.findings.length === 0,
    isAllJudged: cluster === undefined,
  };
  const accepted = {waivers: readWaivers({cwd, directory: 'policies'}), baseline: undefined};
  return {run, accepted, findings: cover(found, accepted, run)};
}

const waiver = (more: Record<string, unknown> = {}): string => {
  const entry = {
    rule: 'topic/replication-factor',
    resource: 'Topic/a.*',
    owner: 'team-a',
    reason: 'two racks',
    expires: '2027-01-31',
    ...more,
  };
  return `waivers:\n  - ${JSON.stringify(entry)}\n`;
};

/** What a run says, without places: rule, clusters, and who waived it. */
function said(files: Files, request?: {cluster?: string}): string[] {
  const {findings} = judged(files, request);
  return findings.map(({rule, level, clusters, waivedBy}) => [level, rule, clusters.join('+'), waivedBy ?? ''].join(' ').trim()).sort();
}

describe('a waiver', () => {
  it('covers the findings of a rule at resources by glob, and says who, why and until when', () => {
    const {findings} = judged({waivers: waiver(), specs: CLUSTERS + topic('a.b.v1', 1) + topic('ab.c.v1', 1)});
    expect(findings).toMatchObject([
      {resource: {name: 'a.b.v1'}, waivedBy: 'team-a', waiver: {owner: 'team-a', reason: 'two racks', expires: '2027-01-31'}},
      {resource: {name: 'ab.c.v1'}},
    ]);
    expect(findings.map(isOpen)).toEqual([false, true]);
  });

  it('covers some clusters of a finding, and leaves the others open', () => {
    expect(said({waivers: waiver({clusters: ['two']})})).toEqual([
      'error topic/replication-factor one',
      'error topic/replication-factor two team-a',
    ]);
  });

  it('that stands first names itself, and a later one covers what is left', () => {
    const text = waiver({clusters: ['two']}) + waiver({owner: 'team-b'}).replace('waivers:\n', '');
    expect(said({waivers: text})).toEqual(['error topic/replication-factor one team-b', 'error topic/replication-factor two team-a']);
  });

  it('that covers nothing itself is unused, whatever covers it', () => {
    const text = waiver() + waiver({resource: '*/a.b.v1', owner: 'team-b'}).replace('waivers:\n', '');
    expect(said({waivers: text})).toEqual(['error topic/replication-factor one+two team-a', 'error waiver/unused']);
    const {findings} = judged({waivers: text});
    expect(findings.find(({rule}) => rule === 'waiver/unused')).toMatchObject({
      location: {line: 3},
      message: 'this waiver covers nothing: the waiver at line 2 covers all that it would; remove one of them',
    });
    const byParts = [waiver({clusters: ['one']}), waiver({clusters: ['two']}), waiver()].map((one, index) =>
      index === 0 ? one : one.replace('waivers:\n', ''),
    );
    expect(judged({waivers: byParts.join('')}).findings.find(({rule}) => rule === 'waiver/unused')?.message).toContain(
      'the waivers at lines 2, 3 cover all that it would',
    );
  });

  it('of other rules or kinds covers nothing', () => {
    expect(said({waivers: waiver({resource: 'User/*'})})).toEqual(['error topic/replication-factor one+two', 'error waiver/unused']);
  });

  it('keeps the fingerprint of what it covers', () => {
    const [open] = judged({}).findings;
    const [covered] = judged({waivers: waiver()}).findings;
    expect(covered?.fingerprint).toBe(open?.fingerprint);
  });
});

describe('the last day of a waiver', () => {
  it.each([
    ['2026-11-21', 'error waiver/expired'],
    ['2026-11-22', 'note waiver/expires-soon'],
    ['2026-12-06', 'note waiver/expires-soon'],
  ])('%s on 2026-11-22: %s', (expires, expected) => expect(said({waivers: waiver({expires})})).toContain(expected));

  it('is no matter when it is further off', () =>
    expect(said({waivers: waiver({expires: '2026-12-07'})})).toEqual(['error topic/replication-factor one+two team-a']));

  it('counts on the day, and not after it', () => {
    expect(said({waivers: waiver({expires: TODAY})})).toContain('error topic/replication-factor one+two team-a');
    expect(said({waivers: waiver({expires: '2026-11-21'})})).toContain('error topic/replication-factor one+two');
  });

  it.each([
    ['2026-11-22', 'today is the last day (2026-11-22, UTC)'],
    ['2026-11-23', 'tomorrow is the last day (2026-11-23, UTC)'],
    ['2026-11-30', 'its last day is in 8 days (2026-11-30, UTC)'],
    ['2026-11-21', '1 finding counts again: mend what is wrong, or agree on a new date with team-a'],
  ])('%s is told as: %s', (expires, words) => {
    const {findings} = judged({waivers: waiver({expires})});
    expect(findings.find(({rule}) => rule.startsWith('waiver/'))?.message).toContain(words);
  });

  it('that is over calls nothing open which another waiver or the baseline covers', () => {
    const over = waiver({expires: '2026-11-01'});
    const told = (findings: readonly Finding[]) => findings.find(({rule}) => rule === 'waiver/expired')?.message;
    const other = judged({waivers: over + waiver({resource: '*/a.b.v1'}).replace('waivers:\n', '')});
    expect(told(other.findings)).toContain('covers nothing; the waiver at line 3 covers what it covered: remove this one');
    const part = judged({waivers: over + waiver({resource: '*/a.b.v1', clusters: ['one']}).replace('waivers:\n', '')});
    expect(told(part.findings)).toContain('1 finding counts again');
    const {run, accepted, findings} = judged({waivers: over});
    const open = findings.filter(({rule}) => rule === 'topic/replication-factor');
    const {entries} = updateBaseline([], open, {allowNew: true, isRule: () => true, failedRules: new Set()});
    const [
      {location: someLocation} = finding({
        rule: 'a/b',
        level: 'note',
        message: 'm',
        location: {file: 'b', line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''},
      }),
    ] = open;
    const baseline = {file: 'b', text: '', entries, locate: () => someLocation};
    expect(told(cover(open, {...accepted, baseline}, run))).toContain('the baseline holds what it covered: remove it');
  });

  it('counts days over the end of a year and a leap day', () => {
    expect(daysBetween('2026-12-30', '2027-01-02')).toBe(3);
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect([isDate('2028-02-29'), isDate('2027-02-29'), isDate('2027-13-01'), isDate('2027-1-1')]).toEqual([true, false, false, false]);
  });
});

describe('a finding about a waiver', () => {
  it.each([
    [{rule: 'topic/replication-facter'}, 'waiver/unknown-rule', 'did you mean "topic/replication-factor"?'],
    [{rule: 'schema/unknown-key'}, 'waiver/unknown-rule', 'a document that is not understood cannot be applied'],
    [{rule: 'waiver/expired'}, 'waiver/unknown-rule', 'cannot be waived'],
    [{clusters: ['on']}, 'waiver/unknown-cluster', 'there is no cluster "on"; did you mean "one"?'],
    [{resource: 'Topic/a.c.v1'}, 'waiver/unused', 'there is no Topic/a.c.v1; did you mean "Topic/a.b.v1"?'],
    [{resource: 'Topic/z*'}, 'waiver/unused', 'topic/replication-factor finds nothing at Topic/z*; remove it'],
    [{resource: 'Topic/a.?.v1'}, 'waiver/unused', 'there is no Topic/a.?.v1 (only * stands for other characters)'],
    [{resource: 'Topic/{z,y}*'}, 'waiver/unused', 'finds nothing at Topic/{z,y}*; remove it (only * stands for other characters)'],
    [{rule: 'drift/topic-missing'}, 'waiver/unknown-rule', 'drift/topic-missing cannot be waived: what the cluster differs by stays true'],
    [{rule: 'topic/partitions'}, 'waiver/unused', 'the rule topic/partitions is off; remove it'],
  ])('%j is %s', (entry, rule, words) => {
    const {findings} = judged({waivers: waiver(entry)});
    const found = findings.filter(one => one.rule.startsWith('waiver/'));
    expect(found).toMatchObject([{rule, level: 'error', location: {file: 'policies/waivers.yaml', line: 2}}]);
    expect(found[0]?.message).toContain(words);
  });

  it('keeps its fingerprint when another waiver comes before it', () => {
    const print = (text: string) => judged({waivers: text}).findings.find(({rule}) => rule === 'waiver/unused')?.fingerprint;
    const unused = waiver({resource: 'Topic/z*'});
    expect(print(waiver() + unused.replace('waivers:\n', ''))).toBe(print(unused));
  });

  it('that says unused needs a run over everything', () => {
    const files = {waivers: waiver({resource: 'Topic/z*'})};
    expect(said(files, {cluster: 'one'})).toEqual(['error topic/replication-factor one']);
    const broken = `${CLUSTERS}${topic('a.b.v1', 1)}---\nkind: [\n`;
    expect(said({...files, specs: broken})).not.toContain('error waiver/unused');
  });

  it('is not made for rules about plans: each plan has other risks', () => {
    const policy = 'packs: []\nrules: {plan/topic-destroyed: {level: error}}\n';
    expect(said({waivers: waiver({rule: 'plan/topic-destroyed'}), policy})).not.toContain('error waiver/unused');
  });
});

describe('what no waiver covers', () => {
  it('is what is wrong with a document itself', () => {
    const specs = `${CLUSTERS}${topic('a.b.v1', 3)}---\napiVersion: weir/v1\nkind: Topic\nmetadata: {name: c.v1}\nspec: {partition: 3}\n`;
    const open = judged({specs}).findings;
    expect(open.every(({rule}) => rule.startsWith('schema/'))).toBe(true);
    const text = open.map(({rule}) => waiver({rule, resource: '*/*'}).replace('waivers:\n', ''));
    const {findings} = judged({specs, waivers: `waivers:\n${[...new Set(text)].join('')}`});
    expect(findings.filter(({rule}) => rule.startsWith('schema/'))).toEqual(open);
  });

  it('is a rule that threw: what it would have found is not known', () => {
    const {run, findings} = judged({waivers: waiver({resource: 'Topic/*'})});
    const [found] = findings;
    if (found === undefined) throw new Error('nothing was found');
    const [rule] = ours.rules.filter(({id}) => id === 'topic/replication-factor');
    const thrower = {
      ...rule,
      subject: 'model',
      judgeAll: () => {
        throw new Error('no data');
      },
    } as unknown as Rule;
    const failed = judge(run.models.slice(0, 1), {...ours, rules: [thrower], validators, config: run.config});
    expect(failed).toMatchObject([{rule: 'topic/replication-factor', message: expect.stringContaining('no data')}]);
    const accepted = judged({waivers: waiver({resource: '*/*'})}).accepted;
    expect(cover(failed, accepted, run)).toEqual(failed);
  });
});

describe('risks of a plan', () => {
  const risk = finding({
    rule: 'plan/topic-destroyed',
    level: 'error',
    message: 'would be destroyed',
    resource: {kind: 'Topic', name: 'a.b.v1'},
    clusters: ['one'],
    location: {file: 'x.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''},
  });
  const entry = {rule: 'plan/topic-destroyed', resource: 'Topic/a.b.v1'};

  it('are waived like other findings', () => {
    expect(waiveRisks([risk], judged({waivers: waiver(entry)}))).toMatchObject([{waivedBy: 'team-a'}]);
    expect(waiveRisks([risk], judged({waivers: waiver({...entry, expires: '2026-01-01'})}))).toEqual([risk]);
  });

  it('that say they are waived are so only where a waiver says it today', () => {
    const saved = {...risk, waivedBy: 'team-a', waiver: {owner: 'team-a', reason: 'r', expires: '2026-01-01'}};
    expect(waiveRisks([saved], judged({}))).toEqual([risk]);
  });
});

describe('a malformed waivers.yaml is refused at its place', () => {
  const entry = 'rule: topic/naming, resource: Topic/a, owner: o, reason: r, expires: 2027-01-31';
  it.each([
    ['- x', '1:1: the file must be a mapping'],
    ['waiver: []', '1:1: unknown key "waiver"; did you mean "waivers"?'],
    ['x-note: here', '1:1: the file has no list "waivers"'],
    ['waivers: {}', '1:10: "waivers" must be a list, an entry for each waiver'],
    ['waivers:\n  - topic/naming', '2:5: entry 1 must be a mapping'],
    ['waivers: [{}]', '1:11: "rule" is missing'],
    ['waivers:\n  -\n', 'entry 1 must be a mapping'],
    [`waivers: [{${entry}, until: 2028-01-01}]`, 'unknown key "until"'],
    [`waivers: [{${entry.replace(', owner: o', '')}}]`, '1:11: "owner" is missing'],
    [`waivers: [{${entry.replace('reason: r', "reason: ' '")}}]`, '"reason" must be text that is not empty'],
    [`waivers: [{${entry.replace('owner: o', 'owner: 7')}}]`, '"owner" must be text'],
    [`waivers: [{${entry.replace('2027-01-31', '2027-02-30')}}]`, 'there is no day 2027-02-30'],
    [`waivers: [{${entry.replace('2027-01-31', '31.1.2027')}}]`, '"31.1.2027" is no date: write it as 2027-01-31'],
    [`waivers: [{${entry.replace('2027-01-31', '20270131')}}]`, '20270131 is no date'],
    [`waivers: [{${entry.replace('Topic/a', 'payments.*')}}]`, '"payments.*" is no resource: write KIND/NAME'],
    [`waivers: [{${entry.replace('Topic/a', 'Topic/')}}]`, '"Topic/" is no resource'],
    [`waivers: [{${entry.replace('Topic/a', 'Topics/a')}}]`, 'there is no kind "Topics", only Cluster, Topic, Acl, Quota, User'],
    [`waivers: [{${entry.replace('Topic/a', 'Topic/a\\')}}]`, 'which escapes the character after it'],
    [`waivers: [{${entry}, clusters: []}]`, 'a waiver for no cluster covers nothing'],
    [`waivers: [{${entry}, clusters: one}]`, '"clusters" must be a list, like [production]'],
    [`waivers: [{${entry}, clusters: [one, one]}]`, '"one" stands twice'],
    [`waivers: [{${entry}, clusters: [3]}]`, '3 is no name of a cluster'],
    [`waivers:\n  - {${entry}}\n  - {${entry}}\n`, '3:5: this is waived at policies/waivers.yaml:2:5 already'],
    [`waivers:\n  - {${entry}, clusters: [b, a]}\n  - {${entry}, clusters: [a, b]}\n`, '3:5: this is waived at policies/waivers.yaml:2:5'],
    ['waivers:\n<<<<<<< HEAD\n  - a\n=======\n', '2:1: a merge left its marks: keep what is right of both sides'],
    ['waivers: [', '1:10: this `[` is not closed'],
    ['waivers: []\n---\nwaivers: []', '3:1: the file must hold one document'],
  ])('%j', (waivers, message) => {
    const error = thrownBy(() => judged({waivers}));
    expect(error).toBeInstanceOf(WeirError);
    expect(error).toMatchObject({exit: 2, code: 'policies/malformed'});
    expect(String(error)).toContain('policies/waivers.yaml:');
    expect(String(error)).toContain(message);
  });

  it('with everything that is wrong at once', () => {
    const text = 'waivers:\n  - {rule: a, resource: b, expires: c}\n';
    expect(() => judged({waivers: text})).toThrow(/owner.*\n.*reason.*\n.*resource.*\n.*no date/);
  });

  it.each(['', '# none\n', 'waivers: []\n', '\ufeffwaivers: []\n'])('but %j is well-formed', waivers =>
    expect(said({waivers})).toEqual(['error topic/replication-factor one+two']),
  );
});

function thrownBy(work: () => unknown): unknown {
  try {
    return void work();
  } catch (error) {
    return error;
  }
}
