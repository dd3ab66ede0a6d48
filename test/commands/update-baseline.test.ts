import {existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {requireBaseline, updateBaselineFile} from '../../src/commands/check/update-baseline.ts';
import type {CommandContext} from '../../src/commands/command.ts';
import {gateSpecs} from '../../src/commands/gate.ts';
import {accept, type JudgedSpecs} from '../../src/commands/judged-specs.ts';
import {isOpen} from '../../src/findings/finding.ts';
import {readBaseline} from '../../src/policy/baseline-file.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const topic = (name: string): string =>
  `---\napiVersion: weir/v1\nkind: Topic\nmetadata: {name: ${name}, owner: t, description: d}\nspec: {partitions: 12, replicationFactor: 1}\n`;

interface Run {
  context: CommandContext;
  judged: JudgedSpecs;
  told: string[];
}

/** A folder with specs and whatever else is in `files`, judged as every gate judges it. */
async function run(files: Record<string, string> = {}, specs = topic('a.b.v1') + topic('c.d.v1')): Promise<Run> {
  const cwd = temporaryFolder();
  const all = {
    'topic-specs/all.yaml': specs,
    'policies/policy.yaml': 'packs: []\nrules: {topic/replication-factor: {level: error}}\n',
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
    writeFileSync(path.join(cwd, file), text);
  }
  const told: string[] = [];
  const line = (text: string): void => void told.push(text);
  const context: CommandContext = {
    cwd,
    env: {},
    result: line,
    say: line,
    complain: line,
    progress: {run: (_title, work) => work(() => undefined)},
    signal: new AbortController().signal,
    color: false,
    interactive: false,
  };
  const judged = await gateSpecs(context, {specs: 'topic-specs', policies: 'policies', color: false}, 'synth');
  return {context, judged, told: told.splice(0)};
}

const place = {policies: 'policies', named: undefined};
const open = ({findings}: JudgedSpecs): string[] =>
  findings.filter(isOpen).map(({rule, resource}) => `${rule} ${resource?.name ?? ''}`.trim());

it('a waiver holds for every gate', async () => {
  const waivers = (resource: string) =>
    `waivers: [{rule: topic/replication-factor, resource: "${resource}", owner: o, reason: r, expires: 2999-01-01}]\n`;
  expect((await run({'policies/waivers.yaml': waivers('Topic/*')})).judged).not.toHaveProperty('refused');
  expect((await run({'policies/waivers.yaml': waivers('Topic/a.*')})).judged).toMatchObject({refused: 1});
});

describe('the baseline file', () => {
  it('takes in what is open and holds it for every gate', async () => {
    const {context, judged} = await run();
    expect(judged).toMatchObject({refused: 1});
    expect(open(updateBaselineFile(context, judged, {place, allowNew: true}))).toEqual([]);
    const written = readFileSync(path.join(context.cwd, 'policies/baseline.json'), 'utf8');
    const again = await run({'policies/baseline.json': written});
    expect(again.judged).not.toHaveProperty('refused');
    expect(again.judged.findings.map(({baselined}) => baselined)).toEqual([true, true]);
  });

  it('is not written again where nothing changed', async () => {
    const {context, judged} = await run();
    const file = path.join(context.cwd, 'policies/baseline.json');
    const updated = updateBaselineFile(context, judged, {place, allowNew: true});
    utimesSync(file, 1, 1);
    updateBaselineFile(context, updated, {place, allowNew: true});
    updateBaselineFile(context, updated, {place, allowNew: false});
    expect(statSync(file).mtimeMs).toBe(1_000);
  });

  it('is not started by a run that may add nothing', async () => {
    const {context, judged} = await run();
    expect(() => updateBaselineFile(context, judged, {place, allowNew: false})).toThrow('there is no policies/baseline.json');
    expect(existsSync(path.join(context.cwd, 'policies/baseline.json'))).toBe(false);
  });

  it('does not take in what is waived, and lets go of what is waived since', async () => {
    const waivers = 'waivers: [{rule: topic/replication-factor, resource: Topic/a.b.v1, owner: o, reason: r, expires: 2999-01-01}]\n';
    const {context, judged} = await run({'policies/waivers.yaml': waivers});
    updateBaselineFile(context, judged, {place, allowNew: true});
    expect(readBaseline(context.cwd, 'policies/baseline.json')?.entries.map(({resource}) => resource)).toEqual(['Topic/c.d.v1']);
    const both = await run();
    const {accepted} = updateBaselineFile(both.context, both.judged, {place, allowNew: true});
    const now = accept(both.judged, {...accepted, waivers: judged.accepted.waivers});
    expect(open(now)).toEqual(['baseline/mended']);
    expect(updateBaselineFile(both.context, now, {place, allowNew: false}).accepted.baseline?.entries).toHaveLength(1);
  });

  it('is left alone where a document could not be read, and says so', async () => {
    const started = await run();
    updateBaselineFile(started.context, started.judged, {place, allowNew: true});
    const text = readFileSync(path.join(started.context.cwd, 'policies/baseline.json'), 'utf8');
    const {context, judged, told} = await run({'policies/baseline.json': text}, `${topic('a.b.v1')}---\nkind: [\n`);
    const later = updateBaselineFile(context, judged, {place, allowNew: true});
    expect(readFileSync(path.join(context.cwd, 'policies/baseline.json'), 'utf8')).toBe(text);
    expect(open(later)).toEqual(['syntax/yaml']);
    expect(told.join('\n')).toContain('nothing was done');
  });

  it('that somebody named must be there, unless it is written now', async () => {
    const {judged} = await run();
    const named = {policies: 'policies', named: 'other.json'};
    expect(() => requireBaseline(judged, named, false)).toThrow('there is no other.json');
    expect(() => requireBaseline(judged, named, true)).not.toThrow();
    expect(() => requireBaseline(judged, place, false)).not.toThrow();
  });

  it('that cannot be written is one clear message', async () => {
    const {context, judged} = await run();
    mkdirSync(path.join(context.cwd, 'folder'));
    const update = () => updateBaselineFile(context, judged, {place: {policies: 'policies', named: 'folder'}, allowNew: true});
    expect(update).toThrow(/^folder could not be written: /);
  });
});
