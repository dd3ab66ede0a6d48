import type {ClientSection} from '../../specs/model.ts';
import {type Connection, VARIABLES} from './connection.ts';
import {jaasLine} from './java.ts';
import {comment, type Entry, headLine, leftLines, type Rendering, type Target, type Value} from './target.ts';
import {UNSEEN, unicodeEscape} from './unicode-escape.ts';

type Kind = 'text' | 'number' | 'flag' | 'duration' | 'size';

/**
 * The settings that Spring Boot has properties of its own for, with the type that it binds: a Duration without a unit is in
 * milliseconds, a DataSize in bytes (KafkaProperties of Spring Boot 4). All else goes to `properties` as it is.
 */
const OWN: Readonly<Record<ClientSection, Readonly<Record<string, readonly [key: string, kind: Kind]>>>> = {
  producer: {
    acks: ['acks', 'text'],
    'batch.size': ['batch-size', 'size'],
    'buffer.memory': ['buffer-memory', 'size'],
    'compression.type': ['compression-type', 'text'],
    'key.serializer': ['key-serializer', 'text'],
    retries: ['retries', 'number'],
    'value.serializer': ['value-serializer', 'text'],
  },
  consumer: {
    'auto.commit.interval.ms': ['auto-commit-interval', 'duration'],
    'auto.offset.reset': ['auto-offset-reset', 'text'],
    'enable.auto.commit': ['enable-auto-commit', 'flag'],
    'fetch.max.wait.ms': ['fetch-max-wait', 'duration'],
    'fetch.min.bytes': ['fetch-min-size', 'size'],
    'heartbeat.interval.ms': ['heartbeat-interval', 'duration'],
    'isolation.level': ['isolation-level', 'text'],
    'key.deserializer': ['key-deserializer', 'text'],
    'max.poll.interval.ms': ['max-poll-interval', 'duration'],
    'max.poll.records': ['max-poll-records', 'number'],
    'value.deserializer': ['value-deserializer', 'text'],
  },
  streams: {
    'replication.factor': ['replication-factor', 'number'],
    'state.dir': ['state-dir', 'text'],
    'statestore.cache.max.bytes': ['state-store-cache-max-size', 'size'],
  },
};

/** `application.yml` of Spring Boot, which runs Kafka's own client. */
const spring: Target = {
  summary: 'application.yml of Spring Boot',
  library: 'Spring',
  translate(section, name, text) {
    const own = OWN[section][name];
    if (own === undefined) return [{place: 'properties', key: name, value: text}];
    const [key, kind] = own;
    const value: Value =
      kind === 'text'
        ? text
        : kind === 'flag'
          ? text === 'true'
          : kind === 'number'
            ? Number(text)
            : `${text}${kind === 'duration' ? 'ms' : 'B'}`;
    return [{place: '', key, value}];
  },
  // The listener containers of Spring commit themselves where nothing is stated (Spring for Apache Kafka, Committing Offsets).
  defaults: {consumer: {'enable.auto.commit': 'false'}},
  connect,
  write,
};

export default spring;

const variable = (name: string): string => `\${${name}}`;

function connect({bootstrap, protocol, mechanism, hasPassword, ca, hasCertificate}: Connection): Omit<Entry, 'section'>[] {
  const entries: [place: string, key: string, value: string, from: string][] = [
    ['', 'bootstrap-servers', bootstrap?.join(',') ?? variable(VARIABLES.bootstrap), 'bootstrap.servers'],
    ['security', 'protocol', protocol, 'security.protocol'],
  ];
  if (ca !== undefined && protocol.endsWith('SSL'))
    entries.push(
      ['ssl', 'trust-store-type', 'PEM', 'ssl.truststore.type'],
      ['ssl', 'trust-store-location', `file:${'file' in ca ? ca.file : variable(ca.env)}`, 'ssl.truststore.location'],
    );
  if (hasCertificate)
    entries.push(
      ['ssl', 'key-store-type', 'PEM', 'ssl.keystore.type'],
      ['ssl', 'key-store-location', `file:${variable(VARIABLES.keystore)}`, 'ssl.keystore.location'],
    );
  if (mechanism !== undefined) entries.push(['properties', 'sasl.mechanism', mechanism, 'sasl.mechanism']);
  if (hasPassword)
    entries.push([
      'properties',
      'sasl.jaas.config',
      jaasLine(mechanism ?? '', variable(VARIABLES.username), variable(VARIABLES.password)),
      'sasl.jaas.config',
    ]);
  return entries.map(([place, key, value, from]) => ({place, key, value, from}));
}

function write(rendering: Rendering): string {
  const head = [headLine(rendering, 'Spring Boot'), ...leftLines(rendering)].map(line => `# ${line}`);
  const of = (section: Entry['section']): Entry[] => rendering.entries.filter(entry => entry.section === section);
  const lines = [...group(of('connection')), ...rendering.sections.flatMap(section => [`${section}:`, ...group(of(section)).map(indent)])];
  return `${[...head, 'spring:', '  kafka:', ...lines.map(line => indent(indent(line)))].join('\n')}\n`;
}

/** The properties of one client, those of an inner mapping below its name. */
function group(entries: readonly Entry[]): string[] {
  const places = Map.groupBy(entries, ({place}) => place);
  const lines = (places.get('') ?? []).flatMap(line);
  for (const [place, of] of places) if (place !== '') lines.push(`${place}:`, ...of.flatMap(line).map(indent));
  return lines;
}

function line({key, value, why}: Entry): string[] {
  const text = typeof value === 'object' ? value.code : String(value);
  return [...(why === undefined ? [] : [`# ${comment(why)}`]), `${scalar(key)}: ${typeof value === 'string' ? scalar(text) : text}`];
}

/** Plain where YAML 1.1, which Spring reads, takes it for text too. */
function scalar(text: string): string {
  return /^[A-Za-z][A-Za-z0-9_.$/,:-]*[A-Za-z0-9]$/.test(text) && !/: |:$|^(true|false|yes|no|on|off|null)$/i.test(text)
    ? text
    : JSON.stringify(text).replaceAll(UNSEEN, unicodeEscape);
}

function indent(text: string): string {
  return `  ${text}`;
}
