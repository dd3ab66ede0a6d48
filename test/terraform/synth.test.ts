import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {synthesise} from '../../src/terraform/synth.ts';
import definition from '../../stacks/domain.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'weir-synth-'));
  folders.push(made);
  return made;
}

function synth(cwd: string, outdir: string, directory = 'topic-specs') {
  return synthesise({models: loadSpecs({cwd, directory}).models, definition, cwd: outdir, outdir: path.join(outdir, 'cdktf.out')});
}

function read(outdir: string, stack: string): string {
  return readFileSync(path.join(outdir, 'cdktf.out/stacks', stack, 'cdk.tf.json'), 'utf8');
}

it('gives the same bytes for the same specs, wherever it runs', () => {
  const [one, two] = [folder(), folder()];
  const stacks = synth(root, one);
  synth(root, two);
  expect(stacks.map(({name}) => name)).toContain('production.payments');
  for (const {name} of stacks) {
    expect(read(one, name)).toBe(read(two, name));
    expect(read(one, name)).not.toContain(one);
    expect(read(one, name)).not.toContain(root);
  }
});

const DOCUMENTS = `apiVersion: weir/v1
kind: Cluster
metadata: {name: c}
spec: {environment: dev, sandbox: true}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: orders.v1, domain: d}
spec: {partitions: 3, replicationFactor: 3, config: {retention.ms: 9223372036854775807, cleanup.policy: [delete, compact]}}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: ordersv1, domain: d}
spec: {partitions: 1, replicationFactor: 3}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: one, domain: d}
spec: {principal: 'User:\${x} %{y}', resource: {type: group, name: 'my #{TfToken[0]} group'}, operations: [read, describe]}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: again, domain: d}
spec: {principal: 'User:\${x} %{y}', resource: {type: group, name: 'my #{TfToken[0]} group'}, operations: [read]}
---
apiVersion: weir/v1
kind: User
metadata: {name: written, domain: d}
spec: {scram: {mechanism: SCRAM-SHA-512, passwordFrom: {env: P}, version: 4}}
---
apiVersion: weir/v1
kind: User
metadata: {name: never-written, domain: d}
spec: {scram: {mechanism: SCRAM-SHA-512, passwordFrom: {env: Q}}}
`;

it('writes what was declared, as text that means itself', () => {
  const cwd = folder();
  writeFileSync(path.join(cwd, 'all.yaml'), DOCUMENTS);
  synth(cwd, cwd, '.');
  const stack: {
    terraform: Record<string, unknown>;
    provider: {kafka: Record<string, unknown>[]};
    variable: Record<string, Record<string, unknown>>;
    resource: Record<string, Record<string, Record<string, unknown>>>;
  } = JSON.parse(read(cwd, 'c.d'));
  expect(Object.keys(stack.resource['kafka_topic'] ?? {})).toEqual(['topic_orders_2e_v1', 'topic_ordersv1']);
  expect(stack.resource['kafka_topic']?.['topic_orders_2e_v1']?.['config']).toEqual({
    'retention.ms': '9223372036854775807',
    'cleanup.policy': 'compact,delete',
  });
  // Equal bindings of two documents are one resource.
  const acls = Object.values(stack.resource['kafka_acl'] ?? {});
  expect(acls.map(acl => acl['acl_operation'])).toEqual(['Describe', 'Read']);
  expect(acls[0]).toMatchObject({acl_principal: 'User:${"$"}{x} ${"%"}{y}', resource_name: 'my #${"{"}TfToken[0]} group'});
  expect(Object.keys(stack.resource['kafka_user_scram_credential'] ?? {})).toEqual(['user_written']);
  expect(stack.variable['password_written']).toMatchObject({ephemeral: true, sensitive: true, nullable: false});
  expect(stack.variable['password_written']).not.toHaveProperty('default');
  expect(stack.provider.kafka[0]).toMatchObject({tls_enabled: true, skip_tls_verify: false, sasl_mechanism: 'scram-sha512'});
  expect(stack.terraform).toMatchObject({
    backend: {local: {path: '../../../state/c/d.tfstate'}},
    required_providers: {kafka: {source: 'registry.terraform.io/mongey/kafka'}},
  });
});

it('removes the folder of a stack that is no more, and no other', () => {
  const cwd = folder();
  writeFileSync(path.join(cwd, 'all.yaml'), DOCUMENTS);
  synth(cwd, cwd, '.');
  writeFileSync(path.join(cwd, 'all.yaml'), DOCUMENTS.replaceAll('domain: d', 'domain: e'));
  synth(cwd, cwd, '.');
  expect(readdirSync(path.join(cwd, 'cdktf.out/stacks'))).toEqual(['c.e']);
});
