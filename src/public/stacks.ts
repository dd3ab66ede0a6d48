/**
 * `kafka-weir/stacks`: the constructs that Weir's own stacks are made of, for a program of CDKTF that mixes them with
 * resources of its own.
 *
 *     import {App} from 'cdktf';
 *     import {KafkaAcl, KafkaProvider, KafkaStack, KafkaTopic} from 'kafka-weir/stacks';
 *
 *     const app = new App();
 *     const stack = new KafkaStack(app, 'orders');
 *     new KafkaProvider(stack, 'kafka', {bootstrap: ['kafka-1:9093'], tls: true, mechanism: 'SCRAM-SHA-512'});
 *     new KafkaTopic(stack, {name: 'orders.order.placed.v1', partitions: 12, replicationFactor: 3});
 *     KafkaAcl.each(stack, {principal: 'User:billing', resource: {type: 'topic', name: 'orders.order.placed.v1'}, operations: ['read', 'describe']});
 *     app.synth();
 *
 * Their ids follow from the names in Kafka, as Weir's own do. Text means itself; `expression()` marks what Terraform evaluates.
 */
export {type Expression, expression, type ListExpression} from '../terraform/constructs/expression.ts';
export {KafkaAcl, type KafkaAclProps} from '../terraform/constructs/kafka-acl.ts';
export {KafkaProvider, type KafkaProviderProps} from '../terraform/constructs/kafka-provider.ts';
export {KafkaQuota, type KafkaQuotaProps} from '../terraform/constructs/kafka-quota.ts';
export {KafkaTopic, type KafkaTopicProps} from '../terraform/constructs/kafka-topic.ts';
export {KafkaUser, type KafkaUserProps} from '../terraform/constructs/kafka-user.ts';
export {logicalId} from '../terraform/logical-id.ts';
export {KafkaStack} from '../terraform/stack.ts';
