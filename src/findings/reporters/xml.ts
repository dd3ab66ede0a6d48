import {visible} from './code-frame.ts';

/** An element of XML 1.0 with its attributes (an undefined one is left out) and what stands inside. */
export interface Element {
  name: string;
  attributes: Readonly<Record<string, string | number | undefined>>;
  children: readonly (Element | string)[];
}

export function element(name: string, attributes: Element['attributes'], ...children: Element['children']): Element {
  return {name, attributes, children};
}

/** A whole document, indented; the text inside an element stays as it is. */
export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`;
}

function written({name, attributes, children}: Element, indent: string): string {
  const list = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(String(value))}"`]));
  const start = `${indent}<${name}${list.join('')}`;
  if (children.length === 0) return `${start}/>\n`;
  const inside = children.map(child => (typeof child === 'string' ? lines(child) : `\n${written(child, `${indent}  `)}`.trimEnd()));
  const end = children.some(child => typeof child !== 'string') ? `\n${indent}` : '';
  return `${start}>${inside.join('')}${end}</${name}>\n`;
}

/** Line feeds are text here; in an attribute a reader would make spaces of them, so that they are made visible there. */
function lines(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}

const ESCAPED: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;'};

/**
 * Text for an element or an attribute. XML 1.0 has no way to write most control characters, halves of surrogate pairs
 * and U+FFFE and U+FFFF, not even as references (https://www.w3.org/TR/xml/#charsets): visible ones take their places.
 */
function escaped(text: string): string {
  return visible(text.toWellFormed())
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\t]/g, character => ESCAPED[character] ?? character);
}
