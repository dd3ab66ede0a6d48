import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {WeirError} from '../../src/findings/error.ts';
import {type Finding, finding} from '../../src/findings/finding.ts';
import {applyBaseline, mendedFindings, updateBaseline} from '../../src/policy/baseline.ts';
import {type Baseline, type BaselineEntry, baselineKey, baselineText, readBaseline} from '../../src/policy/baseline-file.ts';
import {readPolicyConfig} from '../../src/policy/config.ts';
import {judge} from '../../src/policy/engine.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const RULES = ['topic/one', 'topic/two'];
const isRule = (id: string): boolean => RULES.includes(id);
const NONE: ReadonlySet<string> = new Set();

function found(rule: string, name: string, pointer = '/spec/partitions', line = 1): Finding {
  const location = {file: 'a.yaml', line, column: 1, endLine: line, endColumn: 2, pointer};
  return finding({rule, level: 'error', message: 'm', resource: {kind: 'Topic', name}, location});
}

const shrink = (old: readonly BaselineEntry[], findings: readonly Finding[]) =>
  updateBaseline(old, findings, {allowNew: false, isRule, failedRules: NONE});
const grow = (old: readonly BaselineEntry[], findings: readonly Finding[]) =>
  updateBaseline(old, findings, {allowNew: true, isRule, failedRules: NONE});

function file(text: string): {cwd: string; read(): Baseline} {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'baseline.json'), text);
  return {
    cwd,
    read: () => {
      const baseline = readBaseline(cwd, 'baseline.json');
      if (baseline === undefined) throw new Error('there is no baseline');
      return baseline;
    },
  };
}

/** Findings of a few rules and resources, so that generated ones often share a fingerprint. */
const anyFindings = fc
  .array(
    fc.record({rule: fc.constantFrom(...RULES, 'schema/unknown-key'), name: fc.constantFrom('a', 'b'), pointer: fc.constantFrom('', '/x')}),
    {maxLength: 12},
  )
  .map(all => all.map(({rule, name, pointer}, index) => found(rule, name, pointer, index + 1)));

describe('a baseline', () => {
  it('covers what it holds and nothing else', () => {
    const old = grow([], [found('topic/one', 'a')]).entries;
    const {findings} = applyBaseline(
      [found('topic/one', 'a', undefined, 99), found('topic/one', 'b'), found('topic/two', 'a')],
      old,
      isRule,
    );
    expect(findings.map(({baselined}) => baselined)).toEqual([true, undefined, undefined]);
  });

  it('counts findings of one fingerprint, so that one more is new', () => {
    const twice = [found('topic/one', 'a'), found('topic/one', 'a', undefined, 5)];
    const old = grow([], twice).entries;
    expect(old).toMatchObject([{count: 2}]);
    const {findings} = applyBaseline([...twice, found('topic/one', 'a', undefined, 7)], old, isRule);
    expect(findings.map(({baselined}) => baselined)).toEqual([true, true, undefined]);
  });

  it('neither takes in nor covers what is waived, and what is no rule’s finding', () => {
    const waived = {...found('topic/one', 'a'), waivedBy: 'team-a'};
    expect(grow([], [waived, found('schema/unknown-key', 'a')]).entries).toEqual([]);
    const old = grow([], [found('topic/one', 'a')]).entries;
    expect(applyBaseline([waived], old, isRule)).toEqual({findings: [waived], covered: new Map()});
  });

  it('holds the fault of one environment apart from that of all others', () => {
    const patched = found('topic/one', 'a');
    patched.location.writtenAt = '/environments/sandbox/spec/partitions';
    const old = grow([], [patched]).entries;
    expect(old).toMatchObject([{pointer: '/spec/partitions', writtenAt: '/environments/sandbox/spec/partitions', count: 1}]);
    // Sandbox is mended, and the base is broken: that is no known fault of the other environments.
    const {findings, covered} = applyBaseline([found('topic/one', 'a')], old, isRule);
    expect(findings.map(({baselined}) => baselined)).toEqual([undefined]);
    const baseline = file(baselineText(old)).read();
    expect(mendedFindings(baseline, covered, NONE)).toMatchObject([
      {message: expect.stringContaining('/environments/sandbox/spec/partitions')},
    ]);
    // Both: each is an entry, and each has its place.
    const both = grow(old, [found('topic/one', 'a'), patched]).entries;
    expect(applyBaseline([found('topic/one', 'a'), patched], both, isRule).findings.map(({baselined}) => baselined)).toEqual([true, true]);
    const read = file(baselineText(both)).read();
    expect(read.entries.map(entry => read.locate(entry).line)).toEqual([5, 6]);
    expect(shrink(both, [patched]).entries).toEqual(old);
  });

  it('does not cover that a rule threw', () => {
    const location = {file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''};
    const resource = {kind: 'Topic', name: 'a'};
    const failed = finding({rule: 'topic/one', level: 'error', message: 'm', resource, location, discriminator: 'rule-failed'});
    expect(grow([], [failed]).entries).toEqual([]);
  });

  it('keeps what rules that threw hold: what they would have found is not known', () => {
    const old = grow([], [found('topic/one', 'a'), found('topic/two', 'a')]).entries;
    const failedRules = new Set(['topic/one']);
    expect(updateBaseline(old, [], {allowNew: false, isRule, failedRules}).entries.map(({rule}) => rule)).toEqual(['topic/one']);
    const {read} = file(baselineText(old));
    expect(mendedFindings(read(), new Map(), failedRules)).toMatchObject([{message: expect.stringContaining('topic/two')}]);
  });

  it('tells at its line what is mended, wholly or in part', () => {
    const {read} = file(
      baselineText(grow([], [found('topic/one', 'a'), found('topic/two', 'a'), found('topic/two', 'a', undefined, 2)]).entries),
    );
    const baseline = read();
    const {covered} = applyBaseline([found('topic/two', 'a')], baseline.entries, isRule);
    expect(mendedFindings(baseline, covered, NONE)).toMatchObject([
      {
        rule: 'baseline/mended',
        level: 'error',
        location: {file: 'baseline.json', line: 5},
        message: expect.stringContaining('need not hold topic/one at Topic/a'),
      },
      {location: {line: 6}, message: expect.stringContaining('holds 2 findings of topic/two at Topic/a /spec/partitions, and 1 is left')},
    ]);
  });
});

describe('an update', () => {
  it('never grows without --allow-new, and holds nothing that does not occur', () => {
    fc.assert(
      fc.property(anyFindings, anyFindings, (before, now) => {
        const old = grow([], before).entries;
        const {entries, added, dropped, kept} = shrink(old, now);
        expect(added).toBe(0);
        for (const {fingerprint, count} of entries) {
          expect(count).toBeLessThanOrEqual(old.find(one => one.fingerprint === fingerprint)?.count ?? 0);
          expect(count).toBeLessThanOrEqual(now.filter(one => one.fingerprint === fingerprint).length);
        }
        const total = (all: readonly BaselineEntry[]) => all.reduce((sum, {count}) => sum + count, 0);
        expect([total(entries), dropped]).toEqual([kept, total(old) - kept]);
      }),
    );
  });

  it('leaves nothing mended, and with --allow-new nothing open that it may hold', () => {
    fc.assert(
      fc.property(anyFindings, anyFindings, fc.boolean(), (before, now, allowNew) => {
        const {entries, left} = updateBaseline(grow([], before).entries, now, {allowNew, isRule, failedRules: NONE});
        const {findings, covered} = applyBaseline(now, entries, isRule);
        expect(entries.filter(({fingerprint, count}) => covered.get(baselineKey({fingerprint})) !== count)).toEqual([]);
        expect(findings.filter(({rule, baselined}) => isRule(rule) && baselined === undefined)).toHaveLength(left);
        if (allowNew) expect(left).toBe(0);
      }),
    );
  });

  it('done twice changes nothing, also by way of the file', () => {
    fc.assert(
      fc.property(anyFindings, anyFindings, fc.boolean(), (before, now, allowNew) => {
        const options = {allowNew, isRule, failedRules: NONE};
        const text = baselineText(updateBaseline(grow([], before).entries, now, options).entries);
        const entries = (JSON.parse(text) as {findings: BaselineEntry[]}).findings.map(one => ({...one, count: one.count ?? 1}));
        expect(baselineText(updateBaseline(entries, now.toReversed(), options).entries)).toBe(text);
      }),
    );
  });

  it('writes an entry a line, in one order', () => {
    const entries = grow([], [found('topic/two', 'b'), found('topic/one', 'b'), found('topic/one', 'a'), found('topic/one', 'b')]).entries;
    const text = baselineText(entries);
    expect(
      text
        .split('\n')
        .slice(4, 7)
        .map(line => /"rule": .*/.exec(line)?.[0]),
    ).toEqual([
      '"rule": "topic/one", "resource": "Topic/a", "pointer": "/spec/partitions"},',
      '"rule": "topic/one", "resource": "Topic/b", "pointer": "/spec/partitions", "count": 2},',
      '"rule": "topic/two", "resource": "Topic/b", "pointer": "/spec/partitions"}',
    ]);
    expect(file(text).read().entries).toHaveLength(3);
    expect(baselineText([])).toBe(text.replace(/\[\n[\s\S]*\]/, '[]'));
  });
});

describe('a malformed baseline is refused at its place', () => {
  const print = '0123456789abcdef0123456789abcdef';
  const entry = `{"fingerprint": "${print}", "rule": "topic/one", "resource": "Topic/a", "pointer": "/x"}`;
  const inList = (...entries: string[]): string => `{\n"version": 1,\n"findings": [\n${entries.join(',\n')}\n]\n}\n`;
  it.each([
    ['', '1:1: this is no JSON'],
    ['[]', '1:1: the file must be a mapping'],
    ['{}', '1:1: "version" is missing'],
    ['{"version": 2, "findings": []}', '1:13: this version of Weir reads baselines of version 1, not 2'],
    ['{"version": 1, "findings": {}}', '1:28: "findings" must be a list'],
    ['{"version": 1, "finding": []}', '1:16: unknown key "finding"; did you mean "findings"?'],
    [inList('7'), '4:1: entry 1 must be a mapping'],
    [inList(entry.replace('"rule": "topic/one", ', '')), '4:1: "rule" is missing'],
    [inList(entry.replace('"topic/one"', '7')), '4:61: 7 is no id of a rule'],
    [inList(entry.replace(print, 'xyz')), '4:17: "xyz" is no fingerprint'],
    [inList(entry.replace('Topic/a', 'a')), '"a" is no resource like "Topic/orders.v1"'],
    [inList(entry.replace('"/x"', '"x"')), '"x" is no JSON pointer'],
    [inList(entry.replace('}', ', "count": 0}')), '0 is no count of findings'],
    [inList(entry.replace('}', ', "line": 3}')), 'unknown key "line"'],
    [inList(entry, entry), '5:1: this entry stands at baseline.json:4:1 already'],
    [inList(entry, entry.replace('"rule"', 'rule')), '5:'],
    [inList(`${entry},`), '4:113: nothing follows this comma: remove it'],
    [inList(entry, '').replace(',\n\n', `,\n${entry.replace('0123', '3210')},,\n`), 'nothing follows this comma'],
    [inList(`${entry}\n${entry.replace('0123', '3210')}`), '4:112: a comma is missing after this entry'],
    [inList(entry).replace(/}\n$/, ', "findings": []}\n'), '6:3: the key "findings" stands twice'],
    [inList(entry.replace('}', ', "count": 2, "count": 3}')), '4:126: the key "count" stands twice'],
    [inList(entry).replace('"version": 1', '"version": 1, "version": 1'), '2:15: the key "version" stands twice'],
    [inList(entry.replace('"/x"', '7')), '7 is no JSON pointer'],
    [inList(entry.replace('}', ', "writtenAt": "x"}')), '"x" is no JSON pointer'],
    [inList(entry).replace('[\n', `[\n<<<<<<< HEAD\n${entry},\n=======\n`), '4:1: a merge left its marks'],
  ])('%j', (text, message) => {
    const {read} = file(text);
    expect(read).toThrow(WeirError);
    expect(read).toThrow(`baseline.json:${/^\d+:/.test(message) ? message : ''}`);
    expect(read).toThrow(message);
  });

  it('but a byte order mark is none of its faults', () => expect(file(`\ufeff${inList(entry)}`).read().entries).toHaveLength(1));
});

describe('fingerprints', async () => {
  const ours = await ourRules();
  const judged = ours.rules.filter(({id}) => ['topic/replication-factor', 'topic/partitions'].includes(id));
  const validators = await validatorsOf(judged);
  const LINES = [
    'apiVersion: weir/v1',
    'kind: Topic',
    'metadata: {name: a.b.v1, owner: t, description: d}',
    'spec:',
    '  partitions: 1000',
    '  replicationFactor: 1',
    '  config:',
    '    min.insync.replicas: 1',
    '    retention.ms: 7d',
  ];

  function prints(text: string): string[] {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'topic-specs'));
    writeFileSync(path.join(cwd, 'topic-specs/all.yaml'), text);
    const config = readPolicyConfig({cwd, directory: 'policies', ...ours, validators});
    const {models} = loadSpecs({cwd, directory: 'topic-specs'});
    return judge(models, {rules: judged, validators, config}).map(({fingerprint}) => fingerprint);
  }

  it('stay when blank lines, comments and documents move what is wrong', () => {
    const plain = prints(`${LINES.join('\n')}\n`).sort();
    expect(plain.length).toBeGreaterThan(1);
    const noise = fc.constantFrom('', '# a comment', '      # deeper', '');
    const gaps = fc.array(fc.array(noise, {maxLength: 3}), {minLength: LINES.length, maxLength: LINES.length});
    fc.assert(
      fc.property(gaps, fc.boolean(), fc.boolean(), (between, isSecond, isCrlf) => {
        const lines = LINES.flatMap((line, index) => [...(between[index] ?? []), line]);
        const text = `${isSecond ? '# first\nx-note: 1\n---\n' : ''}${lines.join('\n')} # end\n`;
        expect(prints(isCrlf ? text.replaceAll('\n', '\r\n') : text).sort()).toEqual(plain);
      }),
      {numRuns: 25},
    );
  });
});
