/**
 * Readable, injective Terraform ids: letters, digits and hyphens stay, every other character becomes `_hex_` of its
 * code point, and parts are joined by `_x_` (no code point is written with an x). Read from the left it has one
 * meaning, so two names never share an id, and an id never depends on where its document stands.
 *
 * Frozen: another encoding would rename every resource, and Terraform would destroy and create them all.
 */
export function logicalId(kind: string, ...parts: string[]): string {
  return [kind, ...parts.map(encode)].join('_x_').replace('_x_', '_');
}

function encode(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/gu, character => `_${character.codePointAt(0)?.toString(16)}_`);
}
