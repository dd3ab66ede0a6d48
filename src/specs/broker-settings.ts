import generated from './generated/broker-configs.ts';
import {type GeneratedConfigs, type Setting, SettingHistory} from './setting-history.ts';

let history: SettingHistory | undefined;

/**
 * Settings of Kafka's own authorizer. It reads them itself, so that no definition of the brokers holds them
 * (StandardAuthorizer.SUPER_USERS_CONFIG and ALLOW_EVERYONE_IF_NO_ACL_IS_FOUND_CONFIG).
 */
const OF_AUTHORIZER: GeneratedConfigs['settings'] = {
  'super.users': [{type: 'STRING', default: '', valid: null}],
  'allow.everyone.if.no.acl.found': [{type: 'BOOLEAN', default: 'false', valid: null}],
};

/** Every setting of brokers and controllers that can stand in their properties, in each release (AbstractKafkaConfig). */
export function brokerHistory(): SettingHistory {
  // Parsed on first use: most specs state nothing of it.
  if (history === undefined) {
    const {releases, settings} = JSON.parse(generated) as GeneratedConfigs;
    history = new SettingHistory({releases, settings: {...settings, ...OF_AUTHORIZER}});
  }
  return history;
}

/**
 * A broker setting as brokers of `version` define it, as the newest release does without one; undefined where they have none.
 * A listener's own (`listener.name.internal.ssl.client.auth`) is defined like the general one.
 */
export function brokerSetting(name: string, version?: string): Setting | undefined {
  return brokerHistory().at(generalName(name), version);
}

/**
 * The general setting that a listener's own overrides: `ssl.client.auth` of `listener.name.internal.ssl.client.auth`. A
 * mechanism may stand between, as in `listener.name.internal.scram-sha-512.sasl.jaas.config` (KIP-103, KIP-226).
 */
export function generalName(name: string): string {
  const own = /^listener\.name\.[^.]+\.(.+)$/.exec(name)?.[1];
  if (own === undefined) return name;
  const withoutMechanism = own.slice(own.indexOf('.') + 1);
  return brokerHistory().last(own) === undefined && brokerHistory().last(withoutMechanism) !== undefined ? withoutMechanism : own;
}
