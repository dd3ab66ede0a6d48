import {visible} from './code-frame.ts';

/** A cell is read at a glance; a longer text is cut, visibly. In UTF-16 units. */
const LENGTH_MAX = 600;

/**
 * What has a meaning in Markdown, written as a reference to the character. A parser never takes a reference for markup
 * (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references), in a table as in a heading.
 */
const MARKUP = /[&<>"'`*_~|\\[\]]/g;
const NOTHING_WIDE = '&#8203;';
/** What means itself in a code span, in a table too. */
const PLAIN_CODE = /^[^\s|`](?:[^|`]*[^\s|`])?$/u;

/**
 * Text from outside as Markdown that shows it and does nothing else: no markup, no HTML, no link, and nobody is called
 * or referred to (`@name`, `#1`, `!1`). Control characters, and with them line feeds, are made visible.
 */
export function text(words: string): string {
  return (
    shown(words)
      .replace(MARKUP, character => `&#${character.charCodeAt(0)};`)
      .replace(/:(?=\/\/)/g, '&#58;')
      .replace(/www\./gi, found => `${found.slice(0, -1)}&#46;`)
      // Services look for these in what was rendered, where a reference is a character again: a space of no width parts them.
      .replace(/(?<!&)[@#!%](?=[\p{L}\p{N}&])/gu, found => `${found}${NOTHING_WIDE}`)
      .replace(/:(?=[\w+-]+:)/g, `:${NOTHING_WIDE}`)
      // The way that GitHub's documentation of formulas names for the sign itself.
      .replace(/\$/g, '<span>$</span>')
  );
}

/** The same as code, which can be copied as it stands: services call nobody from code. */
export function code(words: string): string {
  if (words === '') return '';
  const plain = shown(words);
  return PLAIN_CODE.test(plain) ? `\`${plain}\`` : `<code>${text(words)}</code>`;
}

function shown(words: string): string {
  const visibly = visible(words.toWellFormed()).replaceAll('\t', '\u2409');
  return visibly.length <= LENGTH_MAX ? visibly : `${visibly.slice(0, LENGTH_MAX - 1).toWellFormed()}…`;
}
