import {EXIT, type ExitCode} from '../findings/error.ts';
import {fails, reportOf} from '../findings/report.ts';
import {loadReporter} from '../findings/reporters/index.ts';
import {VERSION} from '../version.ts';
import type {CommandContext, GlobalOptions} from './command.ts';
import {type JudgedSpecs, judgeSpecs, ruleInfos} from './judged-specs.ts';

/** Specs that may be acted on; `refused` is set where they may not. */
export type Gate = JudgedSpecs & {refused?: ExitCode};

/**
 * Judges the specs before anything is made of them. Errors stop the command: they are shown on standard error, and the
 * way past one is a waiver, not a flag.
 */
export async function gateSpecs(context: CommandContext, options: GlobalOptions, command: string): Promise<Gate> {
  const judged = await judgeSpecs({cwd: context.cwd, specs: options.specs, policies: options.policies, cluster: options.cluster});
  const {specs, policies, findings} = judged;
  const report = reportOf({version: VERSION, command, findings, documents: specs.documents, files: specs.files});
  if (!fails(report, 'error')) return judged;
  const reporter = await loadReporter('pretty');
  context.say(
    reporter.render(report, {color: context.color, sourceOf: file => specs.sourceOf(file), rules: ruleInfos(policies)}).trimEnd(),
  );
  context.say(`weir ${command}: nothing was done, because the specs have errors; mend them, or waive a rule with a reason`);
  return {...judged, refused: EXIT.findings};
}
