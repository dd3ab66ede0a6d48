import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {loadPolicies} from '../../src/commands/judged-specs.ts';
import {judge} from '../../src/policy/engine.ts';
import {JudgedDocuments} from '../../src/policy/judged-documents.ts';
import {loadSpecs, parseFile, resolveSpecs} from '../../src/specs/load.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const CLUSTER = (environment: string): string =>
  `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: live, owner: a, description: A}\nspec: {environment: ${environment}, sandbox: true}\n`;
const TOPIC =
  'apiVersion: weir/v1\nkind: Topic\nmetadata: {name: a.b.v1, owner: a, description: A}\nspec: {partitions: 3, replicationFactor: 3, config: {min.insync.replicas: 1}}\n';

it('judges a shared document again where its cluster moved to an environment with other rules', async () => {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'topic-specs'));
  mkdirSync(path.join(cwd, 'policies'));
  writeFileSync(path.join(cwd, 'topic-specs/topic.yaml'), TOPIC);
  writeFileSync(path.join(cwd, 'topic-specs/cluster.yaml'), CLUSTER('production'));
  writeFileSync(
    path.join(cwd, 'policies/policy.yaml'),
    'environments: {development: {rules: {topic/min-insync-replicas: {level: off}}}}\n',
  );
  const policies = await loadPolicies({cwd, directory: 'policies'});
  const now = loadSpecs({cwd, directory: 'topic-specs'});
  const before = resolveSpecs({
    files: now.parsed.files.map(file =>
      file.source.path.endsWith('cluster.yaml')
        ? parseFile({source: new SourceFile(file.source.path, CLUSTER('development')), domain: undefined})
        : file,
    ),
    findings: [],
    resolutions: now.parsed.resolutions,
  });
  expect(before.models[0]?.topics[0]).toBe(now.models[0]?.topics[0]);
  const judged = new JudgedDocuments();
  const rulesIn = (models: typeof now.models): string[] => judge(models, {...policies, today: '2027-01-01', judged}).map(({rule}) => rule);
  expect(rulesIn(now.models)).toContain('topic/min-insync-replicas');
  expect(rulesIn(before.models)).not.toContain('topic/min-insync-replicas');
  expect(rulesIn(now.models)).toContain('topic/min-insync-replicas');
});
