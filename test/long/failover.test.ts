import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {weir} from '../fixtures/cli.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {longFactor} from '../fixtures/long-factor.ts';

const TIMES = Math.ceil(5 * longFactor());
const MEASURED = ['leaderFailoverMs', 'ackGapMs', 'isrRecoveryMs'] as const;

const SPECS = `apiVersion: weir/v1
kind: Cluster
metadata: {name: failover}
spec:
  environment: sandbox
  sandbox: true
  brokers: {count: 3}
  verification: {mode: canary, chaos: true, objectives: {leaderFailover: 15s, ackGap: 20s, isrRecovery: 60s}}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: failover.orders.v1}
spec: {partitions: 3, replicationFactor: 3, config: {min.insync.replicas: 2, retention.ms: 1d}}
`;
/** Run where the sandbox is: its processes are known by their paths, so a link to it would not do. */
const folder = 'failover-specs';

beforeAll(() => {
  mkdirSync(path.join(testRoot(), folder));
  writeFileSync(path.join(testRoot(), folder, 'all.yaml'), SPECS);
});
afterAll(() => rmSync(path.join(testRoot(), folder), {recursive: true, force: true}));

it(`a killed leader loses nothing, ${TIMES} times in a row`, async () => {
  const times = new Map<string, number[]>(MEASURED.map(name => [name, []]));
  for (let run = 1; run <= TIMES; run++) {
    const {exit, stdout, stderr} = await weir(['chaos', 'run', 'leader-failover', '--specs', folder, '--format', 'json'], {
      cwd: testRoot(),
    });
    expect(exit, `run ${run}\n${stderr}\n${stdout}`).toBe(0);
    const report: {verdicts: {status: string; evidence: Record<string, unknown>}[]} = JSON.parse(stdout);
    expect(report.verdicts.map(({status}) => status)).toEqual(Array(6).fill('pass'));
    for (const [name, values] of times) {
      const value = report.verdicts.map(({evidence}) => evidence[name]).find(one => one !== undefined);
      if (typeof value !== 'number') throw new Error(`run ${run} has no ${name}`);
      values.push(value);
    }
  }
  for (const [name, values] of times) {
    const sorted = values.toSorted((a, b) => a - b).map(Math.round);
    console.log(`${name}: min ${sorted[0]}, median ${sorted[Math.floor(sorted.length / 2)]}, max ${sorted.at(-1)} (${TIMES} runs)`);
  }
});
