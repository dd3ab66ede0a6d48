import {VARIABLES} from './connection.ts';
import {propertiesText} from './properties-text.ts';
import type {Target} from './target.ts';

/** `${env:NAME}`, which Kafka's clients resolve with the provider below. */
const environment = (name: string): string => `\${env:${name}}`;

/**
 * Kafka's own client, whose names these are. Its passwords come from the environment by EnvVarConfigProvider (KIP-887, since
 * 3.5), and a PEM file needs no password of a key store (KIP-651).
 */
const java: Target = {
  summary: "properties of Kafka's own client",
  library: 'Kafka',
  oneSection: true,
  translate: (_section, name, text) => [{place: '', key: name, value: text}],
  defaults: {},
  connect({bootstrap, protocol, mechanism, hasPassword, ca, hasCertificate}) {
    const entries: [key: string, value: string][] = [
      ['bootstrap.servers', bootstrap?.join(',') ?? environment(VARIABLES.bootstrap)],
      ['security.protocol', protocol],
    ];
    const certificate = protocol.endsWith('SSL') ? ca : undefined;
    if (mechanism !== undefined) entries.push(['sasl.mechanism', mechanism]);
    if (hasPassword) entries.push(['sasl.jaas.config', jaasLine(mechanism ?? '')]);
    if (certificate !== undefined)
      entries.push(
        ['ssl.truststore.type', 'PEM'],
        ['ssl.truststore.location', 'file' in certificate ? certificate.file : environment(certificate.env)],
      );
    if (hasCertificate) entries.push(['ssl.keystore.type', 'PEM'], ['ssl.keystore.location', environment(VARIABLES.keystore)]);
    if (entries.some(([, value]) => value.includes('${env:')))
      entries.unshift(
        ['config.providers', 'env'],
        ['config.providers.env.class', 'org.apache.kafka.common.config.provider.EnvVarConfigProvider'],
      );
    return entries.map(([key, value]) => ({place: '', key, value, from: key}));
  },
  write: rendering => propertiesText(rendering, {what: `a Java ${rendering.sections.join(' and ')}`, ascii: true}),
};

export default java;

/** The login module of a mechanism with user and password (Kafka documentation, Authentication using SASL). */
export function jaasLine(
  mechanism: string,
  username = environment(VARIABLES.username),
  password = environment(VARIABLES.password),
): string {
  const module = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  return `org.apache.kafka.common.security.${module} required username="${username}" password="${password}";`;
}
