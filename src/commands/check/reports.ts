import path from 'node:path';
import {unfinished, usageError} from '../../findings/error.ts';
import type {Report} from '../../findings/report.ts';
import {loadReporter, requireFormat} from '../../findings/reporters/index.ts';
import {type ReportTarget, reportTargets} from '../../findings/reporters/report-target.ts';
import {writeReport} from '../../findings/write-report.ts';
import type {CommandContext, GlobalOptions} from '../command.ts';
import {type JudgedSpecs, ruleInfos} from '../judged-specs.ts';
import {type JudgedPlaces, refuseJudgedFiles} from './judged-files.ts';

/** What is printed, and what is written beside it. */
export interface Outputs {
  format: string;
  targets: readonly ReportTarget[];
}

/**
 * Reads `--format`, and each `--report FORMAT=FILE`. A usage error where one is wrong, where two would be written to one
 * file, or one to a file that is judged.
 */
export function outputsOf({
  format = 'pretty',
  output,
  report = [],
  ...places
}: Pick<GlobalOptions, 'format' | 'output'> & JudgedPlaces & {report?: readonly string[] | undefined}): Outputs {
  requireFormat(format);
  const targets = reportTargets(report);
  const clash = targets.find(({file}) => output !== undefined && path.resolve(file) === path.resolve(output));
  if (clash !== undefined)
    throw usageError('report/same-file', `--output and --report both write ${clash.file}`, 'give each a file of its own');
  refuseJudgedFiles([...targets.map(({file}) => file), ...(output === undefined ? [] : [output])], places);
  return {format, targets};
}

/** Renders one report in every form that was asked for. Each file is written whole, and before anything is printed. */
export async function giveReports(context: CommandContext, report: Report, judged: JudgedSpecs, {format, targets}: Outputs): Promise<void> {
  const rules = ruleInfos(judged.policies);
  const render = async (name: string, color: boolean): Promise<string> => {
    const reporter = await loadReporter(name);
    try {
      return reporter.render(report, {color, sourceOf: file => judged.sourceOf(file), rules});
    } catch (error) {
      // JavaScript has no text of more than half a gigabyte.
      if (!(error instanceof RangeError && error.message === 'Invalid string length')) throw error;
      throw unfinished('report/too-long', `${report.findings.length} findings are too many for one report of the format ${name}`, {
        hint: 'name a part of the specs (weir check PATH), or take what is wrong today into a baseline: weir check --update-baseline --allow-new',
      });
    }
  };
  for (const target of targets) writeReport(path.resolve(context.cwd, target.file), await render(target.format, false));
  context.result(await render(format, context.color));
}
