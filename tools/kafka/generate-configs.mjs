/**
 * Writes src/specs/generated/topic-configs.json: the topic configs as the pinned Kafka defines them. Run after a change of its version:
 *     node tools/kafka/generate-configs.mjs
 */
import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {pinsDir} from '../installs.mjs';
import {run} from '../processes.mjs';
import {installToolchain} from '../toolchain.mjs';

/** The file's whole text: one definition a line, sorted by name. */
export async function topicConfigs() {
  const {kafka} = await installToolchain({parts: ['kafka']});
  const printed = await run(kafka.java, ['-cp', `${kafka.jarsDir}/*`, join(pinsDir(), 'kafka', 'TopicConfigs.java')]);
  // Anything printed around the array, like a JVM's warning, is no part of it.
  const entries = JSON.parse(printed.slice(printed.indexOf('[{'), printed.lastIndexOf('}]') + 2));
  const lines = entries.map((/** @type {Record<string, unknown>} */ entry) => {
    const members = Object.entries(entry).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    return `  {${members.join(', ')}}`;
  });
  return `[\n${lines.join(',\n')}\n]\n`;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const target = join(pinsDir(), '..', 'src', 'specs', 'generated', 'topic-configs.json');
  mkdirSync(dirname(target), {recursive: true});
  writeFileSync(target, await topicConfigs());
}
