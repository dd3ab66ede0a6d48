import type {Finding} from '../../findings/finding.ts';
import {visible} from '../../findings/reporters/code-frame.ts';
import {secretLines} from '../../findings/reporters/secret-lines.ts';
import {type AppliedFix, applyFixes, type FixResult} from '../../specs/fix.ts';
import {writeFixes} from '../../specs/write-fixes.ts';
import type {CommandContext} from '../command.ts';
import type {JudgedSpecs} from '../judged-specs.ts';
import {unifiedDiff} from './unified-diff.ts';

/** A fixed value may show the next finding. Two rules that each undo what the other fixes must not go on for ever. */
const ROUNDS_MAX = 5;

/** What is judged, and how it is judged again. */
export interface Fixing {
  judged: JudgedSpecs;
  /** The findings to fix among those of a run. */
  choose(judged: JudgedSpecs): Promise<readonly Finding[]>;
  judgeAgain(): Promise<JudgedSpecs>;
}

/** Fixes what can be fixed in the files, tells what was fixed and what was not, and gives the specs as they are judged then. */
export async function fixFiles(context: CommandContext, {judged, choose, judgeAgain}: Fixing): Promise<JudgedSpecs> {
  const written = new Set<string>();
  const problems = new Set<string>();
  let left: Iterable<string> = [];
  const changes = new Changes();
  let latest = judged;
  try {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const {fixed, refused, files} = planFixes(latest, await choose(latest));
      const outcome = writeFixes({cwd: context.cwd, files});
      for (const {file, reason} of outcome.refused) problems.add(`not fixed ${visible(file)}: ${reason}`);
      for (const one of fixed) if (outcome.written.includes(one.finding.location.file)) changes.add(one);
      for (const file of outcome.written) written.add(file);
      if (outcome.written.length === 0) {
        left = refusals('not fixed', refused);
        break;
      }
      latest = await judgeAgain();
    }
  } finally {
    // What stands in the files by now is told in any case.
    for (const line of changes.lines()) context.say(line);
  }
  for (const line of left) context.say(line);
  for (const problem of problems) context.complain(problem);
  const {count} = changes;
  context.say(count === 0 ? 'nothing was fixed' : `${count} fixed in ${written.size} ${written.size === 1 ? 'file' : 'files'}`);
  return latest;
}

/** The differences that fixing would make at first, for `--dry-run`: nothing is written, so that what follows is not known. */
export function showFixes(context: CommandContext, judged: JudgedSpecs, findings: readonly Finding[]): void {
  const {refused, files} = planFixes(judged, findings);
  const diffs = [...files].map(([file, {before, after}]) => {
    const hidden = {before: hiddenLines(before, file, judged.findings), after: hiddenLines(after)};
    return unifiedDiff(visible(file), before, after, (side, line) => hidden[side].has(line));
  });
  context.result(diffs.join(''));
  const left = refusals('would not fix', refused);
  for (const line of left) context.say(line);
  if (diffs.length === 0 && left.size === 0) context.say('nothing to fix');
}

/** Lines that may hold a secret: those that look like it, and those of the file's findings about one. */
function hiddenLines(text: string, file?: string, findings: readonly Finding[] = []): Set<number> {
  const lines = new Set(secretLines(text.split(/\r\n|\n|\r/)));
  for (const {redacted, location} of findings) {
    if (redacted !== true || location.file !== file) continue;
    for (let {line} = location; line <= location.endLine; line++) lines.add(line);
  }
  return lines;
}

function planFixes({specs, findings: all}: JudgedSpecs, findings: readonly Finding[]): FixResult {
  const environments = new Map(
    specs.models.flatMap(({cluster}) => (cluster === undefined ? [] : [[cluster.name, cluster.spec.environment]])),
  );
  const waived = all.filter(({waivedBy}) => waivedBy !== undefined);
  return applyFixes({findings, waived, sourceOf: file => specs.sourceOf(file), environments});
}

function refusals(words: string, refused: FixResult['refused']): Set<string> {
  return new Set(refused.map(({finding, reason}) => `${words} ${placeOf(finding)}: ${reason}  ${finding.rule}`));
}

/**
 * What changed in the files, each place once: one change may mend findings of several levels and rules, and one of a later
 * round may go on from it.
 */
class Changes {
  readonly #places = new Map<string, {first: AppliedFix; last: AppliedFix; rules: Set<string>}>();

  get count(): number {
    return this.#places.size;
  }

  add(applied: AppliedFix): void {
    const {finding, document, pointer} = applied;
    const key = JSON.stringify([finding.location.file, document, pointer]);
    const known = this.#places.get(key) ?? {first: applied, last: applied, rules: new Set()};
    known.last = applied;
    known.rules.add(finding.rule);
    this.#places.set(key, known);
  }

  lines(): string[] {
    return [...this.#places.values()].map(({first, last, rules}) => {
      const change = changeOf({...last, before: first.before});
      const comment = last.commentLine === undefined ? '' : `; the comment above it stays, line ${last.commentLine}`;
      return `fixed ${placeOf(first.finding)}: ${change}${comment}  ${[...rules].join(', ')}`;
    });
  }
}

function placeOf({location: {file, line, column}}: Finding): string {
  return visible(`${file}:${line}:${column}`);
}

/** Neither value is told of what may be a secret. */
function changeOf({pointer, before, after}: Pick<AppliedFix, 'pointer' | 'before' | 'after'>): string {
  if (before === undefined && after === undefined) return visible(pointer);
  const [from, to] = [before === undefined ? 'unset' : JSON.stringify(before), after === undefined ? 'removed' : JSON.stringify(after)];
  return visible(`${pointer}: ${from} → ${to}`);
}
