import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {finding} from '../../src/findings/finding.ts';
import {policiesHash} from '../../src/policy/policies-hash.ts';
import type {StackPlan} from '../../src/terraform/plan.ts';
import {planFolder, readSavedPlan, type SavedPlan, type Surroundings, savedPlanOf, writeSavedPlan} from '../../src/terraform/saved-plan.ts';
import {at} from '../findings/sample-report.ts';

const ENGINE = {kind: 'tofu', version: '1.12.6'} as const;
const NOW: Surroundings = {engine: ENGINE, cluster: 'prod', clusterId: 'an-id', specs: 's', policies: 'p'};
let directory = '';

/** A saved plan of two stacks and one risk. */
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'weir-saved-plan-'));
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
  const plans = ['prod.orders', 'prod.shop'].map((name): StackPlan => {
    const file = path.join(directory, `${name}.tfplan`);
    writeFileSync(file, `the plan of ${name}`);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const stack = {name, cluster: 'prod', domain: name.slice(5), directory: '', resources: 1, addresses: new Set<string>()};
    return {stack, file, sha256, changes: [], after: []};
  });
  const risk = {...finding({rule: 'plan/topic-destroyed', level: 'error', message: 'm', location: at(1)}), stack: 'prod.orders'};
  writeSavedPlan(directory, savedPlanOf({...NOW, plans, risks: [risk]}));
});

function edit(change: (plan: SavedPlan) => unknown): void {
  const file = path.join(directory, 'plan.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
}

const read = (now: Partial<Surroundings> = {}) => readSavedPlan(directory, {...NOW, ...now});

describe('a saved plan', () => {
  it('is read as it was written', () => {
    expect(read()).toMatchObject({cluster: 'prod', stacks: [{name: 'prod.orders'}, {name: 'prod.shop'}], risks: [{stack: 'prod.orders'}]});
  });

  it.each<[string, Partial<Surroundings>, RegExp]>([
    ['of other specs', {specs: 'other'}, /the specs have changed since/],
    ['of other policies or waivers', {policies: 'other'}, /the policies or waivers have changed since/],
    ['for another cluster', {cluster: 'staging'}, /is for the cluster prod, not staging/],
    ['for a cluster with another id', {clusterId: 'b'}, /is for the cluster with id an-id, and the brokers report b/],
    ['for a cluster whose id is not known now', {clusterId: undefined}, /is for the cluster with id an-id/],
    [
      'of the other engine',
      {engine: {...ENGINE, kind: 'terraform'} as never},
      /was made with tofu 1\.12\.6, and this is terraform 1\.12\.6/,
    ],
    ['of another version of the engine', {engine: {...ENGINE, version: '1.11.0'} as never}, /and this is tofu 1\.11\.0/],
  ])('%s is refused', (_name, now, message) => {
    expect(() => read(now)).toThrow(expect.objectContaining({exit: 2, message: expect.stringMatching(message), hint: expect.any(String)}));
  });

  it.each<[string, (plan: SavedPlan) => unknown]>([
    ['without its risk', plan => ({...plan, risks: []})],
    ['with a milder risk', plan => ({...plan, risks: plan.risks.map(one => ({...one, level: 'note'}))})],
    ['with a stack less', plan => ({...plan, stacks: plan.stacks.slice(1)})],
    ['with the hash of another plan', plan => ({...plan, stacks: plan.stacks.map(one => ({...one, sha256: 'f'.repeat(64)}))})],
    ['with the hash of other specs', plan => ({...plan, specs: 'other'})],
  ])('%s is no plan that anybody reviewed', (_name, change) => {
    edit(change);
    expect(() => read()).toThrow(
      expect.objectContaining({exit: 2, message: expect.stringContaining('plan.json is not as weir plan wrote it')}),
    );
  });

  it('of another version of Weir is refused', () => {
    edit(({digest: _digest, ...plan}) => {
      const other = {...plan, weir: '0.0.1'};
      return {...other, digest: createHash('sha256').update(JSON.stringify(other)).digest('hex')};
    });
    expect(() => read()).toThrow(/was made by Weir 0\.0\.1, and this is/);
  });

  it('with a file that is missing, exchanged or empty is refused', () => {
    const file = path.join(directory, 'prod.shop.tfplan');
    writeFileSync(file, '');
    expect(() => read()).toThrow(/prod\.shop\.tfplan is not the file that was planned/);
    rmSync(file);
    expect(() => read()).toThrow(/lacks prod\.shop\.tfplan/);
  });

  it.each([
    ['{', /plan\.json is no JSON/],
    ['[]', /plan\.json is no plan of Weir/],
    ['{"version": 2}', /plan\.json is no plan of Weir/],
  ])('%s is none', (text, message) => {
    writeFileSync(path.join(directory, 'plan.json'), text);
    expect(() => read()).toThrow(expect.objectContaining({exit: 2, message: expect.stringMatching(message)}));
  });

  it('that names a stack by a path is none', () => {
    edit(plan => ({...plan, stacks: plan.stacks.map(one => ({...one, name: '../../outside'}))}));
    expect(() => read()).toThrow(/is no plan of Weir/);
  });

  it('that is not there is refused with how to make one', () => {
    rmSync(path.join(directory, 'plan.json'));
    expect(() => read()).toThrow(expect.objectContaining({exit: 2, hint: expect.stringContaining('weir plan --out')}));
  });

  it('takes the place of an earlier one, whose evidence stays', () => {
    for (const name of ['applied.json', 'approvals.example.yaml', 'mine.txt']) writeFileSync(path.join(directory, name), '');
    writeFileSync(path.join(directory, 'evidence.json'), 'first');
    planFolder(directory);
    const kept = readdirSync(directory).sort();
    expect(kept).toEqual([expect.stringMatching(/^evidence\..*\.json$/), 'mine.txt']);
    expect(readFileSync(path.join(directory, kept[0] ?? ''), 'utf8')).toBe('first');
    writeFileSync(path.join(directory, 'evidence.json'), 'second');
    planFolder(directory);
    expect(readdirSync(directory)).toHaveLength(3);
  });
});

describe('the hash of policies', () => {
  function folder(): string {
    const cwd = mkdtempSync(path.join(tmpdir(), 'weir-policies-hash-'));
    onTestFinished(() => rmSync(cwd, {recursive: true}));
    mkdirSync(path.join(cwd, 'policies', 'topic'), {recursive: true});
    writeFileSync(path.join(cwd, 'policies', 'policy.yaml'), 'packs: []\n');
    writeFileSync(path.join(cwd, 'policies', 'topic', 'even.yaml'), 'kind: Topic\n');
    return cwd;
  }
  const hash = (cwd: string) => policiesHash({cwd, directory: 'policies'});

  it.each(['policy.yaml', 'waivers.yaml', 'baseline.json', 'topic/even.yaml', 'plan/ours.ts'])('changes with %s', file => {
    const cwd = folder();
    const before = hash(cwd);
    mkdirSync(path.join(cwd, 'policies', 'plan'));
    writeFileSync(path.join(cwd, 'policies', file), 'another');
    expect(hash(cwd)).not.toBe(before);
  });

  it('does not change with what decides nothing, like a file of approvals', () => {
    const cwd = folder();
    const before = hash(cwd);
    writeFileSync(path.join(cwd, 'policies', 'approvals.yaml'), 'approvals: []\n');
    writeFileSync(path.join(cwd, 'policies', 'topic', 'README.md'), 'text');
    symlinkSync('nowhere', path.join(cwd, 'policies', 'link.txt'));
    expect(hash(cwd)).toBe(before);
  });

  it('is that of nothing where there is no folder', () => expect(hash(tmpdir())).toMatch(/^[0-9a-f]{64}$/));
});
