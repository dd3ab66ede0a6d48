import {compose, type YamlValue} from './compose.ts';

/**
 * Values and keys as YAML text, in the style of what stood there. A value fits on one line everywhere, in block and
 * in flow style alike: lists and mappings are written with brackets.
 */
export type Quotes = 'plain' | 'single' | 'double';

/** The text of a value. Quotes are kept for text that replaces quoted text, and put where plain text would not be text. */
export function valueText(value: YamlValue, quotes: Quotes): string {
  if (typeof value === 'string') return quotedText(value, quotes);
  if (Array.isArray(value)) return `[${value.map(item => valueText(item, quotes)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${keyText(key, quotes)}: ${valueText(item, quotes)}`)
    .join(', ')}}`;
}

/** The text of a key. It is text whatever it looks like, but `<<` is a merge unless it is quoted. */
export function keyText(key: string, quotes: Quotes): string {
  return quotes === 'plain' && /^[A-Za-z0-9_.-]+$/.test(key) && !key.startsWith('-') ? key : quotedText(key, quotes);
}

function quotedText(text: string, quotes: Quotes): string {
  if (quotes === 'plain' && isPlain(text)) return text;
  if (quotes === 'single' && /^[\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return doubleQuoted(text);
}

/** JSON's escapes are YAML's too (YAML 1.2, section 1.3); YAML wants a few more characters escaped (section 5.1). */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What readers of YAML 1.1 take for a boolean, a number or a date: other tools read these files too. */
const OTHERWISE_READ =
  /^(?:y|n|yes|no|on|off|[-+]?[.]?[0-9][0-9_.:]*(?:e[-+]?[0-9]+)?|[-+]?0[xo][0-9a-f_]+|[-+]?\.(?:inf|nan)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$/i;

/** Letters and digits of all scripts, and what means nothing between them. */
const PLAIN = /^[\p{L}\p{N}_./](?:[\p{L}\p{M}\p{N}_./@+*=()-]|[ :](?=[\p{L}\p{N}_./]))*$/u;

/** True where text without quotes is that very text, in block and in flow style. */
function isPlain(text: string): boolean {
  if (!PLAIN.test(text) || OTHERWISE_READ.test(text)) return false;
  return compose(text)?.value === text;
}
