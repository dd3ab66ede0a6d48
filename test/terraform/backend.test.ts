import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {synthesise} from '../../src/terraform/synth.ts';
import definition from '../../stacks/domain.ts';

function backends(
  backend: string,
  security = 'protocol: SASL_SSL, sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {env: A}, passwordFrom: {env: B}}',
) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'weir-backend-'));
  onTestFinished(() => rmSync(cwd, {recursive: true, force: true}));
  const topic = (domain: string) =>
    `---\napiVersion: weir/v1\nkind: Topic\nmetadata: {name: ${domain}.topic, domain: ${domain}}\nspec: {partitions: 1, replicationFactor: 3}\n`;
  writeFileSync(
    path.join(cwd, 'all.yaml'),
    `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: prod}\nspec:\n  environment: p\n  bootstrap: ["k:1"]\n  security: {${security}}\n  terraform: {backend: ${backend}}\n${topic('one')}${topic('two')}`,
  );
  const specs = loadSpecs({cwd, directory: '.'});
  const stacks = synthesise({models: specs.models, definition, cwd, outdir: path.join(cwd, 'out')});
  const synthesised = stacks.map(
    ({directory}): {terraform: {backend: Record<string, unknown>}; provider: {kafka: Record<string, unknown>[]}} => {
      const text = readFileSync(path.join(directory, 'cdk.tf.json'), 'utf8');
      expect(text).not.toContain(cwd);
      return JSON.parse(text);
    },
  );
  return {
    findings: specs.findings,
    backends: synthesised.map(({terraform}) => terraform.backend),
    providers: synthesised.map(({provider}) => provider.kafka[0]),
  };
}

it.each([
  ['{type: local}', {local: {path: '../../../state/prod/one.tfstate'}}],
  [
    '{type: s3, bucket: x, key: team/kafka, region: eu}',
    {s3: {bucket: 'x', key: 'team/kafka/prod/one.tfstate', region: 'eu', use_lockfile: true}},
  ],
  ['{type: gcs, bucket: x}', {gcs: {bucket: 'x', prefix: 'kafka-weir/prod/one'}}],
  ['{type: azurerm, container_name: x, key: k/}', {azurerm: {container_name: 'x', key: 'k/prod/one.tfstate'}}],
  ['{type: pg}', {pg: {schema_name: 'kafka-weir.prod.one'}}],
  ['{type: kubernetes, secret_suffix: kafka}', {kubernetes: {secret_suffix: 'kafka.prod.one'}}],
  [
    '{type: http, address: "https://state", lock_address: "https://lock", username: u}',
    {http: {address: 'https://state/prod/one', lock_address: 'https://lock/prod/one', username: 'u'}},
  ],
])('%s: one backend a stack, and no two stacks share a state', (written, first) => {
  const {backends: found} = backends(written);
  expect(found).toHaveLength(2);
  expect(found[0]).toEqual(first);
  expect(found[1]).toEqual(JSON.parse(JSON.stringify(first).replaceAll('/one', '/two').replaceAll('.one', '.two')));
});

it('a local state cannot be put elsewhere, where two domains would share it', () => {
  expect(backends('{type: local, path: here.tfstate}').findings).toMatchObject([
    {rule: 'schema/unknown-key', location: {pointer: '/spec/terraform/backend/path'}},
  ]);
});

describe('a credential in the settings of a backend is refused at its line, and no report shows it', () => {
  it.each([
    ['{type: s3, bucket: x, access_key: AKIA1}', 'access_key', 'AWS_ACCESS_KEY_ID'],
    ['{type: s3, bucket: x, secret_key: hunter2}', 'secret_key', 'AWS_SECRET_ACCESS_KEY'],
    ['{type: s3, bucket: x, token: hunter2}', 'token', 'AWS_SESSION_TOKEN'],
    ['{type: gcs, bucket: x, access_token: hunter2}', 'access_token', 'GOOGLE_OAUTH_ACCESS_TOKEN'],
    ['{type: gcs, bucket: x, credentials: \'{"private_key": "hunter2"}\'}', 'credentials', 'GOOGLE_BACKEND_CREDENTIALS'],
    ['{type: azurerm, container_name: x, access_key: hunter2}', 'access_key', 'ARM_ACCESS_KEY'],
    ['{type: azurerm, container_name: x, sas_token: hunter2}', 'sas_token', 'ARM_SAS_TOKEN'],
    ['{type: pg, conn_str: "postgres://weir:hunter2@db/states"}', 'conn_str', 'PGPASSWORD'],
    ['{type: pg, conn_str: "postgres://db/states?user=weir&password=hunter2"}', 'conn_str', 'PGPASSWORD'],
    ['{type: pg, conn_str: "host=db user=weir password=hunter2"}', 'conn_str', 'PGPASSWORD'],
    ['{type: http, address: "https://state", password: hunter2}', 'password', 'TF_HTTP_PASSWORD'],
    ['{type: http, address: "https://weir:hunter2@state"}', 'address', 'TF_HTTP_PASSWORD'],
    ['{type: http, address: "https://state", headers: {Authorization: hunter2}}', 'headers/Authorization', 'TF_HTTP_PASSWORD'],
    ['{type: kubernetes, secret_suffix: x, token: hunter2}', 'token', 'KUBE_TOKEN'],
  ])('%s', (written, key, variable) => {
    const {findings} = backends(written);
    expect(findings).toMatchObject([
      {
        rule: 'schema/literal-secret',
        level: 'error',
        message: expect.stringContaining(variable),
        location: {line: 8, pointer: `/spec/terraform/backend/${key}`},
        redacted: true,
      },
    ]);
    expect(findings[0]?.message).not.toContain('hunter2');
  });

  it.each([
    '{type: pg, conn_str: "postgres://weir@db:5432/states?sslmode=require"}',
    '{type: pg, conn_str: "host=db user=weir"}',
    '{type: gcs, bucket: x, credentials: keys/gcs.json}',
    '{type: http, address: "https://state/a@b", headers: {X-Project: kafka}}',
    '{type: s3, bucket: x, kms_key_id: alias/state, dynamodb_table: locks}',
  ])('%s holds none', written => {
    expect(backends(written).findings).toEqual([]);
  });
});

it.each([
  ['AWS_MSK_IAM', 'aws-iam'],
  ['OAUTHBEARER', 'oauthbearer'],
])('%s reaches the provider under its own name', (mechanism, name) => {
  expect(backends('{type: local}', `protocol: SASL_SSL, sasl: {mechanism: ${mechanism}}`).providers[0]).toMatchObject({
    sasl_mechanism: name,
    tls_enabled: true,
  });
});
