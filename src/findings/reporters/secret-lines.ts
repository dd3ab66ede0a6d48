/**
 * Lines of a file on which a secret may stand: what follows a key like `password` or `…From` and is no reference.
 *
 * Judged by the text alone and not by rules, because a document that cannot be read or whose kind is not known is
 * judged by none, and its lines still stand around somebody's finding. Where it is in doubt a line is hidden.
 */
export function secretLines(lines: readonly string[]): ReadonlySet<number> {
  const hidden = new Set<number>();
  let value: OpenValue | undefined;
  for (const [index, line] of lines.entries()) {
    value = continues(value, line) ? value : undefined;
    const found = lastKeyValue(line);
    if (found.isSecret || KNOWN_FORM.test(line) || (value !== undefined && !isAllowedInside(value, line))) hidden.add(index + 1);
    value = found.opens ?? value;
  }
  return hidden;
}

/** A value that may go on below the line of its key. */
interface OpenValue {
  /** Where its key starts, or in a flow mapping its line: what stands further right belongs to it. */
  indent: number;
  /** Nothing stood beside the key, so that a reference may follow. */
  isEmpty: boolean;
  /** The list of a `command` has begun. */
  inCommand: boolean;
}

/**
 * The last words of a key that may hold a secret. Every repetition is bounded: a line may be millions of characters
 * long, and no search may take the square of that.
 */
const SECRET_KEY =
  /(?:(?:pass|secret|token|credential|(?:api|access|private)[._-]?key)[\w.-]{0,64}|From)(?:["']?\s{0,64}[:=]|["']\s{0,64}$|\s{0,64}$(?<=^\s{0,64}\?\s.{0,512}))/gi;
/** Credentials by their own form, wherever they stand. */
const KNOWN_FORM =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_|\bxox[abprs]-|\beyJ[\w-]{10,256}\.|:\/\/[^\s/:@]{1,256}:[^\s/@]{1,256}@/;
const NAME = String.raw`(?:[A-Za-z_]\w*|"[A-Za-z_]\w*"|'[A-Za-z_]\w*')`;
const COMMENT_OR_END = String.raw`\s*(?:#.*)?$`;
const TEXT = String.raw`(?:"[^"]*"|'[^']*'|[^\s"',{}[\]]+)`;
const TEXTS = String.raw`(?:"[^"]*"|'[^']*'|[^"'{}[\]])*`;
/** `{env: NAME}`, `{file: PATH}`, `{command: [program, argument]}`; the last bracket may be missing at the end of a line. */
const FLOW_REFERENCE = new RegExp(
  String.raw`^\s*\{\s*(?:env\s*:\s*${NAME}|file\s*:\s*${TEXT}|command\s*:\s*\[${TEXTS}(?:\]|$))\s*(?:\}|$)`,
);
const BLOCK_REFERENCE = new RegExp(
  String.raw`^\s*(?:env\s*:\s*${NAME}|file\s*:\s*${TEXT}|command\s*:\s*(?:\[${TEXTS}\]?)?)${COMMENT_OR_END}`,
);
/** Nobody reads on in a longer line, so that one with any such key is hidden without a closer look. */
const LINE_JUDGED_MAX = 10_000;
const NOTHING = new RegExp(`^${COMMENT_OR_END}`);
const ENTRY_OF_LIST = /^\s*-\s/;
/** A key, a comment or the start of a document: what stands there ends the value before it. */
const SOMETHING_ELSE = /^\s*(?:(?:- +)*(?:[\w./-]+|"[^"]*"|'[^']*')\s*:(?:\s|$)|#)|^(?:---|\.\.\.)(?:\s|$)/;

function lastKeyValue(line: string): {isSecret: boolean; opens: OpenValue | undefined} {
  if (line.length > LINE_JUDGED_MAX) return {isSecret: line.search(SECRET_KEY) !== -1, opens: undefined};
  let isSecret = false;
  let opens: OpenValue | undefined;
  for (const match of line.matchAll(SECRET_KEY)) {
    const before = line.slice(0, match.index);
    const rest = line.slice(match.index + match[0].length);
    if (FLOW_REFERENCE.test(rest)) continue;
    const isEmpty = NOTHING.test(rest);
    isSecret ||= !isEmpty;
    const [, lead = ''] = /^([\s?"'-]*)[\w.-]*$/.exec(before) ?? [];
    if (!/^\s*#/.test(before)) opens = {indent: Math.max(lead.length, indentOf(line)), isEmpty, inCommand: false};
  }
  return {isSecret, opens};
}

function continues(value: OpenValue | undefined, line: string): boolean {
  return value !== undefined && (line.trim() === '' || indentOf(line) > value.indent || !SOMETHING_ELSE.test(line));
}

function isAllowedInside(value: OpenValue, line: string): boolean {
  if (line.trim() === '') return true;
  if (!value.isEmpty) return false;
  if (value.inCommand && ENTRY_OF_LIST.test(line)) return true;
  value.inCommand = /^\s*command\s*:/.test(line);
  return BLOCK_REFERENCE.test(line) || FLOW_REFERENCE.test(line);
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}
