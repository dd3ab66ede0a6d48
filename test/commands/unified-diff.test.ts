import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {unifiedDiff} from '../../src/commands/check/unified-diff.ts';

/** What `patch` makes of a text by a diff, or undefined where the diff does not fit. */
function patched(before: string, diff: string): string | undefined {
  const lines = before.split('\n');
  const result: string[] = [];
  let next = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const [, start, length] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
    if (start !== undefined) {
      // A hunk that takes nothing away names the line ahead of it.
      const from = Number(start) - (length === '0' ? 0 : 1);
      result.push(...lines.slice(next, from));
      next = from;
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      if (lines[next] !== line.slice(1)) return undefined;
      if (line.startsWith(' ')) result.push(line.slice(1));
      next++;
    }
  }
  return [...result, ...lines.slice(next)].join('\n');
}

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), {maxLength: 90}).map(lines => lines.map(line => `${line}\n`).join(''));

describe('a unified diff', () => {
  it('makes one text of the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, unifiedDiff('f', before, after))).toBe(after);
      }),
      {numRuns: 500},
    );
  });

  it('is empty for equal texts', () => fc.assert(fc.property(text, one => unifiedDiff('f', one, one) === '')));

  it('shows three lines around a change, and near changes together', () => {
    const lines = Array.from({length: 30}, (_one, index) => `line ${index + 1}`);
    const changed = lines.with(4, 'five').with(9, 'ten').with(24, 'twenty-five');
    const diff = unifiedDiff('specs/a.yaml', `${lines.join('\n')}\n`, `${changed.join('\n')}\n`);
    expect(diff.split('\n').filter(line => /^(?:---|\+\+\+|@@)/.test(line))).toEqual([
      '--- specs/a.yaml',
      '+++ specs/a.yaml',
      '@@ -2,12 +2,12 @@',
      '@@ -22,7 +22,7 @@',
    ]);
  });

  it('says where a text has no last line feed', () => {
    expect(unifiedDiff('f', 'a', 'b')).toBe(
      '--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
    );
  });

  it('hides lines that are not to be shown', () => {
    const diff = unifiedDiff('f', 'secret\na\n', 'secret\nb\n', (_side, line) => line === 1);
    expect(diff).not.toContain('secret\n');
    expect(diff).toContain(' (not shown: it may hold a secret)\n-a\n+b\n');
  });

  it('hides what takes the place of a hidden line, and no other change', () => {
    const diff = unifiedDiff('f', 'comand: secret\nb\nc\n', 'command: secret\nb\nd\n', (side, line) => side === 'before' && line === 1);
    expect(diff).not.toContain('command');
    expect(diff).toContain('-(not shown: it may hold a secret)\n+(not shown: it may hold a secret)\n b\n-c\n+d\n');
  });

  it('of a large file with many changes is quick', () => {
    const lines = Array.from({length: 50_000}, (_one, index) => `line ${index}\n`);
    const changed = lines.map((line, index) => (index % 10 === 0 ? 'x\n' : line));
    const started = performance.now();
    expect(unifiedDiff('f', lines.join(''), changed.join(''))).toContain('+x');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
