import type {LiveBrokerConfig} from '../cluster/broker-configs.ts';
import type {Fact, LiveFacts, LiveQuota, LiveTopic} from '../cluster/facts.ts';
import type {AclBinding} from '../specs/model.ts';
import {isObject} from './engine-event.ts';
import {type Attributes, attributesOfBinding} from './provider-attributes.ts';
import type {StateResource} from './state.ts';

/**
 * Whether the provider's Read, run now, would leave a resource of a state exactly as it is. Only what is known for
 * certain is true: what could not be read, and what Read would see otherwise than Weir does, is false.
 */
export type ReadsTheSame = (resource: StateResource) => boolean;

/**
 * What Read does (Mongey/kafka v0.13.1: resource_kafka_topic.go and topicConfig in client.go, aclRead, quotaRead,
 * userScramCredentialRead), answered from facts that were read in a few requests. The brokers' settings must be among
 * them, for one that is set on one broker alone reaches the topics that this broker describes.
 */
export function readsTheSame({topics, acls, quotas, scramUsers, brokerConfigs}: LiveFacts): ReadsTheSame {
  const topicsByName = indexed(topics, known => known.map(topic => [topic.name, topic]));
  const bindings = indexed(acls, known =>
    known.bindings.filter(isListed).map(binding => [textOfAcl(attributesOfBinding(binding)), binding]),
  );
  const quotasByEntity = indexed(quotas, known =>
    known.flatMap((quota): [string, LiveQuota][] => {
      const [entity, second] = quota.entity;
      // Of a user and a client id together the provider knows nothing.
      return entity === undefined || second !== undefined ? [] : [[`${entity.type} ${entity.name ?? ''}`, quota]];
    }),
  );
  const iterations = indexed(scramUsers, known =>
    known.flatMap(({name, credentials}) => credentials.map((one): [string, number] => [`${one.mechanism} ${name}`, one.iterations])),
  );
  const brokersAgree = brokerConfigs !== undefined && 'known' in brokerConfigs && !brokerConfigs.known.some(speaksForItself);
  return ({kind, attributes}) => {
    switch (kind) {
      case 'Topic':
        return brokersAgree && isSameTopic(attributes, topicsByName?.get(String(attributes['name'])));
      case 'Acl':
        return bindings?.has(textOfAcl(attributes)) === true;
      case 'Quota': {
        const type = attributes['entity_type'] === 'client-id' ? 'clientId' : attributes['entity_type'];
        const live = quotasByEntity?.get(`${type} ${attributes['entity_name'] ?? ''}`);
        return live !== undefined && isSameMap(attributes['config'], live.values);
      }
      case 'User': {
        const live = iterations?.get(`${attributes['scram_mechanism']} ${attributes['username']}`);
        return live !== undefined && live === attributes['scram_iterations'];
      }
    }
  };
}

function isSameTopic(attributes: Attributes, live: LiveTopic | undefined): boolean {
  // Read goes by the id, and fails where partitions have different numbers of replicas.
  if (live === undefined || attributes['id'] !== live.name || live.untold !== undefined) return false;
  const {partitions, config} = live;
  const factor = attributes['replication_factor'];
  return (
    attributes['partitions'] === partitions.length &&
    partitions.every(({replicas}) => replicas.length === factor) &&
    isSameMap(attributes['config'], config)
  );
}

/** The provider lists no ACLs on users, and has no words for the operations on tokens (ListACLs, ACLOperationToString). */
function isListed({resourceType, operation}: AclBinding): boolean {
  return resourceType !== 'user' && operation !== 'create-tokens' && operation !== 'describe-tokens';
}

const ACL_FIELDS = [
  'acl_principal',
  'acl_host',
  'acl_operation',
  'acl_permission_type',
  'resource_type',
  'resource_name',
  'resource_pattern_type_filter',
] as const;

function textOfAcl(attributes: Attributes): string {
  return JSON.stringify(ACL_FIELDS.map(field => attributes[field]));
}

/** An absent map and an empty one are the same to Read, which keeps what the state has (normalizeNullValues of the SDK). */
function isSameMap(stated: unknown, live: Readonly<Record<string, string | number>>): boolean {
  if (stated !== null && stated !== undefined && !isObject(stated)) return false;
  const entries = Object.entries(stated ?? {});
  return entries.length === Object.keys(live).length && entries.every(([key, value]) => Object.hasOwn(live, key) && live[key] === value);
}

/** Brokers' settings that topics inherit (ServerTopicConfigSynonyms of Kafka 4.3). */
const INHERITED = /^(log\.|compression\.|message\.max\.bytes$|min\.insync\.replicas$|unclean\.leader\.election\.enable$)/;

function speaksForItself({own}: LiveBrokerConfig): boolean {
  return own?.some(name => INHERITED.test(name)) === true;
}

function indexed<T, V>(fact: Fact<T>, entries: (known: T) => [string, V][]): ReadonlyMap<string, V> | undefined {
  return 'known' in fact ? new Map(entries(fact.known)) : undefined;
}
