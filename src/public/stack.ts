/**
 * `kafka-weir/stack`: what a file in `stacks/` imports. A stack turns the resources of one cluster and domain into
 * Terraform; spec text passes through `literal`, ids come from `logicalId`.
 */

export type {AclBinding, ClusterSpec, QuotaSpec, Resource, ScramCredential, TopicSpec} from '../specs/model.ts';
export {QUOTA_RATES} from '../specs/model.ts';
export {configureProvider} from '../terraform/configure-provider.ts';
export {literal, literalMap} from '../terraform/literal.ts';
export {logicalId} from '../terraform/logical-id.ts';
export {aclId, quotaId, topicId, userId} from '../terraform/resource-ids.ts';
export {passwordVariable} from '../terraform/secret-variables.ts';
export {KafkaStack, type StackContent, type StackDefinition, stack} from '../terraform/stack.ts';
