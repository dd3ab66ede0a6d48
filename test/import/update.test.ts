import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {domainRule} from '../../src/import/domains.ts';
import {type Imported, importCluster} from '../../src/import/import-cluster.ts';
import {Scope} from '../../src/import/scope.ts';
import {Workspace} from '../../src/import/workspace.ts';
import {writeImport} from '../../src/import/write-import.ts';
import {type LiveWorld, liveFacts} from '../fixtures/live-facts.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const cluster = (name: string, environment: string): string =>
  `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: ${name}}\nspec: {environment: ${environment}, sandbox: true}\n`;
const topic = (metadata: string, rest: string): string => `apiVersion: weir/v1\nkind: Topic\nmetadata: {name: a.b${metadata}}\n${rest}`;

function folderWith(files: Record<string, string>): string {
  const cwd = temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
    writeFileSync(path.join(cwd, file), text);
  }
  return cwd;
}

async function importInto(workspace: Workspace, world: LiveWorld, {updates = true, name = 'shop'} = {}): Promise<Imported> {
  const model = workspace.specs.models.find(one => one.cluster?.name === name);
  if (model?.cluster === undefined) throw new Error(`no cluster ${name}`);
  return importCluster(workspace, liveFacts(world), {
    model: {...model, cluster: model.cluster},
    scope: new Scope({}),
    rule: domainRule(),
    unmanaged: new Map(),
    owners: async () => () => 'team-a',
    updates,
  });
}

const open = (files: Record<string, string>, out = 'specs') => Workspace.open({cwd: folderWith(files), specs: 'specs', out});
const live: LiveWorld = {topics: [{name: 'a.b', partitions: 4, config: {'retention.ms': '3600000'}}]};

describe('taking live values over', () => {
  it.each<[what: string, document: string, expected: string]>([
    [
      'in the base, where the document is for this cluster alone',
      topic(', clusters: [shop]', 'spec: {partitions: 2, replicationFactor: 3} # two are enough\n'),
      topic(', clusters: [shop]', 'spec: {partitions: 4, replicationFactor: 3, config: {retention.ms: 1h}} # two are enough\n'),
    ],
    [
      'in a new patch, where it is for another environment, too',
      topic('', 'spec: {partitions: 2, replicationFactor: 3}\n'),
      topic(
        '',
        'spec: {partitions: 2, replicationFactor: 3}\nenvironments:\n  production:\n    spec:\n      partitions: 4\n      config:\n        retention.ms: 1h\n',
      ),
    ],
    [
      'in the patch that decided them',
      topic(
        '',
        'spec: {partitions: 2, replicationFactor: 3}\nenvironments:\n  production:\n    spec: {partitions: 3, config: {retention.ms: 2h}} # ours\n',
      ),
      topic(
        '',
        'spec: {partitions: 2, replicationFactor: 3}\nenvironments:\n  production:\n    spec: {partitions: 4, config: {retention.ms: 1h}} # ours\n',
      ),
    ],
    [
      'and a patch that says nothing then is taken out',
      topic(
        '',
        'spec: {partitions: 4, replicationFactor: 3, config: {retention.ms: 1h}}\nenvironments: {production: {spec: {config: {segment.ms: 1h}}}}\n',
      ),
      topic('', 'spec: {partitions: 4, replicationFactor: 3, config: {retention.ms: 1h}}\n'),
    ],
    [
      'and what the base sets for others is taken away in the patch',
      topic('', 'spec: {partitions: 4, replicationFactor: 3, config: {retention.ms: 1h, segment.ms: 1h}}\n'),
      topic(
        '',
        'spec: {partitions: 4, replicationFactor: 3, config: {retention.ms: 1h, segment.ms: 1h}}\nenvironments:\n  production:\n    spec:\n      config:\n        segment.ms: null\n',
      ),
    ],
  ])('%s', async (_what, document, expected) => {
    const workspace = open({
      'specs/shop.yaml': cluster('shop', 'production'),
      'specs/test.yaml': cluster('test', 'test'),
      'specs/a/t.yaml': document,
    });
    const imported = await importInto(workspace, live);
    expect(imported.update.refused).toEqual([]);
    expect(imported.files.get('specs/a/t.yaml')?.after).toBe(expected);
    const test = workspace.specs.models.find(one => one.cluster?.name === 'test');
    const after = imported.workspace.specs.models.find(one => one.cluster?.name === 'test');
    expect(after?.topics.map(({spec}) => spec)).toEqual(test?.topics.map(({spec}) => spec));
    expect((await importInto(imported.workspace, live)).files.size).toBe(0);
  });

  it('is refused where another cluster of the environment would change, and where values come from an anchor', async () => {
    const shared = open({
      'specs/shop.yaml': cluster('shop', 'production'),
      'specs/twin.yaml': cluster('twin', 'production'),
      'specs/a/t.yaml': topic('', 'spec: {partitions: 2, replicationFactor: 3, config: {retention.ms: 1h}}\n'),
    });
    const twin = await importInto(shared, live);
    expect([twin.files.size, twin.update.refused.map(({reason}) => reason)]).toEqual([
      0,
      ['the document also holds for another cluster of the environment production, which would change with it'],
    ]);
    const anchored = open({
      'specs/shop.yaml': cluster('shop', 'production'),
      'specs/a/t.yaml': topic('', 'x-few: &few 2\nspec: {partitions: *few, replicationFactor: 3, config: {retention.ms: 1h}}\n'),
    });
    const {files, update} = await importInto(anchored, live);
    expect([files.size, update.refused.map(({difference}) => difference.field)]).toEqual([0, ['partitions']]);
  });
});

it('what could not be read is not taken for empty', async () => {
  const documents = `${topic('', 'spec: {partitions: 2, replicationFactor: 3}\n')}---\napiVersion: weir/v1\nkind: Quota\nmetadata: {name: a}\nspec: {entity: {user: a}, producerByteRate: 1}\n`;
  const workspace = open({'specs/shop.yaml': cluster('shop', 'production'), 'specs/a/t.yaml': documents});
  const [model] = workspace.specs.models;
  if (model?.cluster === undefined) throw new Error('no cluster');
  const unknown = {unknown: 'not authorized'};
  const {plan} = await importCluster(
    workspace,
    {...liveFacts({}), topics: unknown, acls: unknown, quotas: unknown, scramUsers: unknown},
    {
      ...{model: {...model, cluster: model.cluster}, scope: new Scope({}), rule: domainRule(), unmanaged: new Map(), updates: true},
      owners: async () => () => 'team-a',
    },
  );
  expect(plan).toMatchObject({drafts: [], differences: [], gone: [], unread: Array(4).fill('not authorized')});
});

describe('where documents go', () => {
  it('a folder beside the specs is read as well, and its folders are domains', async () => {
    const cwd = folderWith({'specs/shop.yaml': cluster('shop', 'production')});
    const opened = () => Workspace.open({cwd, specs: 'specs', out: 'grown'});
    const first = await importInto(opened(), live);
    expect([...first.files.keys()]).toEqual(['grown/a/topics.yaml']);
    expect(first.model?.topics[0]?.domain).toBe('a');
    writeImport(cwd, first.files);
    expect((await importInto(opened(), live)).files.size).toBe(0);
    // Somebody else may have written it since.
    expect(() => writeImport(cwd, first.files)).toThrow('grown/a/topics.yaml was not written');
  });

  it('in a folder inside the specs each document says its domain', async () => {
    const imported = await importInto(open({'specs/shop.yaml': cluster('shop', 'production')}, 'specs/from/shop'), live);
    expect(imported.files.get('specs/from/shop/a/topics.yaml')?.after).toContain('metadata: {name: a.b, owner: team-a, domain: a}\n');
    expect(imported.model?.topics[0]?.domain).toBe('a');
  });

  it('behind what stands in a file, with its line breaks', async () => {
    const text =
      'apiVersion: weir/v1\r\nkind: Topic\r\nmetadata: {name: a.first}\r\nspec: {partitions: 1, replicationFactor: 3} # last line';
    const workspace = open({'specs/shop.yaml': cluster('shop', 'production'), 'specs/a/topics.yaml': text});
    const {files, model} = await importInto(workspace, {topics: [...(live.topics ?? []), {name: 'a.first'}]});
    const after = files.get('specs/a/topics.yaml')?.after ?? '';
    expect(after.startsWith(`${text}\r\n---\r\napiVersion: weir/v1\r\n`)).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(model?.topics.map(({name}) => name)).toEqual(['a.b', 'a.first']);
  });

  it('of two clusters beside each other, each for its own', async () => {
    const user = (iterations: number): LiveWorld['users'] => [{name: 'app', credentials: [{mechanism: 'SCRAM-SHA-512', iterations}]}];
    const acls: LiveWorld['acls'] = [{principal: 'User:app', operation: 'write', resourceType: 'topic', resourceName: 'a.b'}];
    const [one, other] = [
      {...live, users: user(8192), acls},
      {topics: [{name: 'a.b', partitions: 1}], users: user(4096), acls},
    ];
    const workspace = open({'specs/shop.yaml': cluster('shop', 'production'), 'specs/test.yaml': cluster('test', 'test')});
    const first = await importInto(workspace, one);
    const second = await importInto(first.workspace, other, {name: 'test'});
    expect(second.workspace.specs.findings).toEqual([]);
    expect(
      second.workspace.specs.models.map(({topics: [topic], users: [of], applications}) => [
        topic?.spec.partitions,
        of?.spec.scram,
        applications.map(one => one.name),
      ]),
    ).toEqual([
      [4, {mechanism: 'SCRAM-SHA-512', iterations: 8192, passwordFrom: {env: 'APP_PASSWORD'}}, ['app']],
      [1, {mechanism: 'SCRAM-SHA-512', iterations: 4096, passwordFrom: {env: 'TEST_APP_PASSWORD'}}, ['app']],
    ]);
    for (const [name, world] of [
      ['shop', one],
      ['test', other],
    ] as const)
      expect((await importInto(second.workspace, world, {name})).files.size).toBe(0);
  });
});
