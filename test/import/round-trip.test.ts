import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {bindingKey, deriveAcls} from '../../src/access/derive.ts';
import {declaredBindings} from '../../src/access/statements.ts';
import {describeBinding} from '../../src/cluster/acl-codes.ts';
import type {LiveFacts} from '../../src/cluster/facts.ts';
import {domainRule} from '../../src/import/domains.ts';
import {type Imported, importCluster} from '../../src/import/import-cluster.ts';
import {entityText} from '../../src/import/quotas.ts';
import {Scope} from '../../src/import/scope.ts';
import {Workspace} from '../../src/import/workspace.ts';
import type {Model, Resource} from '../../src/specs/model.ts';
import {compareWithLive} from '../../src/verify/drift.ts';
import {liveFacts} from '../fixtures/live-facts.ts';
import {liveWorld} from '../fixtures/live-worlds.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const CLUSTER = 'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: shop}\nspec: {environment: production, sandbox: true}\n';

function emptyWorkspace(): Workspace {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'specs'));
  writeFileSync(path.join(cwd, 'specs', 'cluster.yaml'), CLUSTER);
  return Workspace.open({cwd, specs: 'specs', out: 'specs'});
}

function importInto(workspace: Workspace, facts: LiveFacts, model: Model | undefined = workspace.specs.models[0]): Promise<Imported> {
  if (model?.cluster === undefined) throw new Error('no cluster');
  return importCluster(workspace, facts, {
    model: {...model, cluster: model.cluster},
    scope: new Scope({}),
    rule: domainRule(),
    unmanaged: new Map(),
    owners: async () => () => 'unknown',
    updates: false,
  });
}

/** What a cluster would be after this model is applied to it, in texts that are equal where the cluster is. */
function appliedTexts(model: Model): string[] {
  return [
    ...model.topics.map(
      ({name, spec}) => `topic ${name} ${spec.partitions} ${spec.replicationFactor} ${JSON.stringify(Object.entries(spec.config).sort())}`,
    ),
    ...declaredBindings(model).map(binding => `acl ${describeBinding(binding)}`),
    ...model.users.flatMap(({name, spec}) =>
      spec.scram === undefined ? [] : [`user ${name} ${spec.scram.mechanism} ${spec.scram.iterations}`],
    ),
    ...model.quotas.map(({spec: {entity, ...rates}}) => `quota ${entityText([entity])} ${JSON.stringify(Object.values(rates).sort())}`),
  ].sort();
}

/** The same of what is live, but for what the import says that it left out. */
function liveTexts(facts: LiveFacts, {leftOut}: Imported['plan']): string[] {
  const {topics, acls, scramUsers, quotas} = facts;
  if (!('known' in topics && 'known' in acls && 'known' in scramUsers && 'known' in quotas)) throw new Error('unknown facts');
  const isLeftOut = (kind: string, name: string): boolean => leftOut.some(one => one.kind === kind && one.name === name);
  return [
    ...topics.known
      .filter(({name}) => !isLeftOut('Topic', name))
      .map(
        ({name, partitions, config}) =>
          `topic ${name} ${partitions.length} ${partitions[0]?.replicas.length} ${JSON.stringify(Object.entries(config).sort())}`,
      ),
    ...acls.known.bindings.map(describeBinding).flatMap(text => (isLeftOut('Acl', text) ? [] : [`acl ${text}`])),
    ...scramUsers.known.flatMap(({name, credentials}) => {
      const [stated] = [...credentials].sort((a, b) => (a.mechanism < b.mechanism ? 1 : -1));
      return isLeftOut('User', name) ? [] : [`user ${name} ${stated?.mechanism} ${stated?.iterations}`];
    }),
    ...quotas.known.flatMap(({entity, values}) =>
      isLeftOut('Quota', entityText(entity)) ? [] : [`quota ${entityText(entity)} ${JSON.stringify(Object.values(values).sort())}`],
    ),
  ].sort();
}

it('says all that is live and nothing else, in documents that read back, and finds nothing new the second time', async () => {
  let applications = 0;
  let documents = 0;
  const workspace = emptyWorkspace();
  await fc.assert(
    fc.asyncProperty(liveWorld, async world => {
      const facts = liveFacts(world);
      const imported = await importInto(workspace, facts);
      expect(imported.workspace.specs.findings.map(({message}) => message)).toEqual([]);
      const {model} = imported;
      if (model === undefined) throw new Error('the Cluster is gone');
      expect(appliedTexts(model)).toEqual(liveTexts(facts, imported.plan));
      expect(imported.plan.leftOut.filter(({because}) => because === 'meant')).toEqual([]);
      requireOneDomainEach(model);
      const again = await importInto(imported.workspace, facts, model);
      expect([again.files.size, again.plan.drafts, again.plan.differences, again.plan.gone]).toEqual([0, [], [], []]);
      expect(again.plan.leftOut).toEqual(imported.plan.leftOut);
      requireNoDrift(model, facts, imported);
      applications += model.applications.length;
      documents += model.acls.length;
    }),
    {numRuns: 250},
  );
  // The worlds are of use only where they hold intents, and more than intents.
  expect(applications).toBeGreaterThan(100);
  expect(documents).toBeGreaterThan(250);
});

it('does not depend on the order in which brokers answer', async () => {
  const workspace = emptyWorkspace();
  await fc.assert(
    fc.asyncProperty(liveWorld, async world => {
      const reversed = {
        topics: world.topics.toReversed(),
        acls: world.acls.toReversed(),
        users: world.users.toReversed(),
        quotas: world.quotas.toReversed(),
      };
      const [one, other] = [await importInto(workspace, liveFacts(world)), await importInto(workspace, liveFacts(reversed))];
      expect([...other.files]).toEqual([...one.files]);
    }),
    {numRuns: 100},
  );
});

/** Two stacks with one binding would delete it under each other. */
function requireOneDomainEach(model: Model): void {
  const domains = new Map<string, string>();
  const stated: [key: string, resource: Resource | {domain: string}][] = [
    ...model.acls.flatMap(resource =>
      declaredBindings({...model, acls: [resource], applications: []}).map((binding): [string, Resource] => [
        bindingKey(binding),
        resource,
      ]),
    ),
    ...deriveAcls(model).map((acl): [string, {domain: string}] => [bindingKey(acl.binding), acl]),
  ];
  for (const [key, {domain}] of stated) {
    expect(domains.has(key), `${key} is stated twice`).toBe(false);
    domains.set(key, domain);
  }
}

/** Drift, which knows nothing of imports, sees what was left out at most. */
function requireNoDrift(model: Model, facts: LiveFacts, {plan}: Imported): void {
  const {findings} = compareWithLive(model, facts, {unmanagedPrincipals: []});
  const differing = findings.filter(({rule}) => !rule.endsWith('-unmanaged'));
  expect(differing.map(({message}) => message)).toEqual([]);
  expect(findings.length).toBe(plan.leftOut.length);
}
