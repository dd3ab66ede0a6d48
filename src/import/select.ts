import {describeBinding} from '../cluster/acl-codes.ts';
import type {Fact, LiveFacts, LiveQuota, LiveScramUser, LiveTopic} from '../cluster/facts.ts';
import {BROKERS_OWN_TOPICS} from '../policy/topic-conditions.ts';
import type {AclBinding} from '../specs/model.ts';
import {CANARY_PREFIX} from '../verify/canary-prefix.ts';
import {unstatableBinding} from './acls.ts';
import type {LeftOut} from './draft.ts';
import {entityText} from './quotas.ts';
import type {Scope} from './scope.ts';

/** What of a cluster may become documents, and what not, with the reason. */
export interface Selection {
  topics: LiveTopic[];
  bindings: AclBinding[];
  users: LiveScramUser[];
  quotas: LiveQuota[];
  leftOut: LeftOut[];
  /** How many were left out because of `--include` or `--exclude`. */
  excluded: number;
  /** Areas that could not be read, each with its reason. */
  unread: string[];
}

export interface SelectRequest {
  facts: LiveFacts;
  scope: Scope;
  /** Principals whose ACLs and credentials are not Weir's to manage, each with the reason: the administrator and super users. */
  unmanaged: ReadonlyMap<string, string>;
}

/** Leaves out what belongs to the brokers, to Weir's own proofs and to the administrator, and what no document can hold. */
export function select({facts, scope, unmanaged}: SelectRequest): Selection {
  const selection: Selection = {topics: [], bindings: [], users: [], quotas: [], leftOut: [], excluded: 0, unread: []};
  const {leftOut} = selection;
  const known = <T>(fact: Fact<T>): T | undefined => {
    if ('known' in fact) return fact.known;
    selection.unread.push(fact.unknown);
    return undefined;
  };
  /** What is in scope and somebody else's is told with the reason. */
  const keep = <T>(
    into: T[],
    one: T,
    {isInScope, left}: {isInScope: boolean; left: Omit<LeftOut, 'reason'> & {reason: string | undefined}},
  ): void => {
    const {reason} = left;
    if (!isInScope) selection.excluded += 1;
    else if (reason === undefined) into.push(one);
    else leftOut.push({...left, reason});
  };
  for (const topic of known(facts.topics) ?? []) {
    const {name, internal} = topic;
    if (name.startsWith(CANARY_PREFIX)) continue;
    const reason = internal || BROKERS_OWN_TOPICS.includes(name) ? 'the brokers made it for themselves' : undefined;
    keep(selection.topics, topic, {isInScope: scope.hasTopic(name), left: {kind: 'Topic', name, reason, because: 'meant'}});
  }
  const acls = known(facts.acls);
  for (const binding of acls?.bindings ?? []) {
    if (binding.resourceName.startsWith(CANARY_PREFIX)) continue;
    const whose = unmanaged.get(binding.principal);
    const left = {kind: 'Acl', name: describeBinding(binding), because: whose === undefined ? 'unstatable' : 'meant'} as const;
    keep(selection.bindings, binding, {isInScope: scope.hasAcl(binding), left: {...left, reason: whose ?? unstatableBinding(binding)}});
  }
  for (const name of acls?.unstatable ?? [])
    leftOut.push({kind: 'Acl', name, reason: 'only a newer Kafka knows what it says', because: 'unstatable'});
  for (const user of known(facts.scramUsers) ?? []) {
    const {name, credentials} = user;
    if (name.startsWith(CANARY_PREFIX) || credentials.length === 0) continue;
    const reason = unmanaged.get(`User:${name}`);
    keep(selection.users, user, {isInScope: scope.hasUser(name), left: {kind: 'User', name, reason, because: 'meant'}});
  }
  for (const quota of known(facts.quotas) ?? []) {
    const {entity} = quota;
    if (entity.some(({name}) => name?.startsWith(CANARY_PREFIX) === true)) continue;
    keep(selection.quotas, quota, {
      isInScope: scope.hasQuota(quota),
      left: {kind: 'Quota', name: entityText(entity), reason: undefined, because: 'meant'},
    });
  }
  selection.topics.sort(byText(({name}) => name));
  selection.bindings.sort(byText(describeBinding));
  selection.users.sort(byText(({name}) => name));
  selection.quotas.sort(byText(({entity}) => entityText(entity)));
  return selection;
}

/** Brokers answer in any order. */
function byText<T>(text: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const [one, other] = [text(a), text(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  };
}
