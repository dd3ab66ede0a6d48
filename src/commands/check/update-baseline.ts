import path from 'node:path';
import {messageOf, unfinished, usageError} from '../../findings/error.ts';
import {replaceFile} from '../../findings/replace-file.ts';
import {type BaselineUpdate, updateBaseline} from '../../policy/baseline.ts';
import {baselineFile, baselineText, readBaseline} from '../../policy/baseline-file.ts';
import {failedRulesOf, ruleTest} from '../../policy/coverage.ts';
import type {CommandContext} from '../command.ts';
import {accept, type JudgedSpecs} from '../judged-specs.ts';

/** Where the baseline is, as it was named. */
export interface BaselinePlace {
  /** Folder of the policies. */
  policies: string;
  /** `--baseline FILE`. */
  named: string | undefined;
}

/** A baseline that somebody named must be there, unless this run writes it. */
export function requireBaseline({accepted}: JudgedSpecs, {named}: BaselinePlace, isWritten: boolean): void {
  if (named === undefined || accepted.baseline !== undefined || isWritten) return;
  throw usageError(
    'baseline/missing',
    `there is no ${named}`,
    `name the file of a baseline, or start one: weir check --baseline ${named} --update-baseline --allow-new`,
  );
}

/**
 * Rewrites the baseline to what still occurs, with `allowNew` to all that occurs, and gives the findings by the new one.
 * Without the file and without `allowNew` that is wrong use. Where documents could not be read nothing is written.
 */
export function updateBaselineFile(
  context: CommandContext,
  judged: JudgedSpecs,
  {place, allowNew}: {place: BaselinePlace; allowNew: boolean},
): JudgedSpecs {
  const {accepted, found, run} = judged;
  const file = place.named ?? baselineFile(place.policies);
  if (accepted.baseline === undefined && !allowNew) {
    throw usageError(
      'baseline/missing',
      `there is no ${file}, and a baseline only shrinks without --allow-new`,
      'to start one with everything that is wrong today: weir check --update-baseline --allow-new',
    );
  }
  if (!run.isAllRead) {
    context.complain(
      `${file} is left as it is, because some documents could not be read: what is wrong in them is not known; mend them first`,
    );
    return judged;
  }
  // The waived ones, as the waivers mark them without a baseline.
  const {findings} = accept(judged, {...accepted, baseline: undefined});
  const update = updateBaseline(accepted.baseline?.entries ?? [], findings, {
    allowNew,
    isRule: ruleTest(run.rules),
    failedRules: failedRulesOf(found),
  });
  const text = baselineText(update.entries);
  const isSame = text === accepted.baseline?.text;
  if (!isSame) write(context.cwd, file, text);
  for (const line of told(file, update, isSame)) context.say(line);
  return accept(judged, {...accepted, baseline: readBaseline(context.cwd, file)});
}

function write(cwd: string, file: string, text: string): void {
  try {
    replaceFile(path.resolve(cwd, file), Buffer.from(text, 'utf8'));
  } catch (error) {
    throw unfinished('baseline/not-written', `${file} could not be written: ${messageOf(error)}`, {
      hint: 'what stood there before is unchanged',
      retriable: true,
      cause: error,
    });
  }
}

function told(file: string, {entries, dropped, added, kept, left}: BaselineUpdate, isSame: boolean): string[] {
  const first = `${file}: ${dropped} dropped, ${added} added, ${kept} kept${isSame ? '; it is unchanged' : ''}`;
  return [
    first,
    ...(left === 0
      ? []
      : [
          `${left} open ${left === 1 ? 'finding is not in it: mend it, waive it, or take it' : 'findings are not in it: mend them, waive them, or take them'} in with --allow-new`,
        ]),
    ...(entries.length === 0 ? [`it holds nothing any more: ${file} can be removed`] : []),
  ];
}
