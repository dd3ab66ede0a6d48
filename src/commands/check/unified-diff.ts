const CONTEXT_LINES = 3;

interface Line {
  mark: ' ' | '-' | '+';
  text: string;
  /** Lines before this one, in the old and in the new text. */
  before: number;
  after: number;
}

/**
 * The difference of two texts as `diff -u` writes it, headed by the file's name. `isHidden` tells which lines are not to be
 * shown (by side and number, from 1); such a diff is for people and cannot be applied.
 */
export function unifiedDiff(
  file: string,
  before: string,
  after: string,
  isHidden: (side: 'before' | 'after', line: number) => boolean = () => false,
): string {
  const lines = script(linesOf(before), linesOf(after));
  const shown = ({mark, text, before: old, after: now}: Line): string => {
    const hidden = mark === '+' ? isHidden('after', now + 1) : isHidden('before', old + 1);
    return `${mark}${hidden ? '(not shown: it may hold a secret)' : text}`;
  };
  const hunks = hunksOf(lines).map(hunk => {
    const olds = hunk.filter(({mark}) => mark !== '+').length;
    const news = hunk.filter(({mark}) => mark !== '-').length;
    const [first] = hunk;
    return [`@@ -${range(first?.before ?? 0, olds)} +${range(first?.after ?? 0, news)} @@`, ...hunk.map(shown)].join('\n');
  });
  return hunks.length === 0 ? '' : `--- ${file}\n+++ ${file}\n${hunks.join('\n')}\n`;
}

/** A last line without its line feed is told apart from one with, as `diff` does. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop();
  return last === undefined || last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

/** Where a hunk of no lines stands is told by the line ahead of it. */
function range(start: number, length: number): string {
  return `${length === 0 ? start : start + 1}${length === 1 ? '' : `,${length}`}`;
}

/** Changed lines with what stands around them; changes that are near each other are one hunk. */
function hunksOf(lines: readonly Line[]): Line[][] {
  const hunks: Line[][] = [];
  let end = -1;
  for (const [index, {mark}] of lines.entries()) {
    if (mark === ' ') continue;
    const start = Math.max(index - CONTEXT_LINES, 0);
    if (start > end) hunks.push([]);
    hunks.at(-1)?.push(...lines.slice(Math.max(start, end), Math.min(index + CONTEXT_LINES + 1, lines.length)));
    end = Math.min(index + CONTEXT_LINES + 1, lines.length);
  }
  return hunks;
}

/** The shortest way from one text to the other (Myers, "An O(ND) Difference Algorithm", 1986): quick where little changed. */
function script(before: readonly string[], after: readonly string[]): Line[] {
  const trail: Map<number, number>[] = [];
  const reach = new Map([[1, 0]]);
  const max = before.length + after.length;
  search: for (let edits = 0; edits <= max; edits++) {
    trail.push(new Map(reach));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let old = isDown(reach, diagonal, edits) ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1;
      while (old < before.length && old - diagonal < after.length && before[old] === after[old - diagonal]) old++;
      reach.set(diagonal, old);
      if (old >= before.length && old - diagonal >= after.length) break search;
    }
  }
  return walkBack(trail, before, after);
}

function isDown(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  return diagonal === -edits || (diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
}

function walkBack(trail: readonly ReadonlyMap<number, number>[], before: readonly string[], after: readonly string[]): Line[] {
  const lines: Line[] = [];
  let old = before.length;
  let now = after.length;
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const reach = trail[edits] ?? new Map<number, number>();
    const diagonal = old - now;
    const down = isDown(reach, diagonal, edits);
    const fromDiagonal = down ? diagonal + 1 : diagonal - 1;
    const fromOld = edits === 0 ? 0 : (reach.get(fromDiagonal) ?? 0);
    const fromNow = edits === 0 ? 0 : fromOld - fromDiagonal;
    while (old > fromOld && now > fromNow && old > 0 && now > 0) {
      old--;
      now--;
      lines.push({mark: ' ', text: before[old] ?? '', before: old, after: now});
    }
    if (edits === 0) break;
    if (down) now--;
    else old--;
    lines.push(
      down ? {mark: '+', text: after[now] ?? '', before: old, after: now} : {mark: '-', text: before[old] ?? '', before: old, after: now},
    );
  }
  return lines.reverse();
}
