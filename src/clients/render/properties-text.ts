import {type Entry, headLine, leftLines, type Rendering} from './target.ts';

/** A Java properties file, which librdkafka's tools read as well: comments, then `key=value` a line. */
export function propertiesText(rendering: Rendering, {what, notes = []}: {what: string; notes?: readonly string[]}): string {
  const head = [headLine(rendering, what), ...notes, ...leftLines(rendering)].map(line => `# ${line}`);
  const parts = (['connection', ...rendering.sections] as const).flatMap(section => {
    const own = rendering.entries.filter(entry => entry.section === section);
    return own.length === 0 ? [] : [['', ...own.flatMap(lines)]];
  });
  return `${[...head, ...parts.flat()].join('\n')}\n`;
}

function lines({key, value, why}: Entry): string[] {
  const text = typeof value === 'object' ? value.code : String(value);
  return [...(why === undefined ? [] : [`# ${why}`]), `${key}=${escaped(text)}`];
}

/** As java.util.Properties reads it: a backslash is an escape, and a space at the start would be skipped. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replace(/^ /, '\\ ');
}
