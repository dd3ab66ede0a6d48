/**
 * Writes src/specs/generated/: the configs of topics and brokers as every pinned release of Kafka defines them. Run after a
 * change of a version:
 *     node tools/kafka/generate-configs.mjs
 *
 *     topic-configs.json    what `weir check` judges by. A setting is the list of its definitions, oldest first: `since` is the
 *                           first version to which one applies, absent for the oldest that is pinned; {gone: true} ends it
 *     broker-configs.ts     the same of the brokers as text, which is parsed on first use: most specs have none
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
 * @typedef {{topic: Printed[], broker: Printed[]}} Definitions
 */

/**
 * The text of each file by its name. Everything is sorted, one setting a line.
 * @returns {Promise<Record<string, string>>}
 */
export async function generatedConfigs() {
  const {java, releases} = await installReleases();
  /** @type {{version: string, definitions: Definitions}[]} */
  const read = [];
  for (const {version, jarsDir} of releases) read.push({version, definitions: await definitionsOf(java, jarsDir)});
  const versions = releases.map(({version}) => version);
  /** @param {'topic' | 'broker'} kind */
  const timelines = kind => {
    const lines = [...merged(read, kind)].map(([name, spans]) => `    ${JSON.stringify(name)}: ${spaced(spans)}`);
    return `{\n  "releases": ${spaced(versions)},\n  "settings": {\n${lines.join(',\n')}\n  }\n}\n`;
  };
  /** @param {'topic' | 'broker'} kind */
  const texts = kind => {
    const newest = new Map(read.flatMap(({definitions}) => definitions[kind].map(({name, documentation}) => [name, documentation])));
    return sorted(newest)
      .map(([name, text]) => `    ${JSON.stringify(name)}: ${JSON.stringify(text)}`)
      .join(',\n');
  };
  return {
    'topic-configs.json': timelines('topic'),
    'broker-configs.ts': asModule(timelines('broker')),
    'config-texts.json': `{\n  "topic": {\n${texts('topic')}\n  },\n  "broker": {\n${texts('broker')}\n  }\n}\n`,
  };
}

/**
 * @param {string} java
 * @param {string} jarsDir
 * @returns {Promise<Definitions>}
 */
async function definitionsOf(java, jarsDir) {
  const printed = await run(java, ['-cp', `${jarsDir}/*`, join(pinsDir(), 'kafka', 'ConfigDefinitions.java')]);
  // Anything printed around it, like a JVM's warning, is no part of it.
  return JSON.parse(printed.slice(printed.indexOf('{"topic":'), printed.lastIndexOf(']}') + 2));
}

/**
 * Each setting's definitions, one for every change.
 * @param {{version: string, definitions: Definitions}[]} releases oldest first
 * @param {'topic' | 'broker'} kind
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
