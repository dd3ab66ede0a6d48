import {EXIT, type ExitCode} from '../findings/error.ts';
import {fails, reportOf} from '../findings/report.ts';
import {FORMATS, loadReporter} from '../findings/reporters/index.ts';
import {VERSION} from '../version.ts';
import type {CommandContext, GlobalOptions} from './command.ts';
import {type JudgedSpecs, judgeSpecs, ruleInfos} from './judged-specs.ts';

/** Specs that may be acted on; `refused` is set where they may not. */
export type Gate = JudgedSpecs & {refused?: ExitCode};

/**
 * Judges the specs before anything is made of them. Errors stop the command: people see them on standard error,
 * programs get the report that they asked for.
 */
export async function gateSpecs(context: CommandContext, options: GlobalOptions, command: string): Promise<Gate> {
  const judged = await judgeSpecs({cwd: context.cwd, specs: options.specs, policies: options.policies, cluster: options.cluster});
  const {specs, policies, findings} = judged;
  const report = reportOf({version: VERSION, command, findings, documents: specs.documents, files: specs.files});
  if (!fails(report, 'error')) return judged;
  const machine = options.format !== undefined && options.format !== 'pretty' && FORMATS.includes(options.format);
  const reporter = await loadReporter(machine ? (options.format ?? 'pretty') : 'pretty');
  const text = reporter.render(report, {color: context.color, sourceOf: file => judged.sourceOf(file), rules: ruleInfos(policies)});
  if (machine) context.result(text);
  else context.complain(text.trimEnd());
  context.complain(
    `weir ${command}: nothing was done, because the specs have errors; mend or waive them first (weir explain RULE says why a rule exists)`,
  );
  return {...judged, refused: EXIT.findings};
}
