import {aclStatements} from '../access/statements.ts';
import {type AclBinding, bindingsOf, type Model, type Resource} from '../specs/model.ts';
import {logicalId} from './logical-id.ts';

/** The document that declares a resource, by its address in Terraform. */
export function documentsByAddress(model: Model): Map<string, Resource> {
  const documents = new Map<string, Resource>();
  for (const topic of model.topics) documents.set(`kafka_topic.${topicId(topic.name)}`, topic);
  for (const {resource, spec} of aclStatements(model))
    for (const binding of bindingsOf(spec)) documents.set(`kafka_acl.${aclId(binding)}`, resource);
  for (const quota of model.quotas) documents.set(`kafka_quota.${quotaId(quota)}`, quota);
  for (const user of model.users) documents.set(`kafka_user_scram_credential.${userId(user.name)}`, user);
  return documents;
}

/** The ids of resources, frozen with their encoding. */
export function topicId(name: string): string {
  return logicalId('topic', name);
}

export function userId(name: string): string {
  return logicalId('user', name);
}

export function quotaId({spec}: Resource<'Quota'>): string {
  const {type, name} = spec.entity;
  return name === undefined ? logicalId('quota', type) : logicalId('quota', type, name);
}

/** The id is the whole binding, so that renaming a document changes nothing on the cluster. */
export function aclId({principal, host, resourceType, resourceName, pattern, operation, permission}: AclBinding): string {
  return logicalId('acl', principal, permission, operation, resourceType, pattern, resourceName, host);
}
