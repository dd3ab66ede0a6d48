import {type Connection, VARIABLES} from './connection.ts';
import {DEFAULTS, translate} from './librdkafka-settings.ts';
import {propertiesText} from './properties-text.ts';
import type {Entry, Target, Value} from './target.ts';

/** The configuration of clients that are made of librdkafka, as a properties file. */
const librdkafka: Target = {
  summary: 'properties of librdkafka (C, C++, Go, .NET, PHP, Rust)',
  library: 'librdkafka',
  oneSection: true,
  translate,
  defaults: DEFAULTS,
  connect: connection => connectionEntries(connection, name => `\${${name}}`),
  write: rendering =>
    propertiesText(rendering, {
      what: `a ${rendering.sections.join(' and ')} made of librdkafka`,
      notes:
        rendering.cluster === undefined
          ? []
          : [`\${NAME} stands for a variable of the environment: fill it in with envsubst, or in the program`],
    }),
};

export default librdkafka;

/** The connection in librdkafka's names; `variable` is how the target's language reads the environment. */
export function connectionEntries(
  {bootstrap, protocol, mechanism, hasPassword, ca, hasCertificate}: Connection,
  variable: (name: string) => Value,
): Omit<Entry, 'section'>[] {
  const entries: [key: string, value: Value][] = [
    ['bootstrap.servers', bootstrap?.join(',') ?? variable(VARIABLES.bootstrap)],
    ['security.protocol', protocol],
  ];
  if (mechanism !== undefined) entries.push(['sasl.mechanism', mechanism]);
  if (hasPassword) entries.push(['sasl.username', variable(VARIABLES.username)], ['sasl.password', variable(VARIABLES.password)]);
  if (ca !== undefined && protocol.endsWith('SSL')) entries.push(['ssl.ca.location', 'file' in ca ? ca.file : variable(ca.env)]);
  if (hasCertificate)
    entries.push(['ssl.certificate.location', variable(VARIABLES.keystore)], ['ssl.key.location', variable(VARIABLES.keystore)]);
  return entries.map(([key, value]) => ({place: '', key, value, from: key}));
}
