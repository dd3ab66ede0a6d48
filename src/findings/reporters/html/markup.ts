import {visible} from '../code-frame.ts';

/** HTML that is safe to stand in the page: only {@link html} makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | undefined | readonly Part[];

/**
 * HTML as a template: whatever is put in is text from outside and is escaped, in an element as in a quoted attribute,
 * unless it is {@link Markup} itself. Control and direction-changing characters are made visible.
 */
export function html(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(literals.map((literal, index) => literal + textOf(parts[index])).join(''));
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(part);
  return part.map(textOf).join('');
}

const ESCAPED: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

function escaped(text: string): string {
  return visible(text.toWellFormed()).replace(/[&<>"']/g, character => ESCAPED[character] ?? character);
}
