/**
 * Writes src/specs/generated/: the configs of topics, brokers and clients as every pinned release of Kafka defines them. Run after a
 * change of a version:
 *     node tools/kafka/generate-configs.mjs
 *
 *     topic-configs.json    what `weir check` judges by. A setting is the list of its definitions, oldest first: `since` is the
 *                           first version to which one applies, absent for the oldest that is pinned; {gone: true} ends it
 *     broker-configs.ts     the same of the brokers as text, which is parsed on first use: most specs have none
 *     client-configs.ts     those of producers, consumers, administrators and Kafka Streams, likewise; `clients`: what
 *                           the first three define alike
 *     config-texts.json     the first sentence of each setting's newest documentation, for editors and docs
 */
import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {pinsDir} from '../installs.mjs';
import {run} from '../processes.mjs';
import {installReleases} from './releases.mjs';

/**
 * @typedef {{name: string, type: string, default: string | null, valid: string | null, deprecated: boolean, documentation: string}} Printed
 * @typedef {'topic' | 'broker' | 'producer' | 'consumer' | 'admin' | 'streams'} Owner
 * @typedef {Record<Owner, Printed[]>} Definitions
 */

/**
 * The text of each file by its name. Everything is sorted, one setting a line.
 * @returns {Promise<Record<string, string>>}
 */
export async function generatedConfigs() {
  const {java, releases} = await installReleases();
  /** @type {{version: string, definitions: Definitions}[]} */
  const read = [];
  for (const {version, classpath} of releases) read.push({version, definitions: await definitionsOf(java, classpath)});
  const versions = releases.map(({version}) => version);
  /** @param {Owner} kind */
  const timelines = kind => sections({releases: versions, settings: merged(read, kind)});
  /** @param {Owner} kind */
  const texts = kind => {
    const newest = new Map(read.flatMap(({definitions}) => definitions[kind].map(({name, documentation}) => [name, documentation])));
    return sorted(newest)
      .map(([name, text]) => `    ${JSON.stringify(name)}: ${JSON.stringify(text)}`)
      .join(',\n');
  };
  return {
    'topic-configs.json': timelines('topic'),
    'broker-configs.ts': asModule(timelines('broker')),
    'client-configs.ts': asModule(sections({releases: versions, ...ofClients(read)})),
    'config-texts.json': `{\n${OWNERS.map(owner => `  "${owner}": {\n${texts(owner)}\n  }`).join(',\n')}\n}\n`,
  };
}

const OWNERS = /** @type {const} */ (['topic', 'broker', 'producer', 'consumer', 'streams']);

/**
 * An object of maps, one entry a line, after the list of releases.
 * @param {{releases: string[], [section: string]: string[] | [string, unknown][]}} parts
 */
function sections({releases, ...maps}) {
  const written = Object.entries(maps).map(([section, entries]) => {
    const lines = entries.map(([name, spans]) => `    ${JSON.stringify(name)}: ${spaced(spans)}`);
    return `  "${section}": {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n  "releases": ${spaced(releases)},\n${written.join(',\n')}\n}\n`;
}

/**
 * What producers, consumers and administrators define alike stands once, in `clients`.
 * @param {{version: string, definitions: Definitions}[]} read
 */
function ofClients(read) {
  const [producer, consumer, admin] = [merged(read, 'producer'), merged(read, 'consumer'), merged(read, 'admin')];
  const known = [consumer, admin].map(entries => new Set(entries.map(spaced)));
  const clients = producer.filter(entry => known.every(entries => entries.has(spaced(entry))));
  const shared = new Set(clients.map(([name]) => name));
  /** @param {[string, unknown][]} entries */
  const own = entries => entries.filter(([name]) => !shared.has(name));
  return {clients, producer: own(producer), consumer: own(consumer), admin: own(admin), streams: merged(read, 'streams')};
}

/**
 * @param {string} java
 * @param {string} classpath
 * @returns {Promise<Definitions>}
 */
async function definitionsOf(java, classpath) {
  const printed = await run(java, ['-cp', classpath, join(pinsDir(), 'kafka', 'ConfigDefinitions.java')]);
  // Anything printed around it, like a JVM's warning, is no part of it.
  return JSON.parse(printed.slice(printed.indexOf('{"topic":'), printed.lastIndexOf(']}') + 2));
}

/**
 * Each setting's definitions, one for every change.
 * @param {{version: string, definitions: Definitions}[]} releases oldest first
 * @param {Owner} kind
 * @returns {[string, unknown][]}
 */
function merged(releases, kind) {
  /** @type {Map<string, Record<string, unknown>[]>} */
  const all = new Map();
  for (const [index, {version, definitions}] of releases.entries()) {
    const since = index === 0 ? {} : {since: version.split('.').slice(0, 2).join('.')};
    const here = new Map(definitions[kind].map(definition => [definition.name, definition]));
    for (const {name, type, default: fallback, valid, deprecated} of here.values()) {
      const spans = all.get(name) ?? [];
      all.set(name, spans);
      const span = {type, default: fallback, valid, ...(deprecated ? {deprecated} : {})};
      if (spaced({...spans.at(-1), since: undefined}) !== spaced(span)) spans.push({...since, ...span});
    }
    for (const [name, spans] of all) if (!here.has(name) && spans.at(-1)?.['gone'] !== true) spans.push({...since, gone: true});
  }
  return sorted(all);
}

/**
 * @template T
 * @param {Map<string, T>} map
 */
function sorted(map) {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * JSON on one line, with a space after each comma and colon.
 * @param {unknown} value
 * @returns {string}
 */
function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [`${JSON.stringify(key)}: ${spaced(one)}`]));
  return `{${members.join(', ')}}`;
}

/** @param {string} json */
function asModule(json) {
  const literal = json.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `// Generated from the pinned releases of Kafka: node tools/kafka/generate-configs.mjs\nexport default \`${literal}\`;\n`;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = join(pinsDir(), '..', 'src', 'specs', 'generated');
  mkdirSync(folder, {recursive: true});
  for (const [name, text] of Object.entries(await generatedConfigs())) writeFileSync(join(folder, name), text);
}
