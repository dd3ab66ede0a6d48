/** UTF-16 units and kinds of them. Behind the end of a text stands NaN, which is of no kind but {@link isBlankOrEnd}. */

export const NEWLINE = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const APOSTROPHE = 0x27;
export const COMMA = 0x2c;
export const HYPHEN = 0x2d;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_MAPPING = 0x7b;
export const CLOSE_MAPPING = 0x7d;

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A letter or digit of ASCII, or `_`: what a key or plain text may begin with and mean nothing else. */
export function isWord(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || isDigit(code) || code === 0x5f;
}

/** `- . /` too. */
export function isKeyPart(code: number): boolean {
  return isWord(code) || (code >= 0x2d && code <= 0x2f);
}

export function isFlowIndicator(code: number): boolean {
  return code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAPPING || code === CLOSE_MAPPING;
}

export function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === NEWLINE || Number.isNaN(code);
}

/**
 * Printable, no tab, and certainly no kind of blank or line break to anybody: ASCII, and the letters of most scripts
 * with the usual dashes and quotation marks. What is not counted here is only read the other way.
 */
export function isUsual(code: number): boolean {
  return (
    (code >= SPACE && code <= 0x7e) ||
    (code >= 0xa1 && code < 0x1680) ||
    (code >= 0x2010 && code < 0x2028) ||
    (code > 0x3000 && code < 0xd800)
  );
}
