import {describeClusterV0, describeGroupsV5, metadataV12} from '@platformatic/kafka';
import type {AclOperation} from '../specs/model.ts';
import {operationsOfBits} from './acl-codes.ts';
import type {Admin} from './admin.ts';

/** `hidden`: the principal may not even describe the resource, and the broker says no more. */
export type Permissions = {allowed: AclOperation[]} | {hidden: true} | {unknown: string};

const TOPIC_AUTHORIZATION_FAILED = 29;

/**
 * What the connection's own principal may do on topics, from the broker's own mouth (KIP-430): one request for all,
 * nothing written. `hidden` where it may not even describe the topic, in which case the broker says no more.
 */
export async function topicPermissions(admin: Admin, names: string[]): Promise<Map<string, Permissions>> {
  const permissions = new Map<string, Permissions>();
  if (names.length === 0) return permissions;
  const response = await admin.requestItems(metadataV12.api, names, false, true);
  for (const {name, errorCode, topicAuthorizedOperations} of response.topics) {
    if (name === null || name === undefined) continue;
    if (errorCode === TOPIC_AUTHORIZATION_FAILED) permissions.set(name, {hidden: true});
    else if (errorCode === 0) permissions.set(name, {allowed: operationsOfBits(topicAuthorizedOperations)});
    else permissions.set(name, {unknown: `the broker answered error ${errorCode}`});
  }
  return permissions;
}

const GROUP_AUTHORIZATION_FAILED = 30;
const BROKER_ENDPOINT = 1;

/**
 * What the connection's own principal may do on groups (KIP-430): one request a coordinator, which a group need not exist
 * for. The administrator has looked the coordinators up, so that not even that depends on what the principal may do.
 */
export async function groupPermissions(own: Admin, coordinators: ReadonlyMap<string, number>): Promise<Map<string, Permissions>> {
  const permissions = new Map<string, Permissions>();
  const byBroker = Map.groupBy(coordinators.keys(), group => coordinators.get(group) ?? -1);
  for (const [brokerId, groups] of byBroker) {
    const wire = await own.broker(brokerId);
    const response = await wire.requestItems(describeGroupsV5.api, groups, true);
    for (const {groupId, errorCode, authorizedOperations} of response.groups) {
      if (errorCode === GROUP_AUTHORIZATION_FAILED) permissions.set(groupId, {hidden: true});
      else if (errorCode === 0) permissions.set(groupId, {allowed: operationsOfBits(authorizedOperations)});
      else permissions.set(groupId, {unknown: `the coordinator answered error ${errorCode}`});
    }
  }
  return permissions;
}

/** What the connection's own principal may do on the cluster (KIP-430, KIP-700); without DESCRIBE the broker says nothing. */
export async function clusterPermissions(own: Admin): Promise<Permissions> {
  const {clusterAuthorizedOperations} = await own.request(describeClusterV0.api, true, BROKER_ENDPOINT);
  const allowed = operationsOfBits(clusterAuthorizedOperations);
  return allowed.includes('describe') ? {allowed} : {hidden: true};
}
