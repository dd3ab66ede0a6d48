import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {CommandContext} from '../../src/commands/command.ts';
import {reportProof} from '../../src/commands/proving.ts';
import {unfinished} from '../../src/findings/error.ts';
import type {Verdict} from '../../src/findings/finding.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import {parseEvidence} from '../../src/verify/evidence.ts';
import {newRun} from '../../src/verify/run-identity.ts';
import {judge} from '../../src/verify/scenario.ts';
import {cluster, model} from '../fixtures/model.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-proving-'));
});
afterEach(() => rmSync(cwd, {recursive: true}));

const broken = unfinished('chaos/not-healed', 'broker 2 is dead, and it could not be healed');
const proved = judge(
  {cluster: cluster()},
  {resource: cluster(), pointer: ''},
  {rule: 'x', claim: 'it holds', status: 'pass', evidence: {}},
);

async function report(verdicts: Verdict[]) {
  const shown: string[] = [];
  const context = {cwd, color: false, result: (text: string) => shown.push(text)} as unknown as CommandContext;
  const specs = loadSpecs({cwd: path.resolve(import.meta.dirname, '../..'), directory: 'topic-specs'});
  const declared = cluster();
  const result = {
    ...{run: newRun(), clusterId: 'abc', verdicts, steps: [], timelines: [], mode: 'canary' as const, leftOut: []},
    stopped: {thrown: broken},
  };
  const options = {evidence: 'proof.json', specs: 'topic-specs', policies: 'policies', color: false};
  const ended = reportProof(context, options, {command: 'smoke', specs, model: {...model(), cluster: declared}, result});
  const thrown: unknown = await ended.catch((error: unknown) => error);
  return {thrown, shown: shown.join('')};
}

describe('a proof that was stopped', () => {
  it('still shows what was proved before, and writes it as evidence', async () => {
    const {thrown, shown} = await report([proved]);
    expect(thrown).toBe(broken);
    expect(shown).toContain('it holds');
    expect(parseEvidence(readFileSync(path.join(cwd, 'proof.json'), 'utf8'), 'proof.json').verdicts).toMatchObject([{claim: 'it holds'}]);
  });

  it('before its first verdict shows nothing', async () => {
    expect(await report([])).toEqual({thrown: broken, shown: ''});
  });
});
