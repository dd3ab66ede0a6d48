import {bindingKey} from '../access/derive.ts';
import {CLUSTER_RESOURCE_NAME} from '../cluster/acl-codes.ts';
import type {Fields} from '../specs/kinds/fields.ts';
import type {AclBinding, AclOperation, AclResourceType} from '../specs/model.ts';
import {unstatable} from './statable.ts';

/** What the provider's tables of operations and resource types lack (Mongey/kafka v0.13.1, kafka_acls.go): it refuses them at apply. */
const UNKNOWN_TO_PROVIDER: {types: readonly AclResourceType[]; operations: readonly AclOperation[]} = {
  types: ['user'],
  operations: ['create-tokens', 'describe-tokens'],
};

/** Why neither a document nor Terraform can hold a binding; undefined where both can. */
export function unstatableBinding(binding: AclBinding): string | undefined {
  const {resourceType, resourceName, operation} = binding;
  if (UNKNOWN_TO_PROVIDER.types.includes(resourceType)) return `the Terraform provider has no ACLs on a ${resourceType}`;
  if (UNKNOWN_TO_PROVIDER.operations.includes(operation)) return `the Terraform provider has no operation ${operation}`;
  if (resourceType === 'cluster' && resourceName !== CLUSTER_RESOURCE_NAME)
    return `the cluster has one name, ${CLUSTER_RESOURCE_NAME}, and this ACL is about ${JSON.stringify(resourceName)}`;
  return unstatable('Acl', 'acl', aclSpec(binding, [operation]));
}

/** The bindings that differ by their operation alone together: each group is one Acl document. In a stable order. */
export function foldOperations(bindings: readonly AclBinding[]): {binding: AclBinding; operations: AclOperation[]}[] {
  const groups = Map.groupBy(bindings, binding => bindingKey({...binding, operation: 'all'}));
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [binding] = group;
      const operations = [...new Set(group.map(({operation}) => operation))].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
      return binding === undefined ? [] : [{binding, operations}];
    });
}

/** As people say them: what most ACLs allow comes first. */
const ORDER: readonly AclOperation[] = [
  ...(['all', 'read', 'write', 'create', 'delete', 'alter', 'describe', 'describe-configs', 'alter-configs'] as const),
  ...(['cluster-action', 'idempotent-write', 'create-tokens', 'describe-tokens'] as const),
];

/** What is so by default is left out. */
export function aclSpec(
  {principal, host, resourceType, resourceName, pattern, permission}: AclBinding,
  operations: AclOperation[],
): Fields {
  return {
    principal,
    ...(host === '*' ? {} : {host}),
    resource: {
      type: resourceType,
      ...(resourceType === 'cluster' ? {} : {name: resourceName}),
      ...(pattern === 'literal' ? {} : {pattern}),
    },
    operations,
    ...(permission === 'allow' ? {} : {permission}),
  };
}

/** `audit-read-topic-orders.placed.v1`: who may what on which. `who` is the name of the principal's User document, where it has one. */
export function aclName(who: string | undefined, binding: AclBinding, operations: readonly AclOperation[]): string {
  const {principal, host, resourceType, resourceName, pattern, permission} = binding;
  const subject = who ?? (principal === 'User:*' ? 'everybody' : principal.replace(/^User:/, ''));
  const on = resourceType === 'cluster' ? [] : [resourceName === '*' && pattern === 'literal' ? 'any' : resourceName];
  const parts = [
    subject,
    ...(permission === 'deny' ? ['not'] : []),
    ...(operations.length > 3 ? [`${operations.length}-operations`] : operations),
    resourceType,
    ...on,
    ...(pattern === 'prefixed' ? ['prefixed'] : []),
    ...(host === '*' ? [] : ['from', host]),
  ];
  return parts.join('-');
}
