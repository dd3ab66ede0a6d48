const CONTEXT_LINES = 3;
/** Texts that differ in more lines than this at one place are shown as replaced there. */
const LOOKAHEAD_LINES = 60;

interface Line {
  mark: ' ' | '-' | '+';
  text: string;
  /** Lines before this one, in the old and in the new text. */
  before: number;
  after: number;
}

/**
 * The difference of two texts as `diff -u` writes it, headed by the file's name. `isHidden` tells which lines are not to be
 * shown (by side and number, from 1); what stands in their place in the other text is not shown either. Such a diff is for
 * people and cannot be applied.
 */
export function unifiedDiff(
  file: string,
  before: string,
  after: string,
  isHidden: (side: 'before' | 'after', line: number) => boolean = () => false,
): string {
  const lines = script(linesOf(before), linesOf(after));
  const hidden = hiddenOf(lines, isHidden);
  const shown = (line: Line): string => `${line.mark}${hidden.has(line) ? '(not shown: it may hold a secret)' : line.text}`;
  const hunks = hunksOf(lines).map(hunk => {
    const olds = hunk.filter(({mark}) => mark !== '+').length;
    const news = hunk.filter(({mark}) => mark !== '-').length;
    const [first] = hunk;
    return [`@@ -${range(first?.before ?? 0, olds)} +${range(first?.after ?? 0, news)} @@`, ...hunk.map(shown)].join('\n');
  });
  return hunks.length === 0 ? '' : `--- ${file}\n+++ ${file}\n${hunks.join('\n')}\n`;
}

/** Lines not to be shown; where one of a change is, none that was added or removed with it. */
function hiddenOf(lines: readonly Line[], isHidden: (side: 'before' | 'after', line: number) => boolean): Set<Line> {
  const hidden = new Set<Line>();
  let change: Line[] = [];
  for (const line of [...lines, undefined]) {
    if (line !== undefined && line.mark !== ' ') {
      change.push(line);
      continue;
    }
    const isSecret = change.some(({mark, before, after}) => (mark === '+' ? isHidden('after', after + 1) : isHidden('before', before + 1)));
    if (isSecret) for (const one of change) hidden.add(one);
    change = [];
    if (line !== undefined && isHidden('before', line.before + 1)) hidden.add(line);
  }
  return hidden;
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

/**
 * A way from one text to the other: where they part, the nearest lines at which they meet again are looked for. Linear in
 * the number of changes, of which a file may have thousands; not always the shortest way, which nobody needs here.
 */
function script(before: readonly string[], after: readonly string[]): Line[] {
  const lines: Line[] = [];
  let old = 0;
  let now = 0;
  while (old < before.length || now < after.length) {
    if (old < before.length && before[old] === after[now]) {
      lines.push({mark: ' ', text: before[old] ?? '', before: old++, after: now++});
      continue;
    }
    const {removed, added} = nearestMeeting(before, after, old, now);
    for (let end = old + removed; old < end; ) lines.push({mark: '-', text: before[old] ?? '', before: old++, after: now});
    for (let end = now + added; now < end; ) lines.push({mark: '+', text: after[now] ?? '', before: old, after: now++});
  }
  return lines;
}

/** How many lines to leave out of each text until both go on alike, or both end. */
function nearestMeeting(before: readonly string[], after: readonly string[], old: number, now: number): {removed: number; added: number} {
  const [olds, news] = [before.length - old, after.length - now];
  for (let distance = 1; distance <= LOOKAHEAD_LINES; distance++) {
    for (let removed = Math.max(0, distance - news); removed <= Math.min(distance, olds); removed++) {
      const added = distance - removed;
      if (before[old + removed] === after[now + added]) return {removed, added};
    }
  }
  return {removed: Math.min(olds, LOOKAHEAD_LINES), added: Math.min(news, LOOKAHEAD_LINES)};
}
