import fc from 'fast-check';

/** YAML documents in random layouts: block and flow, quotes, comments, blank lines, line breaks, indentation. */
interface Style {
  flow: boolean;
  /** In flow style: every entry on a line of its own. */
  spread: boolean;
  quotes: 'plain' | 'single' | 'double';
  /** A comment at the end of the line. */
  comment: boolean;
  /** Lines above: a comment, a blank line. */
  above: 'nothing' | 'comment' | 'blank';
  trailingComma: boolean;
}
type Tree =
  | {kind: 'scalar'; text: string; style: Style}
  | {kind: 'mapping'; entries: [string, Tree][]; style: Style}
  | {kind: 'list'; items: Tree[]; style: Style};

const style: fc.Arbitrary<Style> = fc.record({
  flow: fc.boolean(),
  spread: fc.boolean(),
  quotes: fc.constantFrom('plain', 'single', 'double'),
  comment: fc.boolean(),
  above: fc.constantFrom('nothing', 'nothing', 'comment', 'blank'),
  trailingComma: fc.boolean(),
});

export const KEYS = ['a', 'b', 'c.d', 'retention.ms', '12', 'no', 'two words', 'x-y'];
const WORDS = ['', '1', '-1', '7d', 'yes', 'one two', "it's", 'say "x"', 'User:a', '#no', 'a#b', '012', 'null', 'é'];

const {tree} = fc.letrec<{tree: Tree; mapping: Tree}>(tie => ({
  tree: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.record({kind: fc.constant('scalar' as const), text: fc.constantFrom(...WORDS), style}),
    tie('mapping'),
    fc.record({kind: fc.constant('list' as const), items: fc.array(tie('tree'), {minLength: 1, maxLength: 3}), style}),
  ),
  mapping: fc.record({
    kind: fc.constant('mapping' as const),
    entries: fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie('tree')), {minLength: 1, maxLength: 4, selector: ([key]) => key}),
    style,
  }),
}));

/** The text of one document: a mapping at its top. */
export const yamlText: fc.Arbitrary<string> = fc
  .record({
    entries: fc.uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tree), {minLength: 2, maxLength: 4, selector: ([key]) => key}),
    step: fc.constantFrom(1, 2, 4),
    newline: fc.constantFrom('\n', '\r\n'),
    ends: fc.boolean(),
    style,
  })
  .map(({entries, step, newline, ends, style: top}) => {
    const writer = new Writer(step);
    writer.block({kind: 'mapping', entries, style: top}, '');
    return writer.lines.join(newline).replaceAll('\u0000', newline) + (ends ? newline : '');
  });

class Writer {
  readonly lines: string[] = [];
  readonly #step: number;
  #comments = 0;

  constructor(step: number) {
    this.#step = step;
  }

  /** The entries of a collection on lines of their own. */
  block(node: Exclude<Tree, {kind: 'scalar'}>, indent: string): void {
    const parts: [string, Tree][] =
      node.kind === 'mapping'
        ? node.entries.map(([key, inner]) => [`${quoted(key, inner.style)}:`, inner])
        : node.items.map(one => ['-', one]);
    for (const [head, inner] of parts) {
      if (inner.style.above === 'blank') this.lines.push('');
      if (inner.style.above === 'comment') this.lines.push(indent + this.#comment());
      const end = inner.style.comment ? ` ${this.#comment()}` : '';
      const deeper = indent + ' '.repeat(this.#step);
      if (inner.kind === 'scalar')
        this.lines.push(`${indent}${head}${inner.text === '' ? '' : ` ${quoted(inner.text, inner.style)}`}${end}`);
      else if (inner.style.flow) this.lines.push(`${indent}${head} ${this.#flow(inner, deeper)}${end}`);
      else {
        this.lines.push(`${indent}${head}${end}`);
        this.block(inner, deeper);
      }
    }
  }

  #flow(node: Tree, indent: string): string {
    if (node.kind === 'scalar') return node.text === '' ? '""' : quoted(node.text, node.style);
    const parts =
      node.kind === 'mapping'
        ? node.entries.map(([key, inner]) => `${quoted(key, inner.style)}: ${this.#flow(inner, `${indent} `)}`)
        : node.items.map(one => this.#flow(one, `${indent} `));
    const [open, close] = node.kind === 'mapping' ? '{}' : '[]';
    if (!node.style.spread) return `${open}${parts.join(', ')}${node.style.trailingComma ? ',' : ''}${close}`;
    // Pushed with the line that the caller builds: the line break stays inside its text.
    const lines = parts.map((part, index) => {
      const comma = index < parts.length - 1 || node.style.trailingComma ? ',' : '';
      return `\u0000${indent}${part}${comma}${node.style.comment ? ` ${this.#comment()}` : ''}`;
    });
    return `${open}${lines.join('')}\u0000${indent}${close}`;
  }

  #comment(): string {
    this.#comments += 1;
    return `# comment-${this.#comments}.`;
  }
}

function quoted(text: string, {quotes}: Style): string {
  if (quotes === 'single') return `'${text.replaceAll("'", "''")}'`;
  return quotes === 'double' || /^[#"']|: /.test(text) ? JSON.stringify(text) : text;
}
