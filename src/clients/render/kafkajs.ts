import {type Connection, VARIABLES} from './connection.ts';
import {DEFAULTS, PLACES, translate} from './kafkajs-settings.ts';
import {comment, type Entry, headLine, leftLines, type Rendering, type Target, type Value} from './target.ts';
import {UNSEEN, unicodeEscape} from './unicode-escape.ts';

/** An ES module for kafkajs: an object for each call that takes settings. */
const kafkajs: Target = {
  summary: 'a module for kafkajs (Node)',
  library: 'kafkajs',
  translate,
  defaults: DEFAULTS,
  connect,
  write,
};

export default kafkajs;

const variable = (name: string): Value => ({code: environment(name)});

const environment = (name: string): string => `environment(${quoted(name)})`;

/** A variable that is missing is said at once, and not by a login that fails. */
const ENVIRONMENT = `
/** @param {string} name */
function environment(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(\`\${name} is not set\`);
  return value;
}`;

function connect({bootstrap, protocol, mechanism, hasPassword, ca, hasCertificate}: Connection): Omit<Entry, 'section'>[] {
  const entries: [key: string, value: Value, from: string][] = [
    [
      'brokers',
      bootstrap === undefined ? {code: `${environment(VARIABLES.bootstrap)}.split(',')`} : {code: list(bootstrap)},
      'bootstrap.servers',
    ],
  ];
  if (protocol.endsWith('SSL')) entries.push(['ssl', {code: tls(ca, hasCertificate)}, 'security.protocol']);
  if (hasPassword && mechanism !== undefined)
    entries.push(
      ['sasl.mechanism', mechanism.toLowerCase(), 'sasl.mechanism'],
      ['sasl.username', variable(VARIABLES.username), 'sasl.jaas.config'],
      ['sasl.password', variable(VARIABLES.password), 'sasl.jaas.config'],
    );
  else if (mechanism !== undefined)
    entries.push(['sasl', {code: `/* ${mechanism}: the program brings a provider of tokens */ undefined`}, 'sasl.mechanism']);
  return entries.map(([key, value, from]) => ({place: 'connection', key, value, from}));
}

function tls(ca: Connection['ca'], hasCertificate: boolean): string {
  const read = (file: string): string => `readFileSync(${file})`;
  const parts = [
    ...(ca === undefined ? [] : [`ca: ${read('file' in ca ? quoted(ca.file) : environment(ca.env))}`]),
    ...(hasCertificate ? ['key', 'cert'].map(part => `${part}: ${read(environment(VARIABLES.keystore))}`) : []),
  ];
  return parts.length === 0 ? 'true' : `{${parts.join(', ')}}`;
}

function write(rendering: Rendering): string {
  const {entries} = rendering;
  const head = [headLine(rendering, 'kafkajs'), ...leftLines(rendering)].map(line => `// ${line}`);
  const code = entries.flatMap(({value}) => (typeof value === 'object' ? [value.code] : [])).join('\n');
  const imports = [
    ...(code.includes('readFileSync(') ? ["import {readFileSync} from 'node:fs';"] : []),
    ...(code.includes('CompressionTypes.') ? ["import {CompressionTypes} from 'kafkajs';"] : []),
  ];
  const connection = entries.filter(({place}) => place === 'connection');
  const objects = Object.entries(PLACES).flatMap(([place, call]) => {
    const own = entries.filter(one => one.place === place);
    const isClient = place.endsWith('Client');
    const isWanted = own.length > 0 || (isClient && connection.length > 0 && rendering.sections.some(one => place.startsWith(one)));
    if (!isWanted) return [];
    const spread = isClient && connection.length > 0 ? ['...connection,'] : [];
    return [object(place, isClient && connection.length > 0 ? call.replace('({...', '(').replace(', brokers})', ')') : call, own, spread)];
  });
  return `${[
    ...head,
    ...(imports.length === 0 ? [] : ['', ...imports]),
    ...(code.includes('environment(') ? [ENVIRONMENT] : []),
    ...(connection.length === 0 ? [] : [object('connection', undefined, connection, [])]),
    ...objects,
  ].join('\n')}\n`;
}

/** An exported object; keys with a dot stand for an object inside: `retry.retries`. */
function object(name: string, call: string | undefined, entries: readonly Entry[], spread: readonly string[]): string {
  const inner = Map.groupBy(entries, ({key}) => (key.includes('.') ? key.slice(0, key.indexOf('.')) : ''));
  const lines = [...spread, ...(inner.get('') ?? []).flatMap(one => member(one.key, one))];
  for (const [group, of] of inner)
    if (group !== '') lines.push(`${group}: {`, ...of.flatMap(one => member(one.key.slice(group.length + 1), one)).map(indent), '},');
  return `\n${call === undefined ? '' : `/** ${call} */\n`}export const ${name} = {\n${lines.map(line => `${indent(line)}\n`).join('')}};`;
}

function member(key: string, {value, why}: Entry): string[] {
  const text = typeof value === 'object' ? value.code : typeof value === 'string' ? quoted(value) : String(value);
  return [...(why === undefined ? [] : [`// ${comment(why)}`]), `${key}: ${text},`];
}

function indent(line: string): string {
  return `  ${line}`;
}

function list(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`;
}

/** JSON's escapes are JavaScript's; the quotes are single ones. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll(UNSEEN, unicodeEscape)}'`;
}
