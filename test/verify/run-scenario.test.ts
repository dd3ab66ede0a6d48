import {describe, expect, it} from 'vitest';
import {unfinished, usageError} from '../../src/findings/error.ts';
import {runScenario} from '../../src/verify/run-scenario.ts';
import {judge, type ScenarioContext} from '../../src/verify/scenario.ts';
import {cluster, model} from '../fixtures/model.ts';

function contextOf(signal = new AbortController().signal): ScenarioContext {
  // What runScenario itself uses; the scenarios below use nothing else.
  return {cluster: cluster(), model: model(), signal} as unknown as ScenarioContext;
}

async function ends(run: () => unknown, signal?: AbortSignal) {
  const scenario = {kind: 'smoke' as const, title: 'Ours', claims: [], run: async () => run() as never};
  return await runScenario({name: 'ours', file: 'scripts/smoke/ours.ts', scenario}, contextOf(signal));
}

const good = judge({cluster: cluster()}, {resource: cluster(), pointer: ''}, {rule: 'x', claim: 'it holds', status: 'pass', evidence: {}});
const failed = judge({cluster: cluster()}, {resource: cluster(), pointer: ''}, {rule: 'x', claim: 'no', status: 'fail', evidence: {}});

describe('a scenario', () => {
  it('gives its verdicts', async () => {
    expect(await ends(() => [good, failed])).toEqual({verdicts: [good, failed]});
  });

  it.each<[string, () => unknown, string]>([
    [
      'that throws',
      () => {
        throw new Error('boom');
      },
      'scripts/smoke/ours.ts: boom',
    ],
    ['that returns undefined', () => undefined, 'scripts/smoke/ours.ts: run returned nothing in place of a list of verdicts'],
    ['that returns a text', () => 'passed', 'scripts/smoke/ours.ts: run returned a string in place of a list of verdicts'],
    ['without a verdict', () => [], 'scripts/smoke/ours.ts: it gave no verdict on these documents'],
    [
      'whose canaries are not ready',
      () => {
        throw unfinished('verify/canary-not-ready', 'not ready');
      },
      'scripts/smoke/ours.ts: not ready',
    ],
  ])('%s is unknown, at the Cluster document', async (_what, run, reason) => {
    const {verdicts, stopped} = await ends(run);
    expect(stopped).toBeUndefined();
    expect(verdicts).toMatchObject([
      {status: 'unknown', reason, claim: 'smoke ours: Ours', resource: {kind: 'Cluster', name: 'sandbox'}, location: {pointer: ''}},
    ]);
  });

  it.each([
    unfinished('cluster/unreachable', 'nobody answers'),
    unfinished('chaos/not-healed', 'broker 2 is dead'),
    usageError('chaos/not-allowed', 'no chaos here'),
  ])('that meets $code stops the run', async error => {
    const end = await ends(() => {
      throw error;
    });
    expect(end).toEqual({verdicts: [], stopped: {thrown: error}});
  });

  it('that was interrupted stops the run, whatever it throws', async () => {
    const reason = new Error('interrupted');
    const end = await ends(() => {
      throw reason;
    }, AbortSignal.abort());
    expect(end).toEqual({verdicts: [], stopped: {thrown: reason}});
  });

  it.each<[string, unknown, string]>([
    ['a status alone', {status: 'passed'}, 'its claim is no text'],
    ['another status', {...good, status: 'passed'}, 'its status is "passed", not pass, fail, unknown'],
    ['null', null, 'it is no object'],
    ['no resource', {...good, resource: undefined}, 'its resource is no {kind, name}'],
    ['no clusters', {...good, clusters: 'sandbox'}, 'its clusters are no list of names'],
    ['no line', {...good, location: {...good.location, line: '1'}}, 'its location is no {file, line'],
    ['no evidence', {...good, evidence: undefined}, 'its evidence is no object'],
    ['a reason that is no text', {...good, reason: 5}, 'its reason is no text'],
    ['a failure without a finding', {...failed, finding: undefined}, 'it failed and has no finding'],
    ['a failure with half a finding', {...failed, finding: {level: 'error'}}, 'it failed and has no finding'],
    ['a pass with a finding', {...good, finding: failed.finding}, 'it did not fail and has a finding'],
  ])('with %s for a verdict is wrong use that names its file', async (_what, value, problem) => {
    const {verdicts, stopped} = await ends(() => [good, value]);
    expect(verdicts).toEqual([]);
    expect(stopped?.thrown).toMatchObject({exit: 2, code: 'scenario/malformed-verdict'});
    expect(String(stopped?.thrown)).toContain(`scripts/smoke/ours.ts: verdict 2 of 2 is no verdict: ${problem}`);
  });
});
