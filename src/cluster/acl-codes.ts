import type {AclBinding, AclOperation, AclResourceType} from '../specs/model.ts';

/** Codes of Kafka's protocol (AclOperation, ResourceType, PatternType, AclPermissionType in its Java sources). */
export const OPERATION_CODES = {
  all: 2,
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  'cluster-action': 9,
  'describe-configs': 10,
  'alter-configs': 11,
  'idempotent-write': 12,
  'create-tokens': 13,
  'describe-tokens': 14,
} as const satisfies Record<AclOperation, number>;

const RESOURCE_CODES = {
  topic: 2,
  group: 3,
  cluster: 4,
  'transactional-id': 5,
  'delegation-token': 6,
  user: 7,
} as const satisfies Record<AclResourceType, number>;

const PATTERN_CODES = {literal: 3, prefixed: 4} as const;
const PERMISSION_CODES = {deny: 2, allow: 3} as const;

/** In a filter: anything. */
const ANY = 1;

export interface WireAcl {
  resourceType: number;
  resourceName: string;
  resourcePatternType: number;
  principal: string;
  host: string;
  operation: number;
  permissionType: number;
}

/** The cluster is one resource with one name; a spec need not write it. */
export const CLUSTER_RESOURCE_NAME = 'kafka-cluster';

export function toWireAcl(binding: AclBinding) {
  return {
    resourceType: RESOURCE_CODES[binding.resourceType],
    resourceName: binding.resourceType === 'cluster' ? CLUSTER_RESOURCE_NAME : binding.resourceName,
    resourcePatternType: PATTERN_CODES[binding.pattern],
    principal: binding.principal,
    host: binding.host,
    operation: OPERATION_CODES[binding.operation],
    permissionType: PERMISSION_CODES[binding.permission],
  };
}

/** Undefined where the binding uses a code that a spec cannot state (a newer broker's operation). */
export function fromWireAcl(acl: WireAcl): AclBinding | undefined {
  const resourceType = nameOf(RESOURCE_CODES, acl.resourceType);
  const pattern = nameOf(PATTERN_CODES, acl.resourcePatternType);
  const operation = nameOf(OPERATION_CODES, acl.operation);
  const permission = nameOf(PERMISSION_CODES, acl.permissionType);
  if (resourceType === undefined || pattern === undefined || operation === undefined || permission === undefined) return undefined;
  return {principal: acl.principal, host: acl.host, resourceType, resourceName: acl.resourceName, pattern, operation, permission};
}

export const ANY_ACL = {
  resourceType: ANY,
  resourceName: null,
  resourcePatternType: ANY,
  principal: null,
  host: null,
  operation: ANY,
  permissionType: ANY,
} as const;

/** The operations in a KIP-430 bit field: bit n is the operation of code n. */
export function operationsOfBits(bits: number): AclOperation[] {
  return typedKeys(OPERATION_CODES).filter(name => ((bits >>> OPERATION_CODES[name]) & 1) === 1);
}

function nameOf<K extends string>(codes: Record<K, number>, code: number): K | undefined {
  return typedKeys(codes).find(name => codes[name] === code);
}

function typedKeys<K extends string>(codes: Record<K, number>): K[] {
  // The tables above are literals, so their keys are exactly K.
  return Object.keys(codes) as K[];
}

/** One line a person can read, and the identity of a binding. */
export function describeBinding(binding: AclBinding): string {
  const {principal, host, resourceType, resourceName, pattern, operation, permission} = binding;
  const name = resourceType === 'cluster' ? CLUSTER_RESOURCE_NAME : resourceName;
  return `${permission} ${principal} ${operation} on ${resourceType} ${JSON.stringify(name)} (${pattern}) from host ${host}`;
}
