import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {CONTROLS} from '../../src/verify/eos/controls.ts';
import {proveExactlyOnce} from '../../src/verify/eos/proof.ts';
import {runScenarios} from '../../src/verify/run-scenarios.ts';
import {sandboxTarget, testRoot} from '../fixtures/live-cluster.ts';
import {cluster, model} from '../fixtures/model.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

let workspace: Workspace;

beforeAll(() => {
  workspace = sandboxWorkspace('eos');
  workspace.write(
    'topic-specs/clusters/sandbox.yaml',
    'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: sandbox}\nspec: {environment: sandbox, sandbox: true, verification: {mode: canary}}\n',
  );
  workspace.write('topic-specs/shop/shop.yaml', SHOP);
});

afterAll(() => workspace.remove());

const SHOP = `\
apiVersion: weir/v1
kind: User
metadata: {name: eos-shop}
spec: {scram: {mechanism: SCRAM-SHA-512, passwordFrom: {env: EOS_SHOP_PASSWORD}, version: 1}}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: eos-shop.placed.v1}
spec: {partitions: 3, replicationFactor: 3, config: {min.insync.replicas: 2, cleanup.policy: compact, compression.type: zstd}}
---
apiVersion: weir/v1
kind: ClientProfile
metadata: {name: eos-exact}
spec:
  producer: {acks: all, enable.idempotence: true}
  consumer: {isolation.level: read_committed, enable.auto.commit: false}
---
apiVersion: weir/v1
kind: Application
metadata: {name: eos-shop}
spec:
  user: eos-shop
  produces: [{topic: eos-shop.placed.v1}]
  transactionalId: {prefix: eos-shop-}
  client: eos-exact
`;

interface Told {
  claim: string;
  status: string;
  location: {file: string; line: number};
  evidence: {kills: unknown[]; records: {input: number; output: number}; topics: {output: string}};
}

describe('weir eos', () => {
  it('proves exactly-once under kills, at the lines that claim it, while the judge finds every mistake out', async () => {
    const [proved, ...controls] = await Promise.all([
      workspace.run('eos --records 400 --kills 4 --seed 11 --format json'),
      ...Object.keys(CONTROLS).map(control),
    ]);
    expect(proved.exit, proved.stderr + proved.stdout).toBe(0);
    const verdicts: Told[] = JSON.parse(proved.stdout).verdicts;
    expect(verdicts.map(({status}) => status)).toEqual(Array.from({length: 6}, () => 'pass'));
    const lines = verdicts.map(({claim, location}) => [claim.split(' ').slice(0, 4).join(' '), location.file, location.line]);
    expect(lines).toContainEqual(['a read_committed reader is', 'topic-specs/shop/shop.yaml', 16]);
    expect(lines).toContainEqual(['everything that exactly-once processors', 'topic-specs/shop/shop.yaml', 24]);
    const evidence = verdicts[0]?.evidence;
    expect(evidence).toMatchObject({records: {input: 400, output: 400}, kills: expect.objectContaining({length: 4})});
    expect(controls).toEqual(Object.keys(CONTROLS).map(name => [name, 'pass']));
    const admin = await Admin.open(await sandboxConnection({root: testRoot()}));
    try {
      const {topics} = await readLayout(admin, [evidence?.topics.output ?? '']);
      expect(topics).toEqual([]);
    } finally {
      await admin.close();
    }
  }, 300_000);

  it('writes nothing where the cluster is for reading only, and refuses a control that there is not', async () => {
    workspace.write(
      'reading/sandbox.yaml',
      'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: sandbox}\nspec: {environment: sandbox, sandbox: true}\n',
    );
    const reading = await workspace.run('eos --specs reading');
    expect(reading.exit).toBe(3);
    expect(reading.stdout).toContain('6 unknown');
    const misspelt = await workspace.run('eos --control auto-comit');
    expect([misspelt.exit, misspelt.stderr]).toEqual([2, expect.stringContaining('did you mean "auto-commit"')]);
  });
});

async function control(name: string): Promise<[string, string | undefined]> {
  const declared = model({cluster: cluster({verification: {mode: 'canary', chaos: false, objectives: {}}})});
  const {verdicts} = await runScenarios({
    model: declared,
    target: sandboxTarget(testRoot(), declared),
    root: testRoot(),
    signal: new AbortController().signal,
    scenarios: [
      {
        name,
        file: 'eos.test.ts',
        scenario: {
          kind: 'proof',
          title: name,
          claims: [],
          run: context => proveExactlyOnce(context, {control: name, records: 400, seed: 7}),
        },
      },
    ],
  });
  return [name, verdicts[0]?.status];
}
