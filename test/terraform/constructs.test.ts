import {readFileSync} from 'node:fs';
import path from 'node:path';
import {App, TerraformOutput, TerraformResource, type TerraformStack, TerraformVariable, Testing} from 'cdktf';
import {Construct} from 'constructs';
import {expect, it} from 'vitest';
import {dataKafkaTopic} from '../../src/public/provider-kafka.ts';
import {expression, KafkaAcl, KafkaProvider, KafkaQuota, KafkaStack, KafkaTopic, KafkaUser} from '../../src/public/stacks.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

interface Configuration {
  terraform: {required_providers: {kafka: {source: string}}};
  data?: Record<string, Record<string, Record<string, unknown>>>;
  resource: Record<string, Record<string, Record<string, unknown>>>;
  variable: Record<string, Record<string, unknown>>;
}

/** What a plain program of CDKTF writes, without any setting of Weir's. */
function synth(build: (stack: KafkaStack) => void): Configuration {
  const outdir = temporaryFolder();
  const app = new App({outdir});
  const stack = new KafkaStack(app, 'mixed');
  new KafkaProvider(stack, 'kafka', {bootstrap: ['kafka-1:9093'], tls: true, mechanism: 'SCRAM-SHA-512'});
  build(stack);
  app.synth();
  return JSON.parse(readFileSync(path.join(outdir, 'stacks/mixed/cdk.tf.json'), 'utf8'));
}

it("a plain program mixes Weir's constructs with its own resources", () => {
  const {terraform, data, resource, variable} = synth(stack => {
    const days = new TerraformVariable(stack, 'retention_ms', {type: 'number'});
    const topic = new KafkaTopic(stack, {
      name: 'orders.v1',
      partitions: 3,
      replicationFactor: 3,
      config: {'retention.ms': expression(days.stringValue), 'cleanup.policy': 'delete', 'min.insync.replicas': 2, preallocate: false},
      lifecycle: {preventDestroy: true},
    });
    KafkaAcl.each(stack, {
      principal: 'User:CN=${billing}',
      resource: {type: 'topic', name: 'orders.v1'},
      operations: ['read', 'describe-configs'],
      dependsOn: [topic],
    });
    new KafkaQuota(stack, {entity: {default: 'ip'}, connectionCreationRate: 50});
    new KafkaUser(stack, {name: 'billing', scram: {mechanism: 'SCRAM-SHA-256', iterations: 8192, version: 3}});
    const other = new dataKafkaTopic.DataKafkaTopic(stack, 'other', {name: 'audit.v1'});
    new TerraformOutput(stack, 'partitions', {value: other.partitions});
  });
  expect(terraform.required_providers.kafka.source).toBe('registry.terraform.io/mongey/kafka');
  expect(resource['kafka_topic']?.['topic_orders_2e_v1']).toMatchObject({
    config: {'retention.ms': '${var.retention_ms}', 'cleanup.policy': 'delete', 'min.insync.replicas': '2', preallocate: 'false'},
    lifecycle: {prevent_destroy: true},
  });
  expect(Object.values(resource['kafka_acl'] ?? {})).toMatchObject([
    {acl_operation: 'DescribeConfigs', acl_permission_type: 'Allow', resource_pattern_type_filter: 'Literal'},
    {acl_principal: 'User:CN=${"$"}{billing}', acl_operation: 'Read', acl_host: '*', depends_on: ['kafka_topic.topic_orders_2e_v1']},
  ]);
  expect(resource['kafka_quota']?.['quota_ip']).toMatchObject({entity_type: 'ip', config: {connection_creation_rate: 50}});
  expect(resource['kafka_user_scram_credential']?.['user_billing']).toMatchObject({
    password_wo: '${var.password_billing}',
    password_wo_version: '3',
  });
  expect(variable['password_billing']).toMatchObject({ephemeral: true, sensitive: true});
  expect(data?.['kafka_topic']?.['other']).toMatchObject({name: 'audit.v1'});
});

it('a password may come from somewhere else', () => {
  const {resource, variable} = synth(stack => {
    const password = expression('${ephemeral.vault_kv_secret_v2.billing.data.password}');
    new KafkaUser(stack, {name: 'billing', scram: {mechanism: 'SCRAM-SHA-512', iterations: 8192, version: 1}, password});
  });
  expect(resource['kafka_user_scram_credential']?.['user_billing']?.['password_wo']).toContain('ephemeral.vault_kv_secret_v2');
  expect(variable).toBeUndefined();
});

it('refuses two elements that would be one, wherever they stand', () => {
  class Part extends Construct {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      new TerraformResource(this, 'same', {terraformResourceType: 'kafka_topic'});
    }
  }
  expect(() =>
    synth(stack => {
      new Part(stack, 'one');
      new Part(stack, 'two');
    }),
  ).toThrow('mixed/one/same and mixed/two/same would both be kafka_topic same');
  expect(() => synth(stack => void new TerraformOutput(stack, 'a.b', {value: 1}))).toThrow('"a.b" is no Terraform identifier');
});

it('a resource and a data source may share an id, as in Terraform', () => {
  const {resource, data} = synth(stack => {
    const inner = new Construct(stack, 'inner');
    new TerraformResource(stack, 'same', {terraformResourceType: 'kafka_topic'});
    new dataKafkaTopic.DataKafkaTopic(inner, 'same', {name: 'x'});
  });
  expect([resource['kafka_topic']?.['same'], data?.['kafka_topic']?.['same']]).toEqual([expect.anything(), expect.anything()]);
});

it('refuses what the provider has not', () => {
  const on = (resource: {type: 'user' | 'topic'; name?: string}) =>
    synth(stack => void new KafkaAcl(stack, {principal: 'User:a', resource, operation: 'describe'}));
  expect(() => on({type: 'user', name: 'User:b'})).toThrow('is on a user, and the Terraform provider has none of those');
  expect(() => on({type: 'topic'})).toThrow('needs the name of it');
});

it('can be tested as CDKTF tests stacks', () => {
  const app = Testing.app();
  const stack: TerraformStack = new KafkaStack(app, 'tested');
  new KafkaTopic(stack, {name: 'a', partitions: 1, replicationFactor: 1});
  expect(JSON.parse(Testing.synth(stack)).resource.kafka_topic.topic_a.name).toBe('a');
});
