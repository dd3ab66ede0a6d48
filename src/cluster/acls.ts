import {createAclsV3, deleteAclsV3, describeAclsV3} from '@platformatic/kafka';
import {unfinished} from '../findings/error.ts';
import type {AclBinding} from '../specs/model.ts';
import {ANY_ACL, describeBinding, fromWireAcl, toWireAcl} from './acl-codes.ts';
import type {Admin} from './admin.ts';
import {requestFailed} from './failure.ts';

export interface LiveAcls {
  bindings: AclBinding[];
  /** Bindings that no spec can state, as text: operations of a newer broker. */
  unstatable: string[];
}

/** All bindings, in one request. */
export async function readAcls(admin: Admin): Promise<LiveAcls> {
  const {resources} = await admin.request(describeAclsV3.api, {...ANY_ACL});
  const bindings: AclBinding[] = [];
  const unstatable: string[] = [];
  for (const {resourceType, resourceName, resourcePatternType, acls} of resources) {
    for (const {principal, host, operation, permissionType} of acls) {
      const wire = {resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType};
      const binding = fromWireAcl(wire);
      if (binding === undefined)
        unstatable.push(`${principal}: operation code ${operation} on resource type code ${resourceType} ${resourceName}`);
      else bindings.push(binding);
    }
  }
  return {bindings, unstatable};
}

/** Creating a binding that exists changes nothing. */
export async function createAcls(admin: Admin, bindings: readonly AclBinding[]): Promise<void> {
  if (bindings.length === 0) return;
  const {results} = await admin.requestItems(createAclsV3.api, bindings.map(toWireAcl)).catch(thrown => {
    throw requestFailed(admin.connection.cluster, 'create ACLs', thrown);
  });
  const at = results.findIndex(one => one.errorCode !== 0);
  const refused = bindings[at];
  if (refused === undefined) return;
  throw unfinished(
    'cluster/acl-refused',
    `cluster ${admin.connection.cluster}: the broker refused the ACL ${describeBinding(refused)}: ${results[at]?.errorMessage ?? `error ${results[at]?.errorCode}`}`,
  );
}

/** Removes exactly these bindings; removing one that is gone changes nothing. */
export async function deleteAcls(admin: Admin, bindings: readonly AclBinding[]): Promise<void> {
  if (bindings.length === 0) return;
  await admin.request(deleteAclsV3.api, bindings.map(toWireAcl)).catch(thrown => {
    throw requestFailed(admin.connection.cluster, 'delete ACLs', thrown);
  });
}
