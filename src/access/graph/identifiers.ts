/** What a node is: the first part of its id, so that an application and a topic of one name are two. */
export type NodeKind = 'application' | 'topic' | 'domain';

const LETTERS: Record<NodeKind, string> = {application: 'a', topic: 't', domain: 'd'};

/**
 * An id of a node that Mermaid and DOT take as it stands, and that no other name has: letters and digits of ASCII are kept,
 * any other character becomes its code point between underscores. No word of either language starts with a letter and an
 * underscore. Unpaired surrogates are kept apart too.
 */
export function identifier(kind: NodeKind, name: string): string {
  const encoded = [...name].map(one => (/^[A-Za-z0-9]$/.test(one) ? one : `_${(one.codePointAt(0) ?? 0).toString(16)}_`));
  return `${LETTERS[kind]}_${encoded.join('')}`;
}
