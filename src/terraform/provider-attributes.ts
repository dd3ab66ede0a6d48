import type {AclBinding, AclOperation, AclResourceType, QuotaSpec} from '../specs/model.ts';
import type {StateKind} from './plan-change.ts';
import {aclAddress, quotaAddress, topicAddress, userAddress} from './resource-ids.ts';

/** Attributes of a resource as the provider writes them into state and plan. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The provider's resource types (Mongey/kafka v0.13.1, provider.go) and Weir's kinds. */
const KIND_OF_TYPE = {
  kafka_topic: 'Topic',
  kafka_acl: 'Acl',
  kafka_quota: 'Quota',
  kafka_user_scram_credential: 'User',
} as const;

/** The kind of a resource type, or undefined where it is none of Weir's. */
export function kindOfType(type: string): StateKind | undefined {
  return type in KIND_OF_TYPE ? KIND_OF_TYPE[type as keyof typeof KIND_OF_TYPE] : undefined;
}

/** Name of a resource in Kafka: of the topic or user; for an ACL its binding, for a quota its entity, in words. */
export function nameOfAttributes(kind: StateKind, attributes: Attributes): string {
  const text = (key: string): string => textAt(attributes, key);
  switch (kind) {
    case 'Topic':
      return text('name');
    case 'User':
      return text('username');
    case 'Quota':
      return text('entity_name') === '' ? `default ${text('entity_type')}` : `${text('entity_type')} ${text('entity_name')}`;
    case 'Acl': {
      const star = text('resource_pattern_type_filter') === 'Prefixed' ? '*' : '';
      const host = text('acl_host') === '*' ? '' : ` from ${text('acl_host')}`;
      return `${text('acl_permission_type').toLowerCase()} ${text('acl_principal')} ${text('acl_operation')} on ${text('resource_type')} ${text('resource_name')}${star}${host}`;
    }
  }
}

/**
 * The address that this version of Weir gives to a resource, from what the provider says of it: two states that hold
 * one thing of the cluster, be it under the ids of an older version, give the same.
 */
export function addressOf(kind: StateKind, attributes: Attributes): string {
  switch (kind) {
    case 'Topic':
      return topicAddress(textAt(attributes, 'name'));
    case 'User':
      return userAddress(textAt(attributes, 'username'));
    case 'Quota':
      return quotaAddress(entityOf(attributes));
    case 'Acl':
      return aclAddress(bindingOf(attributes));
  }
}

/** The entity of a `kafka_quota`; the provider knows the default of a type by an absent name. */
export function entityOf(attributes: Attributes): QuotaSpec['entity'] {
  const type = textAt(attributes, 'entity_type');
  const name = textAt(attributes, 'entity_name');
  return {type: type === 'client-id' ? 'clientId' : type === 'ip' ? 'ip' : 'user', name: name === '' ? undefined : name};
}

/** The binding of a `kafka_acl`; the reverse of what stacks/domain.ts writes. */
export function bindingOf(attributes: Attributes): AclBinding {
  const text = (key: string): string => textAt(attributes, key);
  return {
    principal: text('acl_principal'),
    host: text('acl_host'),
    resourceType: kebabCase(text('resource_type')) as AclResourceType,
    resourceName: text('resource_name'),
    pattern: text('resource_pattern_type_filter') === 'Prefixed' ? 'prefixed' : 'literal',
    operation: kebabCase(text('acl_operation')) as AclOperation,
    permission: text('acl_permission_type') === 'Deny' ? 'deny' : 'allow',
  };
}

/** A binding as the provider spells it: the reverse of {@link bindingOf}. */
export function attributesOfBinding(binding: AclBinding): Attributes {
  const {principal, host, resourceType, resourceName, pattern, operation, permission} = binding;
  return {
    acl_principal: principal,
    acl_host: host,
    acl_operation: providerSpelling(operation),
    acl_permission_type: providerSpelling(permission),
    resource_type: providerSpelling(resourceType),
    resource_name: resourceName,
    resource_pattern_type_filter: providerSpelling(pattern),
  };
}

/** A word of an ACL as the provider spells it: `DescribeConfigs` for `describe-configs`, and `TransactionalID`. */
export function providerSpelling(kebab: string): string {
  if (kebab === 'transactional-id') return 'TransactionalID';
  return kebab.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * What the provider's importer asks for (Mongey/kafka v0.13.1: importACL, importSCRAM, and the topic's name), or
 * undefined where it has none: for quotas, and for texts with the `|` that it splits at.
 */
export function importId(kind: StateKind, attributes: Attributes): string | undefined {
  const text = (key: string): string => textAt(attributes, key);
  const joined = (parts: readonly string[]): string | undefined => (parts.some(part => part.includes('|')) ? undefined : parts.join('|'));
  switch (kind) {
    case 'Topic':
      return text('name');
    case 'Quota':
      return undefined;
    case 'User':
      return joined([text('username'), text('scram_mechanism')]);
    case 'Acl':
      return joined(
        [
          'acl_principal',
          'acl_host',
          'acl_operation',
          'acl_permission_type',
          'resource_type',
          'resource_name',
          'resource_pattern_type_filter',
        ].map(text),
      );
  }
}

/** `DescribeConfigs` as documents spell it: `describe-configs`; `TransactionalID` is `transactional-id`. */
function kebabCase(pascal: string): string {
  return pascal.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

function textAt(attributes: Attributes, key: string): string {
  const value = attributes[key];
  return typeof value === 'string' ? value : '';
}
