import {TerraformOutput, TerraformVariable, Testing} from 'cdktf';
import {acl, topic, userScramCredential} from 'kafka-weir/provider-kafka';
import {expect, it} from 'vitest';
import {KafkaStack, newApp} from '../../src/terraform/stack.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const BINDING = {aclPrincipal: 'User:u', aclHost: '*', aclOperation: 'Read', aclPermissionType: 'Allow', resourceType: 'Topic'};

it('writes literal resources, tokens in them, and what stands beside them as CDKTF does', () => {
  const app = newApp(temporaryFolder());
  const stack = new KafkaStack(app, 'one');
  const name = new TerraformVariable(stack, 'name', {type: 'string'});
  const partitions = new TerraformVariable(stack, 'partitions', {type: 'number'});
  const made = new topic.Topic(stack, 'literal', {name: 'a.b', partitions: 1, replicationFactor: 3, config: {'retention.ms': '1'}});
  new topic.Topic(stack, 'referring', {
    name: name.stringValue,
    partitions: partitions.numberValue,
    replicationFactor: 3,
    config: {x: made.name},
  });
  new acl.Acl(stack, 'acl', {...BINDING, resourceName: made.name});
  new userScramCredential.UserScramCredential(stack, 'user', {
    username: 'u',
    scramMechanism: 'SCRAM-SHA-512',
    passwordWo: name.stringValue,
    passwordWoVersion: '1',
  });
  new TerraformOutput(stack, 'out', {value: made.partitions});
  stack.prepareStack();
  const {resource, output} = JSON.parse(Testing.synth(stack));
  const {'//': _one, ...literal} = resource.kafka_topic.literal;
  const {'//': _two, ...referring} = resource.kafka_topic.referring;
  expect(literal).toEqual({name: 'a.b', partitions: 1, replication_factor: 3, config: {'retention.ms': '1'}});
  expect(referring).toEqual({
    name: '${var.name}',
    partitions: '${var.partitions}',
    replication_factor: 3,
    config: {x: '${kafka_topic.literal.name}'},
  });
  expect(resource.kafka_acl.acl.resource_name).toBe('${kafka_topic.literal.name}');
  expect(output.out.value).toBe('${kafka_topic.literal.partitions}');
});

it('meets a reference to another stack, which its ids do not take, before anything is written', () => {
  const app = newApp(temporaryFolder());
  const [first, second] = [new KafkaStack(app, 'first'), new KafkaStack(app, 'second')];
  const made = new topic.Topic(first, 'made', {name: 'a.b', partitions: 1, replicationFactor: 3});
  new acl.Acl(second, 'acl', {...BINDING, resourceName: made.name});
  expect(() => second.prepareStack()).toThrow('cross-stack-output-kafka_topic.made.name');
});
