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
  const keep = <T>(into: T[], one: T, isInScope: boolean): void => {
    if (isInScope) into.push(one);
    else selection.excluded += 1;
  };
  for (const topic of known(facts.topics) ?? []) {
    const {name, internal} = topic;
    if (name.startsWith(CANARY_PREFIX)) continue;
    if (internal || BROKERS_OWN_TOPICS.includes(name))
      leftOut.push({kind: 'Topic', name, reason: 'the brokers made it for themselves', because: 'meant'});
    else keep(selection.topics, topic, scope.hasTopic(name));
  }
  const acls = known(facts.acls);
  for (const binding of acls?.bindings ?? []) {
    if (binding.resourceName.startsWith(CANARY_PREFIX)) continue;
    const reason = unmanaged.get(binding.principal);
    if (reason !== undefined) leftOut.push({kind: 'Acl', name: describeBinding(binding), reason, because: 'meant'});
    else if (!scope.hasAcl(binding)) selection.excluded += 1;
    else {
      const problem = unstatableBinding(binding);
      if (problem === undefined) selection.bindings.push(binding);
      else leftOut.push({kind: 'Acl', name: describeBinding(binding), reason: problem, because: 'unstatable'});
    }
  }
  for (const name of acls?.unstatable ?? [])
    leftOut.push({kind: 'Acl', name, reason: 'only a newer Kafka knows what it says', because: 'unstatable'});
  for (const user of known(facts.scramUsers) ?? []) {
    const reason = unmanaged.get(`User:${user.name}`);
    if (user.name.startsWith(CANARY_PREFIX) || user.credentials.length === 0) continue;
    if (reason !== undefined) leftOut.push({kind: 'User', name: user.name, reason, because: 'meant'});
    else keep(selection.users, user, scope.hasUser(user.name));
  }
  for (const quota of known(facts.quotas) ?? []) {
    if (quota.entity.some(({name}) => name?.startsWith(CANARY_PREFIX) === true)) continue;
    keep(selection.quotas, quota, scope.hasQuota(quota));
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
