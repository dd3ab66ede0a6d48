/**
 * A pattern of names: `*` stands for any characters, also none and also dots, and `\` takes the character after it as
 * it is. Every name is matched as a whole, in time linear in its length for each `*`.
 */
export interface Glob {
  /** The name that is meant where the pattern has no `*`. */
  readonly literal: string | undefined;
  matches(name: string): boolean;
}

/** The pattern of a text; a text that ends in a lone `\` is none, and gives undefined. */
export function readGlob(text: string): Glob | undefined {
  const pieces = [''];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '*') {
      pieces.push('');
      continue;
    }
    if (character === '\\') index++;
    if (index === text.length) return undefined;
    pieces[pieces.length - 1] += text.charAt(index);
  }
  return {literal: pieces.length === 1 ? pieces[0] : undefined, matches: name => matches(pieces, name)};
}

/** The first piece starts the name, the last ends it, and those between follow each other, each at its first place. */
function matches(pieces: readonly string[], name: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}
