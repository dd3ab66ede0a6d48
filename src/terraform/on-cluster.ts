import type {Fact, LiveFacts} from '../cluster/facts.ts';
import type {StateKind} from './plan-change.ts';
import {type Attributes, addressOf} from './provider-attributes.ts';
import {aclAddress, quotaAddress, topicAddress, userAddress} from './resource-ids.ts';

/** Whether a resource, as the provider describes it, is on the cluster; undefined where that could not be read. */
export type OnCluster = (kind: StateKind, attributes: Attributes) => boolean | undefined;

/**
 * Looks resources up among what is live. Of a topic only its name counts, of a quota its entity, of a user its name and
 * mechanism: not what they are set to.
 */
export function onCluster({topics, acls, quotas, scramUsers}: LiveFacts): OnCluster {
  const live: Record<StateKind, ReadonlySet<string> | undefined> = {
    Topic: setOf(topics, known => known.map(({name}) => topicAddress(name))),
    Acl: setOf(acls, ({bindings}) => bindings.map(aclAddress)),
    // A pair of a user and a client id is no resource of the provider.
    Quota: setOf(quotas, known =>
      known.flatMap(({entity: [one, second]}) => (one === undefined || second !== undefined ? [] : [quotaAddress(one)])),
    ),
    User: setOf(scramUsers, known =>
      known.flatMap(({name, credentials}) => credentials.map(({mechanism}) => `${userAddress(name)} ${mechanism}`)),
    ),
  };
  return (kind, attributes) => {
    const address = addressOf(kind, attributes);
    return live[kind]?.has(kind === 'User' ? `${address} ${attributes['scram_mechanism']}` : address);
  };
}

function setOf<T>(fact: Fact<T>, addresses: (known: T) => string[]): ReadonlySet<string> | undefined {
  return 'known' in fact ? new Set(addresses(fact.known)) : undefined;
}
