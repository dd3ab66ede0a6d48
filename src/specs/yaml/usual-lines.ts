import {
  BACKSLASH,
  COLON,
  COMMA,
  HASH,
  HYPHEN,
  isBlankOrEnd,
  isDigit,
  isFlowIndicator,
  isKeyPart,
  isUsual,
  isWord,
  NEWLINE,
  SPACE,
} from './characters.ts';
import {plainScalar} from './plain-scalar.ts';

/** The indentation behind the last line. */
const END = -1;

/** YAML 1.2 takes keys of up to 1,024 characters; these are far below. */
const MAX_KEY_LENGTH = 200;

/**
 * Walks over a text that is written the usual way and reads what ends with its line: keys, scalars, blanks, comments.
 * What may mean anything else is left, see usual-form.ts: a method then says undefined or false, and where it stands is lost.
 */
export class UsualLines {
  protected readonly text: string;
  protected at = 0;
  /** Indentation of the next line that holds something; END after the last one. `at` is its first character. */
  protected indent = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** From the start of a line to the next one that holds more than blanks and a comment. False for what is not read here. */
  protected toContent(): boolean {
    const text = this.text;
    for (;;) {
      const start = this.at;
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      this.at = at;
      if (at === text.length) {
        this.indent = END;
        return true;
      }
      const code = text.charCodeAt(at);
      if (code !== NEWLINE && code !== HASH) {
        this.indent = at - start;
        return true;
      }
      if (code === HASH && !this.#skipComment()) return false;
      if (text.charCodeAt(this.at) === NEWLINE) this.at += 1;
    }
  }

  /** After a value: blanks, a comment that a blank parts from it, the end of the line; then on to the next content. */
  protected endLine(): boolean {
    const text = this.text;
    const start = this.at;
    let at = start;
    while (text.charCodeAt(at) === SPACE) at++;
    this.at = at;
    if (at === text.length) {
      this.indent = END;
      return true;
    }
    if (text.charCodeAt(at) === HASH && (at === start || !this.#skipComment())) return false;
    if (this.at === text.length) {
      this.indent = END;
      return true;
    }
    if (text.charCodeAt(this.at) !== NEWLINE) return false;
    this.at += 1;
    return this.toContent();
  }

  #skipComment(): boolean {
    const text = this.text;
    let at = this.at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) break;
      if (!isUsual(code)) return false;
    }
    this.at = at;
    return true;
  }

  /** Whether `key:` stands here; `at` stays. */
  protected startsMapping(): boolean {
    const at = this.at;
    const starts = this.key() !== undefined;
    this.at = at;
    return starts;
  }

  /** A key of letters, digits and `_ . - /` with its colon; `at` is then behind the blanks that follow. */
  protected key(): string | undefined {
    const text = this.text;
    const start = this.at;
    let at = start;
    if (!isWord(text.charCodeAt(at))) return undefined;
    while (isKeyPart(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== COLON || at - start > MAX_KEY_LENGTH) return undefined;
    const next = text.charCodeAt(at + 1);
    if (next !== SPACE && next !== NEWLINE && at + 1 < text.length) return undefined;
    const key = text.slice(start, at);
    at += 1;
    while (text.charCodeAt(at) === SPACE) at++;
    // A comment after the colon: back to the blank that parts them.
    this.at = text.charCodeAt(at) === HASH ? at - 1 : at;
    return key === '__proto__' ? undefined : key;
  }

  protected isAtLineEnd(): boolean {
    const code = this.text.charCodeAt(this.at);
    return code === NEWLINE || code === SPACE || this.at === this.text.length;
  }

  /** Quoted text without an escape in it. */
  protected quoted(quote: number): string | undefined {
    const text = this.text;
    const start = this.at + 1;
    let at = start;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (!isUsual(code) || code === BACKSLASH) return undefined;
    }
    // Where this was the first of two apostrophes, the text goes on, and what follows fits nothing here.
    this.at = at + 1;
    return text.slice(start, at);
  }

  protected plain(inFlow: boolean): null | boolean | number | string | undefined {
    const text = this.text;
    const start = this.at;
    const first = text.charCodeAt(start);
    if (!isWord(first) && !(first === HYPHEN && isDigit(text.charCodeAt(start + 1)))) return undefined;
    let at = start + 1;
    let end = at;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === SPACE) continue;
      if (code === NEWLINE || at === text.length || (code === HASH && text.charCodeAt(at - 1) === SPACE)) break;
      if (code === COLON && (isBlankOrEnd(text.charCodeAt(at + 1)) || (inFlow && isFlowIndicator(text.charCodeAt(at + 1)))))
        return undefined;
      if (inFlow && isFlowIndicator(code)) break;
      if (!isUsual(code)) return undefined;
      end = at + 1;
    }
    this.at = end;
    return plainScalar(text.slice(start, end));
  }

  /** Steps over the opening bracket and blanks. True where the collection is closed at once. */
  protected opens(close: number): boolean {
    this.at += 1;
    this.#skipBlanks();
    if (this.text.charCodeAt(this.at) !== close) return false;
    this.at += 1;
    return true;
  }

  /** Steps over a comma and the blanks around it; false, and at what stands there, where there is none. */
  protected continues(): boolean {
    this.#skipBlanks();
    if (this.text.charCodeAt(this.at) !== COMMA) return false;
    this.at += 1;
    this.#skipBlanks();
    return true;
  }

  #skipBlanks(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at++;
  }
}
