import {brokerSetting} from '../specs/broker-settings.ts';
import type {Resource} from '../specs/model.ts';

/**
 * What rules ask of the settings that a Cluster states for its brokers. Those that it does not state are Kafka's
 * defaults only where they are compared with one that it does state: a cluster that states nothing is unknown.
 */

/** A setting as the brokers of a cluster have it. */
export interface BrokerValue {
  /** Canonical text, as in Kafka's properties; empty where Kafka has no default. */
  text: string;
  isStated: boolean;
}

/** One place in which a setting is stated: the general one, or that of a listener, which wins for it. */
export interface ListenerValue {
  /** Key in `brokers.config`: `ssl.client.auth` or `listener.name.internal.ssl.client.auth`. */
  key: string;
  /** In capitals, as brokers compare it; undefined for the general setting. */
  listener: string | undefined;
  text: string;
}

/** A setting with the default of the brokers' release where it is not stated. */
export function brokerValue({spec: {brokers}}: Resource<'Cluster'>, setting: string): BrokerValue {
  const text = brokers?.config?.[setting];
  if (text !== undefined) return {text, isStated: true};
  return {text: brokerSetting(setting, brokers?.version)?.default ?? '', isStated: false};
}

/** Everything that is stated of a setting which each listener may have of its own (KIP-103). */
export function listenerValues(cluster: Resource<'Cluster'>, setting: string): ListenerValue[] {
  const ofListener = /^listener\.name\.([^.]+)\.(.+)$/;
  return Object.entries(cluster.spec.brokers?.config ?? {}).flatMap(([key, text]) => {
    if (key === setting) return [{key, listener: undefined, text}];
    const [, listener, own] = ofListener.exec(key) ?? [];
    return own === setting ? [{key, listener: listener?.toUpperCase(), text}] : [];
  });
}

/** The protocol of each listener by `listener.security.protocol.map`, names in capitals; undefined where it is not stated. */
export function protocolMap(cluster: Resource<'Cluster'>): ReadonlyMap<string, string> | undefined {
  const stated = cluster.spec.brokers?.config?.['listener.security.protocol.map'];
  if (stated === undefined) return undefined;
  const entries = stated.split(',').map(entry => entry.split(':').map(part => part.trim().toUpperCase()));
  return new Map(entries.map(([listener = '', protocol = '']) => [listener, protocol]));
}

/**
 * The SASL mechanisms that some listener of the brokers enables; undefined where no document states any. One that only
 * listeners state leaves the others with Kafka's default, GSSAPI.
 */
export function enabledMechanisms(cluster: Resource<'Cluster'> | undefined): ReadonlySet<string> | undefined {
  const stated = cluster === undefined ? [] : listenerValues(cluster, 'sasl.enabled.mechanisms');
  if (stated.length === 0) return undefined;
  return new Set(stated.flatMap(({text}) => text.split(',').map(one => one.trim())));
}
