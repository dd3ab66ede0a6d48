import fc from 'fast-check';
import {Lexer, marked, type Token} from 'marked';
import {describe, expect, it} from 'vitest';
import type {Finding, Verdict} from '../../src/findings/finding.ts';
import type {Report} from '../../src/findings/report.ts';
import {visible} from '../../src/findings/reporters/code-frame.ts';
import markdown from '../../src/findings/reporters/markdown.ts';
import {code, text} from '../../src/findings/reporters/markdown-text.ts';
import {anyReports, anyText, at, sampleFinding, sampleReport, sampleVerdict, waivedFinding} from './sample-report.ts';

/** GitHub's own limit is 65,536 characters; some room is left for a line that a pipeline adds. */
const LENGTH_MAX = 65_000;
const render = (report: Report) => markdown.render(report, {color: false, sourceOf: () => undefined});

interface Cell {
  tokens: Token[];
}

/** The rows of all tables, as a parser of GitHub's flavour finds them. */
function rowsOf(comment: string): Cell[][] {
  return new Lexer({gfm: true}).lex(comment).flatMap(token => (token.type === 'table' ? token['rows'] : []));
}

/** Everything that stands inside, however deep. */
function flat(tokens: readonly Token[]): Token[] {
  return tokens.flatMap(token => [token, ...flat('tokens' in token && token.tokens !== undefined ? token.tokens : [])]);
}

/** What a reader sees: the rendered text without tags, and without the spaces of no width that part what would call somebody. */
function seen(html: string): string {
  const NAMED: Record<string, string> = {amp: '&', lt: '<', gt: '>', quot: '"'};
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (_, number, name) =>
      number === undefined ? (NAMED[name] ?? '') : String.fromCodePoint(Number(number)),
    )
    .replaceAll('\u200b', '');
}

const OUR_TAGS = /^<\/?(?:br|code|span)>$/;

describe('text from outside', () => {
  const tables = (cell: string) => `| a | b |\n| --- | --- |\n| ${cell} | end |\n`;

  it.each([
    ['as text', text],
    ['as code', code],
  ])('stands in its cell %s, can be read, and does nothing', (_how, write) => {
    fc.assert(
      fc.property(anyText, words => {
        const rows = rowsOf(tables(write(words)));
        expect(rows).toHaveLength(1);
        expect(rows[0]).toHaveLength(2);
        const tokens = flat(rows[0]?.[0]?.tokens ?? []);
        for (const token of tokens) {
          expect(['text', 'escape', 'codespan', 'html']).toContain(token.type);
          if (token.type === 'html') expect(token.raw).toMatch(OUR_TAGS);
        }
        // A parser trims a cell; nothing else of the text may be lost.
        const shown = visible(words.toWellFormed()).replaceAll('\t', '␉').replaceAll('\u200b', '');
        const cell = /<td>(.*)<\/td>\n<td>end/s.exec(marked.parse(tables(write(words)), {async: false, gfm: true}))?.[1] ?? '';
        expect(seen(cell).trim()).toBe(shown.trim());
      }),
      {numRuns: 500},
    );
  });

  it.each(['@user', '@org/team', 'a@b.com', '#12', 'owner/name#12', '!7', 'see @user, @b', '(@c)'])(
    'calls nobody and refers to nothing: %s',
    words => {
      // Services look for these in what was rendered, outside of code.
      const html = marked.parse(text(words), {async: false, gfm: true});
      expect(html).not.toContain('<a');
      expect(html.replace(/&#8203;/g, '\u200b')).not.toMatch(/[@#!]\w/);
      expect(code(words)).toBe(`\`${words}\``);
    },
  );

  it('is cut, visibly, where it is very long', () => {
    expect(text('x'.repeat(5_000))).toBe(`${'x'.repeat(599)}…`);
    expect(text(`${'x'.repeat(598)}😀😀`)).not.toMatch(/\ud83d(?!\ude00)/);
  });
});

it('has one row for each finding and verdict, for any text', () => {
  fc.assert(
    fc.property(anyReports(8), report => {
      const comment = render(report);
      // The failed verdict is a verdict, and a finding at its line.
      expect(rowsOf(comment)).toHaveLength(report.findings.length + 1 + report.verdicts.length);
      const html = flat(new Lexer({gfm: true}).lex(comment)).flatMap(token => (token.type === 'html' ? [token.raw.trim()] : []));
      for (const raw of html) {
        expect(raw).toMatch(/^(?:<!-- kafka-weir:check -->|<details><summary>[\w ]+<\/summary>|<\/details>|<br>|<\/?code>|<\/?span>)$/);
      }
    }),
  );
});

it('is as it should be', () => {
  const findings = [
    sampleFinding({
      level: 'error',
      message: 'replication factor 2 is below 3',
      clusters: ['production'],
      fix: {'/spec/replicationFactor': 3},
    }),
    sampleFinding({location: at(9), rename: {'/spec/old': 'new'}, fix: {'/spec/x': null}}),
    sampleFinding({level: 'note', location: at(4), message: 'this * waiver ends in 9 days'}),
    waivedFinding({location: at(7)}),
    sampleFinding({location: at(8), baselined: true}),
  ];
  expect(render(sampleReport(findings, [], 12))).toBe(`<!-- kafka-weir:check -->
### weir check: 1 error, 1 warning, 1 note

Judged 2 documents of 1 file. Beside these: 1 waived, 1 in the baseline, 12 that stood there before and are not shown.

| level | where | finding |
| --- | --- | --- |
| ✗ error | \`specs/a.yaml:1:1\` | replication factor 2 is below 3<br>\`topic/partitions\` · Topic \`a.b.c\` · production<br>fix: set \`/spec/replicationFactor\` to \`3\` |
| ! warning | \`specs/a.yaml:9:1\` | too many<br>\`topic/partitions\` · Topic \`a.b.c\`<br>fix: rename \`/spec/old\` to \`new\`<br>fix: remove \`/spec/x\` |

<details><summary>1 note</summary>

| level | where | finding |
| --- | --- | --- |
| i note | \`specs/a.yaml:4:1\` | this &#42; waiver ends in 9 days<br>\`topic/partitions\` · Topic \`a.b.c\` |

</details>

<details><summary>1 waived</summary>

| level | where | finding | by | until | reason |
| --- | --- | --- | --- | --- | --- |
| ! warning | \`specs/a.yaml:7:1\` | too many<br>\`topic/partitions\` · Topic \`a.b.c\` | team-a | 2027-01-31 | moves in January |

</details>

<details><summary>1 in the baseline</summary>

| level | where | finding |
| --- | --- | --- |
| ! warning | \`specs/a.yaml:8:1\` | too many<br>\`topic/partitions\` · Topic \`a.b.c\` |

</details>

\`weir explain RULE\` says why a rule is there and how to satisfy it.
`);
});

it('says so where nothing was found', () => {
  expect(render(sampleReport([]))).toBe('<!-- kafka-weir:check -->\n### weir check: nothing found\n\nJudged 2 documents of 1 file.\n');
});

it('has the verdicts, the worst first, and those that hold folded', () => {
  const statuses: Verdict['status'][] = ['pass', 'unknown', 'fail'];
  const rows = rowsOf(
    render(
      sampleReport(
        [],
        statuses.map(status => sampleVerdict(status)),
      ),
    ),
  );
  expect(rows.map(([first]) => first?.tokens[0]?.raw)).toEqual(['✗ error', '✗ fail', '? unknown', '✓ pass']);
});

describe('a comment with too much in it', () => {
  const many = (count: number, level: Finding['level'], parts: Partial<Finding> = {}) =>
    Array.from({length: count}, (_, index) => sampleFinding({level, location: at(index + 1), message: '*'.repeat(100), ...parts}));
  const leftOut = (comment: string) => [...comment.matchAll(/^(\d+) (?:more )?left out/gm)].map(([, number]) => Number(number));

  it('fits, keeps the gravest, and counts what it leaves out', () => {
    const report = sampleReport([...many(300, 'note'), ...many(20, 'error'), ...many(2_000, 'warning', {waivedBy: 'anna'})]);
    const comment = render(report);
    expect(comment.length).toBeLessThanOrEqual(LENGTH_MAX);
    const rows = rowsOf(comment);
    expect(rows.slice(0, 20).every(([first]) => first?.tokens[0]?.raw === '✗ error')).toBe(true);
    expect(rows.length + leftOut(comment).reduce((sum, one) => sum + one, 0)).toBe(2_320);
    expect(comment.match(/<details>/g)).toHaveLength(2);
    expect(comment.match(/<\/details>/g)).toHaveLength(2);
  });

  it('fits whatever the numbers', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), fc.nat(400), fc.integer({min: 1, max: 900}), (errors, notes, waived, length) => {
        const message = '|'.repeat(length);
        const findings = [
          ...many(errors, 'error', {message}),
          ...many(notes, 'note', {message}),
          ...many(waived, 'error', {message, waivedBy: 'anna'}),
        ];
        const comment = render(sampleReport(findings));
        expect(comment.length).toBeLessThanOrEqual(LENGTH_MAX);
        expect(rowsOf(comment).length + leftOut(comment).reduce((sum, one) => sum + one, 0)).toBe(errors + notes + waived);
      }),
      {numRuns: 10},
    );
  });
});
