import {aclStatements} from '../access/statements.ts';
import {type AclBinding, bindingsOf, type Model, type QuotaSpec, type Resource} from '../specs/model.ts';
import {logicalId} from './logical-id.ts';

/** The document that declares a resource, by its address in Terraform. */
export function documentsByAddress(model: Model): Map<string, Resource> {
  const documents = new Map<string, Resource>();
  for (const topic of model.topics) documents.set(topicAddress(topic.name), topic);
  for (const {resource, spec} of aclStatements(model)) for (const binding of bindingsOf(spec)) documents.set(aclAddress(binding), resource);
  for (const quota of model.quotas) documents.set(quotaAddress(quota.spec.entity), quota);
  for (const user of model.users) documents.set(userAddress(user.name), user);
  return documents;
}

/** The ids of resources, frozen with their encoding. */
export function topicId(name: string): string {
  return logicalId('topic', name);
}

export function userId(name: string): string {
  return logicalId('user', name);
}

export function quotaId({spec}: {spec: Pick<QuotaSpec, 'entity'>}): string {
  const {type, name} = spec.entity;
  return name === undefined ? logicalId('quota', type) : logicalId('quota', type, name);
}

/** The id is the whole binding, so that renaming a document changes nothing on the cluster. */
export function aclId({principal, host, resourceType, resourceName, pattern, operation, permission}: AclBinding): string {
  return logicalId('acl', principal, permission, operation, resourceType, pattern, resourceName, host);
}

/** Addresses in Terraform: the provider's type and the id. */
export function topicAddress(name: string): string {
  return `kafka_topic.${topicId(name)}`;
}

export function userAddress(name: string): string {
  return `kafka_user_scram_credential.${userId(name)}`;
}

export function quotaAddress(entity: QuotaSpec['entity']): string {
  return `kafka_quota.${quotaId({spec: {entity}})}`;
}

export function aclAddress(binding: AclBinding): string {
  return `kafka_acl.${aclId(binding)}`;
}
