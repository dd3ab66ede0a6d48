import {connectionEntries} from './librdkafka.ts';
import {DEFAULTS, translate} from './librdkafka-settings.ts';
import {comment, type Entry, headLine, leftLines, type Rendering, type Target, type Value} from './target.ts';
import {UNSEEN, unicodeEscape} from './unicode-escape.ts';

/**
 * A module for confluent-kafka, whose clients take a dict of librdkafka's names: the one of Python's clients that its makers
 * and Kafka's vendors maintain together.
 */
const python: Target = {
  summary: 'a module for Python (confluent-kafka)',
  library: 'librdkafka',
  translate,
  defaults: DEFAULTS,
  connect: connection => connectionEntries(connection, name => ({code: `os.environ[${quoted(name)}]`})),
  write,
};

export default python;

function write(rendering: Rendering): string {
  const head = [headLine(rendering, 'confluent-kafka'), ...leftLines(rendering)].map(line => `# ${line}`);
  const connection = rendering.entries.filter(({section}) => section === 'connection');
  const readsEnvironment = connection.some(({value}) => typeof value === 'object');
  const parts = [
    ...(connection.length === 0 ? [] : [dict('connection', connection, [])]),
    ...rendering.sections
      .filter(section => section !== 'streams')
      .map(section => {
        const own = rendering.entries.filter(entry => entry.section === section);
        return dict(section, own, connection.length === 0 ? [] : ['**connection,']);
      }),
  ];
  return `${[...head, ...(readsEnvironment ? ['import os'] : []), ...parts].join('\n')}\n`;
}

function dict(name: string, entries: readonly Entry[], first: readonly string[]): string {
  const lines = entries.flatMap(({key, value, why}) => [
    ...(why === undefined ? [] : [`# ${comment(why)}`]),
    `${quoted(key)}: ${literal(value)},`,
  ]);
  return `\n${name} = {\n${[...first, ...lines].map(line => `    ${line}\n`).join('')}}`;
}

function literal(value: Value): string {
  if (typeof value === 'object') return value.code;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : quoted(value);
}

/** JSON's escapes are Python's, too. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(UNSEEN, unicodeEscape);
}
