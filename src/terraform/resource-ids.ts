import {aclStatements} from '../access/statements.ts';
import {type AclBinding, bindingsOf, type Model, type QuotaSpec, type Resource} from '../specs/model.ts';
import {logicalId} from './logical-id.ts';

/** The document that declares a resource, by its address in Terraform. */
export function documentsByAddress(model: Model): Map<string, Resource> {
  return new Map([...declaringDocuments(model)].flatMap(([address, documents]) => documents.slice(-1).map(one => [address, one] as const)));
}

/** The documents that declare a resource, of every domain: several may state one ACL. */
export function documentsOf(address: string, model: Model): readonly Resource[] {
  const known = declaringOf.get(model) ?? declaringDocuments(model);
  declaringOf.set(model, known);
  return known.get(address) ?? [];
}

const declaringOf = new WeakMap<Model, ReadonlyMap<string, readonly Resource[]>>();

function declaringDocuments(model: Model): Map<string, Resource[]> {
  const declaring = new Map<string, Resource[]>();
  const add = (address: string, resource: Resource): void => {
    const others = declaring.get(address);
    if (others === undefined) declaring.set(address, [resource]);
    else others.push(resource);
  };
  for (const topic of model.topics) add(topicAddress(topic.name), topic);
  for (const {resource, spec} of aclStatements(model)) for (const binding of bindingsOf(spec)) add(aclAddress(binding), resource);
  for (const quota of model.quotas) add(quotaAddress(quota.spec.entity), quota);
  for (const user of model.users) add(userAddress(user.name), user);
  return declaring;
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
