import type {AclBinding, AclOperation, AclResourceType} from '../specs/model.ts';

export interface AccessRequest {
  /** With its type: `User:audit`. */
  principal: string;
  /** The client's address as the broker sees it; undefined asks about an address that no Acl names. */
  host?: string;
  operation: AclOperation;
  resource: {type: AclResourceType; name: string};
}

export interface AuthorizerSettings {
  superUsers?: readonly string[];
  allowIfNoAcl?: boolean;
}

export type DecidedBy = {acl: AclBinding} | {superUser: string} | {default: 'allow' | 'deny'};

/**
 * DESCRIBE is implied by these, and DESCRIBE_CONFIGS by ALTER_CONFIGS, for ALLOW only: denying READ leaves DESCRIBE as it
 * is (Kafka's authorization documentation; StandardAuthorizerData.IMPLIES_DESCRIBE).
 */
const IMPLIES: Partial<Record<AclOperation, readonly AclOperation[]>> = {
  describe: ['read', 'write', 'delete', 'alter'],
  'describe-configs': ['alter-configs'],
};

/** Every operation of which an ALLOW gives `asked`: itself, `all`, and those that imply it. */
export function grantingOperations(asked: AclOperation): AclOperation[] {
  return asked === 'all' ? ['all'] : [asked, 'all', ...(IMPLIES[asked] ?? [])];
}

/** Decides as Kafka's StandardAuthorizer does: super users, then any matching DENY, then any matching ALLOW, then the default. */
export function authorize(
  acls: Iterable<AclBinding>,
  request: AccessRequest,
  {superUsers = [], allowIfNoAcl = false}: AuthorizerSettings = {},
): {allowed: boolean; decidedBy: DecidedBy} {
  if (superUsers.includes(request.principal)) return {allowed: true, decidedBy: {superUser: request.principal}};
  let allowing: AclBinding | undefined;
  let onResource = false;
  for (const acl of acls) {
    if (!coversResource(acl, request.resource)) continue;
    onResource = true;
    if (!coversClient(acl, request)) continue;
    if (acl.permission === 'deny' && covers(acl.operation, request.operation)) return {allowed: false, decidedBy: {acl}};
    if (acl.permission === 'allow' && allowing === undefined && grants(acl.operation, request.operation)) allowing = acl;
  }
  if (allowing !== undefined) return {allowed: true, decidedBy: {acl: allowing}};
  const allowed = allowIfNoAcl && !onResource;
  return {allowed, decidedBy: {default: allowed ? 'allow' : 'deny'}};
}

export function coversResource(acl: AclBinding, resource: AccessRequest['resource']): boolean {
  if (acl.resourceType !== resource.type) return false;
  // The cluster is one resource, however it is written.
  if (acl.resourceType === 'cluster') return true;
  if (acl.pattern === 'prefixed') return resource.name.startsWith(acl.resourceName);
  return acl.resourceName === '*' || acl.resourceName === resource.name;
}

function coversClient(acl: AclBinding, {principal, host}: AccessRequest): boolean {
  return (acl.principal === principal || acl.principal === 'User:*') && (acl.host === '*' || acl.host === host);
}

function covers(stated: AclOperation, asked: AclOperation): boolean {
  return stated === 'all' || stated === asked;
}

function grants(stated: AclOperation, asked: AclOperation): boolean {
  return covers(stated, asked) || (IMPLIES[asked]?.includes(stated) ?? false);
}
