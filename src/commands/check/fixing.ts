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
  let latest = judged;
  let count = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const {fixed, refused, files} = planFixes(latest, await choose(latest));
    const outcome = writeFixes({cwd: context.cwd, files});
    for (const {file, reason} of outcome.refused) problems.add(`not fixed ${visible(file)}: ${reason}`);
    // A finding stands there once for each level that environments give it, and one change mends it for all of them.
    const done = new Set(
      fixed
        .filter(({finding}) => outcome.written.includes(finding.location.file))
        .map(one => `fixed ${placeOf(one.finding)}: ${changeOf(one)}  ${one.finding.rule}`),
    );
    for (const line of done) context.say(line);
    for (const file of outcome.written) written.add(file);
    count += done.size;
    if (outcome.written.length === 0) {
      tellRefused(context, 'not fixed', refused);
      break;
    }
    latest = await judgeAgain();
  }
  for (const problem of problems) context.complain(problem);
  context.say(count === 0 ? 'nothing was fixed' : `${count} fixed in ${written.size} ${written.size === 1 ? 'file' : 'files'}`);
  return latest;
}

/** The differences that fixing would make at first, for `--dry-run`: nothing is written, so that what follows is not known. */
export function showFixes(context: CommandContext, judged: JudgedSpecs, findings: readonly Finding[]): void {
  const {refused, files} = planFixes(judged, findings);
  const diffs = [...files].map(([file, {before, after}]) => {
    const hidden = {before: secretLines(before.split(/\r\n|\n|\r/)), after: secretLines(after.split(/\r\n|\n|\r/))};
    return unifiedDiff(visible(file), before, after, (side, line) => hidden[side].has(line));
  });
  context.result(diffs.join(''));
  tellRefused(context, 'would not fix', refused);
}

function planFixes({specs}: JudgedSpecs, findings: readonly Finding[]): FixResult {
  const environments = new Map(
    specs.models.flatMap(({cluster}) => (cluster === undefined ? [] : [[cluster.name, cluster.spec.environment]])),
  );
  return applyFixes({findings, sourceOf: file => specs.sourceOf(file), environmentOf: cluster => environments.get(cluster)});
}

function tellRefused(context: CommandContext, words: string, refused: FixResult['refused']): void {
  const lines = new Set(refused.map(({finding, reason}) => `${words} ${placeOf(finding)}: ${reason}  ${finding.rule}`));
  for (const line of lines) context.say(line);
}

function placeOf({location: {file, line, column}}: Finding): string {
  return visible(`${file}:${line}:${column}`);
}

/** Neither value is told of what may be a secret. */
function changeOf({pointer, before, after}: AppliedFix): string {
  if (before === undefined && after === undefined) return visible(pointer);
  const [from, to] = [before === undefined ? 'unset' : JSON.stringify(before), after === undefined ? 'removed' : JSON.stringify(after)];
  return visible(`${pointer}: ${from} → ${to}`);
}
