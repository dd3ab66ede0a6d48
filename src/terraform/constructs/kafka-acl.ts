import {Acl} from '@cdktf/provider-kafka/acl';
import type {TerraformMetaArguments} from 'cdktf';
import type {Construct} from 'constructs';
import type {AclBinding, AclOperation, AclResourceType} from '../../specs/model.ts';
import {literal} from '../literal.ts';
import {providerSpelling} from '../provider-attributes.ts';
import {aclId} from '../resource-ids.ts';

export interface KafkaAclProps extends TerraformMetaArguments {
  /** With its type: `User:audit`. */
  readonly principal: string;
  /** Address of the client; `*` unless given. */
  readonly host?: string;
  /** The cluster needs no name; the pattern is literal unless given. */
  readonly resource: {readonly type: AclResourceType; readonly name?: string; readonly pattern?: 'literal' | 'prefixed'};
  readonly operation: AclOperation;
  /** Allow unless given. */
  readonly permission?: 'allow' | 'deny';
}

/** One binding: a principal, an operation, a resource. Its address is made of all of it. */
export class KafkaAcl extends Acl {
  constructor(scope: Construct, {principal, host, resource, operation, permission, ...props}: KafkaAclProps) {
    const binding = bindingOf({principal, operation, resource, ...optional({host, permission})});
    super(scope, aclId(binding), {
      ...props,
      aclPrincipal: literal(binding.principal),
      aclHost: literal(binding.host),
      aclOperation: providerSpelling(binding.operation),
      aclPermissionType: providerSpelling(binding.permission),
      resourceType: providerSpelling(binding.resourceType),
      resourceName: literal(binding.resourceName),
      resourcePatternTypeFilter: providerSpelling(binding.pattern),
    });
  }

  /** The bindings of an Acl document, one an operation. */
  static each(
    scope: Construct,
    {operations, ...props}: Omit<KafkaAclProps, 'operation'> & {operations: readonly AclOperation[]},
  ): KafkaAcl[] {
    return operations.map(operation => new KafkaAcl(scope, {...props, operation}));
  }
}

function bindingOf({principal, host = '*', resource, operation, permission = 'allow'}: KafkaAclProps): AclBinding {
  const {type, pattern = 'literal'} = resource;
  // The one name that the broker knows for itself (Resource.CLUSTER_NAME).
  const name = type === 'cluster' ? 'kafka-cluster' : resource.name;
  if (name === undefined || name === '') throw new Error(`an ACL of ${principal} on a ${type} needs the name of it`);
  if (type === 'user') throw new Error(`an ACL of ${principal} is on a user, and the Terraform provider has none of those`);
  return {principal, host, resourceType: type, resourceName: name, pattern, operation, permission};
}

function optional<T extends object>(values: T): {[K in keyof T]?: Exclude<T[K], undefined>} {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
