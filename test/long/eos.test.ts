import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {CONTROLS} from '../../src/verify/eos/controls.ts';
import type {Outcome} from '../fixtures/cli.ts';
import {longFactor} from '../fixtures/long-factor.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

const RUNS = Math.max(1, Math.round(100 * longFactor()));
const CONTROL_RUNS = Math.max(1, Math.round(20 * longFactor()));
/** A run waits for processes and timeouts more than it computes. */
const AT_ONCE = 4;
/** A machine that is too busy leaves a claim open, which is no alarm; more than these say that nothing is proved any more. */
const UNKNOWN_MOST = 0.05;

let workspace: Workspace;

beforeAll(() => {
  workspace = sandboxWorkspace('eos-long');
  workspace.write(
    'topic-specs/clusters/sandbox.yaml',
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: sandbox}\nspec: {environment: sandbox, sandbox: true, verification: {mode: full}}\n',
  );
});

afterAll(() => workspace.remove());

async function inTurns(count: number, run: (index: number) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const outcome = await run(index);
      outcomes[index] = outcome;
      process.stdout.write(`${++done} of ${count}: exit ${outcome.exit}\n${outcome.exit === 0 ? '' : outcome.stdout + outcome.stderr}`);
    }
  };
  await Promise.all(Array.from({length: Math.min(AT_ONCE, count)}, worker));
  return outcomes;
}

function tell(what: string, outcomes: readonly Outcome[]): void {
  const counts = Object.groupBy(outcomes, one => String(one.exit));
  process.stdout.write(
    `${what}: ${Object.entries(counts)
      .map(([exit, list]) => `${list?.length} × exit ${exit}`)
      .join(', ')}\n`,
  );
}

describe('weir eos, again and again', () => {
  it(`${RUNS} runs with kills at each place of a transaction and at random: no violation, no false alarm`, async () => {
    const outcomes = await inTurns(RUNS, index =>
      workspace.run(['eos', '--records', '300', '--kills', '5', '--seed', String(1_000 + index)]),
    );
    tell('exactly-once', outcomes);
    expect(outcomes.filter(one => one.exit !== 0 && one.exit !== 3)).toEqual([]);
    expect(outcomes.filter(one => one.exit === 3).length).toBeLessThanOrEqual(RUNS * UNKNOWN_MOST);
  });

  it.each(Object.keys(CONTROLS))(`finds the mistake %s out in ${CONTROL_RUNS} of ${CONTROL_RUNS} runs`, async control => {
    const outcomes = await inTurns(CONTROL_RUNS, index =>
      workspace.run(['eos', '--records', '300', '--control', control, '--seed', String(2_000 + index)]),
    );
    tell(control, outcomes);
    expect(outcomes.filter(one => one.exit !== 0)).toEqual([]);
  });
});
