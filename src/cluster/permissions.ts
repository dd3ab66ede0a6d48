import {metadataV12} from '@platformatic/kafka';
import type {AclOperation} from '../specs/model.ts';
import {operationsOfBits} from './acl-codes.ts';
import type {Admin} from './admin.ts';

/** Every operation that a broker answers for a topic (AclEntry.supportedOperations of Kafka). */
export const TOPIC_OPERATIONS = ['read', 'write', 'create', 'delete', 'alter', 'describe', 'describe-configs', 'alter-configs'] as const;

export type TopicPermissions = {allowed: AclOperation[]} | {hidden: true} | {unknown: string};

const TOPIC_AUTHORIZATION_FAILED = 29;

/**
 * What the connection's own principal may do on topics, from the broker's own mouth (KIP-430): one request for all,
 * nothing written. `hidden` where it may not even describe the topic, in which case the broker says no more.
 */
export async function topicPermissions(admin: Admin, names: string[]): Promise<Map<string, TopicPermissions>> {
  const permissions = new Map<string, TopicPermissions>();
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
