import {EVERYBODY} from '../access/authorize.ts';
import type {AclBinding, AclOperation, AclResourceType} from '../specs/model.ts';

/** Operations that Kafka judges on each type of resource (AclEntry.supportedOperations), as far as a document can state them. */
export const OPERATIONS_OF: Readonly<Record<AclResourceType, readonly AclOperation[]>> = {
  topic: ['read', 'write', 'create', 'delete', 'alter', 'describe', 'describe-configs', 'alter-configs'],
  group: ['read', 'delete', 'describe', 'describe-configs', 'alter-configs'],
  cluster: ['create', 'cluster-action', 'describe-configs', 'alter-configs', 'idempotent-write', 'alter', 'describe'],
  'transactional-id': ['describe', 'write'],
  'delegation-token': ['describe'],
  user: ['create-tokens', 'describe-tokens'],
};

/** A resource that stands for all that the same ACLs are about. */
export interface DecidingName {
  type: AclResourceType;
  name: string;
  /** For messages: `topic a.b`, `topics that begin with a.`, `a topic that no ACL names`. */
  words: string;
}

/** No name goes on like this. */
const FRESH = '\u{10ffff}';

/**
 * Resources on which two sets of ACLs can come to different decisions for a principal: every name that one of its ACLs
 * states, each prefix with a name under it that nothing else states, and one that none is about. All others are decided as one
 * of these. With `allowIfNoAcl` the ACLs of others count, too, because a resource that any ACL is about is closed.
 */
export function decidingNames(bindings: readonly AclBinding[], principal: string, {allowIfNoAcl}: {allowIfNoAcl: boolean}): DecidingName[] {
  const names = new Map<string, DecidingName>();
  const add = (type: AclResourceType, name: string, words: string) => names.set(`${type}\n${name}`, {type, name, words});
  const types = Object.keys(OPERATIONS_OF) as AclResourceType[];
  for (const type of types)
    add(type, type === 'cluster' ? 'kafka-cluster' : FRESH, type === 'cluster' ? 'the cluster' : `a ${wordsOf(type)} that no ACL names`);
  for (const {principal: whose, resourceType: type, resourceName: name, pattern} of bindings) {
    if (type === 'cluster' || (!allowIfNoAcl && whose !== principal && whose !== EVERYBODY)) continue;
    if (pattern === 'prefixed') add(type, `${name}${FRESH}`, `${wordsOf(type)}s that begin with ${name}`);
    if (name !== '*') add(type, name, `${wordsOf(type)} ${name}`);
  }
  return [...names.values()];
}

function wordsOf(type: AclResourceType): string {
  return type.replaceAll('-', ' ');
}
