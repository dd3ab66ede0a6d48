import {comment, type Entry, headLine, leftLines, type Rendering} from './target.ts';
import {unicodeEscape} from './unicode-escape.ts';

/**
 * A Java properties file, which librdkafka's tools read as well: comments, then `key=value` a line. `ascii`: for
 * Properties.load(InputStream), which takes bytes for ISO-8859-1 (java.util.Properties); others read UTF-8.
 */
export function propertiesText(
  rendering: Rendering,
  {what, notes = [], ascii = false}: {what: string; notes?: readonly string[]; ascii?: boolean},
): string {
  const text = linesOf(rendering, what, notes);
  return ascii ? text.replaceAll(/[^\n -~]/g, unicodeEscape) : text;
}

function linesOf(rendering: Rendering, what: string, notes: readonly string[]): string {
  const head = [headLine(rendering, what), ...notes, ...leftLines(rendering)].map(line => `# ${line}`);
  const parts = (['connection', ...rendering.sections] as const).flatMap(section => {
    const own = rendering.entries.filter(entry => entry.section === section);
    return own.length === 0 ? [] : [['', ...own.flatMap(lines)]];
  });
  return `${[...head, ...parts.flat()].join('\n')}\n`;
}

function lines({key, value, why}: Entry): string[] {
  const text = typeof value === 'object' ? value.code : String(value);
  return [...(why === undefined ? [] : [`# ${comment(why)}`]), `${escaped(key).replaceAll(/[ =:#!]/g, '\\$&')}=${escaped(text)}`];
}

/** As java.util.Properties reads it: a backslash is an escape, and white space at the start would be skipped. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll('\f', '\\f')
    .replace(/^ /, '\\ ');
}
