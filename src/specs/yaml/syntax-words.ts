/** What is wrong with a text's syntax, where its writer has to look: offsets into the text. */
export interface SyntaxFault {
  message: string;
  start: number;
}

/** The parser's reasons that what was left open further above may be behind. */
const MAY_BE_UNCLOSED = /^(?:deficient indentation|unexpected end of the (?:stream|document) within a (?:flow|single|double))/;
/** Its reasons that a tab may be behind. */
const MAY_BE_TAB = /indentation|document separator is expected|multiline key|whitespace character is expected|expected the node content/;

/** The parser's reason, said of the place that caused it; as it is where no better one is known. */
export function syntaxFault(text: string, reason: string, position: number): SyntaxFault {
  // These repeat the tag, and a password may start with `!`.
  if (/\btag\b(?! directive)/i.test(reason) && !reason.includes('directive'))
    return {message: 'this tag is not supported, only !!str, !!seq and !!map are; quote text that starts with !', start: position};
  if (reason.includes('maxDepth')) return {message: 'this is nested more than 100 levels deep, which no spec needs', start: position};
  if (reason.startsWith('null byte')) return {message: 'this is a zero byte, which no text holds; save the file as UTF-8', start: position};
  const tab = MAY_BE_TAB.test(reason) ? indentingTab(text, position) : undefined;
  if (tab !== undefined) return {message: 'a tab cannot indent YAML; use spaces', start: tab};
  const open = MAY_BE_UNCLOSED.test(reason) ? openAt(text, position).at(-1) : undefined;
  if (open === undefined) return {message: reason, start: position};
  const opening = text[open] ?? '';
  if (opening === '"' || opening === "'") return {message: 'this quote is not closed', start: open};
  const isClosed = reason.startsWith('deficient indentation') && !openAt(text, text.length).includes(open);
  return isClosed ? tooFarLeft(text, opening, position) : {message: `this \`${opening}\` is not closed`, start: open};
}

/** The line inside brackets at which the parser stopped, although they are closed further below. */
function tooFarLeft(text: string, opening: string, start: number): SyntaxFault {
  const closing = text[start];
  if (closing === ']' || closing === '}')
    return {message: `this \`${closing}\` must be indented further than the key whose \`${opening}\` it closes`, start};
  return {message: `what stands behind the \`${opening}\` must be indented further than its key`, start};
}

/** The tab that indents the line of the fault or the one below: the parser stops ahead of a line that it cannot place. */
function indentingTab(text: string, position: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', position - 1) + 1;
  const tab = /^ *(?=\t\s*\S)/my;
  for (let start = lineStart, lines = 0; lines < 2; lines++) {
    tab.lastIndex = start;
    const match = tab.exec(text);
    if (match !== null) return start + match[0].length;
    const end = text.indexOf('\n', start);
    if (end === -1) return undefined;
    start = end + 1;
  }
  return undefined;
}

/** Where the brackets open that are still open at `end`, the innermost last; or the quote. */
function openAt(text: string, end: number): number[] {
  const brackets: number[] = [];
  // True where a value may begin: elsewhere a quote or a bracket is part of a plain text.
  let begins = true;
  for (let at = 0; at < end; ) {
    const character = text[at] ?? '';
    const isFlow = brackets.length > 0;
    if (character === '\n') begins = true;
    else if (isBlank(character)) {
      // Blanks change nothing.
    } else if (character === '#' && (at === 0 || isBlank(text[at - 1]))) at = lineEnd(text, at) - 1;
    else if (begins && (character === '"' || character === "'")) {
      const close = closingQuote(text, at);
      if (close === -1 || close >= end) return [...brackets, at];
      at = close;
      begins = false;
    } else if (begins && !isFlow && (character === '|' || character === '>')) at = blockScalarEnd(text, at) - 1;
    else if ((begins || isFlow) && (character === '[' || character === '{')) {
      brackets.push(at);
      begins = true;
    } else if (isFlow && (character === ']' || character === '}')) {
      brackets.pop();
      begins = false;
    } else if (begins && (character === '&' || character === '!')) {
      while (at + 1 < end && !isBlank(text[at + 1])) at++;
    } else if (text.startsWith('---', at) && (at === 0 || text[at - 1] === '\n')) at += 2;
    else begins = separates(text, at, isFlow, begins);
    at++;
  }
  return brackets;
}

/** Whether a value may begin after the character. */
function separates(text: string, at: number, isFlow: boolean, begins: boolean): boolean {
  const character = text[at];
  const next = text[at + 1];
  if (isFlow && character === ',') return true;
  if (character === ':') return isBlank(next) || (isFlow && /["'}\]]/.test(text[at - 1] ?? ''));
  return begins && (character === '-' || character === '?') && isBlank(next);
}

function closingQuote(text: string, start: number): number {
  const isDouble = text[start] === '"';
  for (let at = start + 1; at < text.length; at++) {
    if (isDouble && text[at] === '\\') at++;
    else if (!isDouble && text[at] === "'" && text[at + 1] === "'") at++;
    else if (text[at] === text[start]) return at;
  }
  return -1;
}

/** The start of the first line below a block scalar's header that is indented no further than the header's line. */
function blockScalarEnd(text: string, at: number): number {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  const indent = /^ */.exec(text.slice(lineStart, at))?.[0].length ?? 0;
  let start = lineEnd(text, at) + 1;
  while (start < text.length) {
    const line = text.slice(start, lineEnd(text, start));
    if (line.trim() !== '' && line.search(/[^ ]/) <= indent) break;
    start += line.length + 1;
  }
  return Math.min(start, text.length);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
