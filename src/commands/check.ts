import path from 'node:path';
import {type CommandUnknownOpts, InvalidArgumentError, Option} from '@commander-js/extra-typings';
import {EXIT, type ExitCode} from '../findings/error.ts';
import {failureReason, reportOf} from '../findings/report.ts';
import {FORMATS} from '../findings/reporters/index.ts';
import {baselineFile} from '../policy/baseline-file.ts';
import {VERSION} from '../version.ts';
import {refuseContradictions} from './check/flags.ts';
import {giveReports, outputsOf} from './check/reports.ts';
import {changedSince, shownOf} from './check/shown.ts';
import {requireBaseline, updateBaselineFile} from './check/update-baseline.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {type JudgedSpecs, type JudgeRequest, judgeSpecs} from './judged-specs.ts';

export default command({
  summary: 'judge the specs by schema and policy',
  examples: [
    {line: 'weir check', does: 'judges everything below topic-specs'},
    {line: 'weir check topic-specs/payments', does: 'reads everything, reports on one folder'},
    {line: 'weir check --report sarif=weir.sarif --report junit=weir.xml', does: 'prints the findings and writes two reports'},
    {line: 'weir check --changed-since origin/main', does: 'reports what a branch brings in, and nothing that was there before'},
    {line: 'weir check --watch', does: 'judges again whenever something changes'},
    {line: 'weir check --fix --dry-run', does: 'shows what --fix would change'},
    {line: 'weir check --no-waivers', does: 'audits: shows everything that is waived, too'},
    {line: 'weir check --update-baseline --allow-new', does: 'starts a baseline with everything that is wrong today'},
    {line: 'weir check --update-baseline', does: 'takes out of the baseline what is mended'},
  ],
  define: parser => {
    refuseTogether(parser, 'baseline', 'no-baseline');
    return parser
      .argument('[paths...]', 'files or folders to report on; everything is read all the same')
      .addOption(
        new Option('--fail-on <level>', 'lowest level that fails (default: failOn of policy.yaml, or error)').choices([
          'error',
          'warning',
          'note',
        ] as const),
      )
      .option('--max-warnings <n>', 'fail where there are more warnings than this', wholeNumber)
      .option('--report <format=file>', 'write a report to a file as well, like sarif=weir.sarif; can be repeated', collect)
      .option('--no-waivers', 'waive nothing: an audit')
      .option('--baseline <file>', 'findings that are known (default: baseline.json in the folder of the policies, where it exists)')
      .option('--no-baseline', 'count what the baseline holds, too')
      .option('--update-baseline', 'rewrite the baseline to what of it still occurs')
      .option('--allow-new', 'with --update-baseline: take in everything that is wrong today')
      .option('--fix', 'mend in the files what can be mended mechanically')
      .option('--dry-run', 'with --fix: print what would change, and write nothing')
      .option('--changed-since <ref>', 'report only what the work since a commit, a branch or a tag brought in')
      .option('--watch', 'judge again whenever specs or policies change, until Ctrl-C')
      .addHelpText('after', `\nFormats: ${FORMATS.join(', ')}`);
  },
  async run(context, {args: [paths], options}) {
    refuseContradictions(paths, options);
    const outputs = outputsOf({...options, cwd: context.cwd});
    const since = await changedSince(context.cwd, options);
    const request: JudgeRequest = {...options, cwd: context.cwd, remembers: since !== undefined, ...renewing(context, options)};
    if (options.watch === true) return watch(context, options);
    const place = {policies: options.policies, named: typeof options.baseline === 'string' ? options.baseline : undefined};
    const scope = {cwd: context.cwd, directory: options.specs, paths, since};
    let judged = await judgeSpecs(request);
    requireBaseline(judged, place, options.allowNew === true);
    if (options.fix === true) {
      const {fixFiles, showFixes} = await import('./check/fixing.ts');
      const choose = async (one: JudgedSpecs) => (await shownOf(one, scope)).findings;
      if (options.dryRun === true) showFixes(context, judged, await choose(judged));
      else judged = await fixFiles(context, {judged, choose, judgeAgain: () => judgeSpecs(request)});
    }
    if (options.updateBaseline === true) judged = updateBaselineFile(context, judged, {place, allowNew: options.allowNew === true});
    const {documents, files} = judged.specs;
    const limits = {failOn: options.failOn ?? judged.policies.config.failOn, maxWarnings: options.maxWarnings};
    const report = reportOf({version: VERSION, command: 'check', ...(await shownOf(judged, scope)), documents, files, limits});
    if (options.dryRun !== true) await giveReports(context, report, judged, outputs);
    const reason = failureReason(report);
    // Programs read it in their report; whoever looks at the log of a pipeline must not search for it.
    if (reason !== undefined && (outputs.format !== 'pretty' || options.output !== undefined)) context.complain(`fails: ${reason}`);
    return report.failed === true ? EXIT.findings : EXIT.ok;
  },
});

/** An option and its own negation: commander lets the later one win in silence. */
function refuseTogether(parser: Pick<CommandUnknownOpts, 'on' | 'error'>, ...names: readonly string[]): void {
  const stated = new Set<string>();
  for (const name of names) {
    parser.on(`option:${name}`, () => {
      stated.add(name);
      if (stated.size === names.length) parser.error(`error: ${names.map(one => `--${one}`).join(' and ')} exclude each other: choose one`);
    });
  }
}

/** Whoever takes in all that is wrong today needs nothing of the old baseline: one that cannot be read is no obstacle. */
function renewing(
  context: CommandContext,
  {updateBaseline, allowNew}: {updateBaseline?: true | undefined; allowNew?: true | undefined},
): Pick<JudgeRequest, 'onBrokenBaseline'> {
  if (updateBaseline !== true || allowNew !== true) return {};
  return {onBrokenBaseline: ({message}) => context.say(`the old baseline cannot be read, and is written anew: ${message.split('\n')[0]}`)};
}

async function watch(
  context: CommandContext,
  {specs, policies, baseline}: GlobalOptions & {baseline?: string | boolean | undefined},
): Promise<ExitCode> {
  const {watchAndCheck} = await import('./check/watching.ts');
  const full = (place: string): string => path.resolve(context.cwd, place);
  const file = baseline === false ? undefined : full(typeof baseline === 'string' ? baseline : baselineFile(policies));
  return watchAndCheck(context, {specs: full(specs), policies: full(policies), file});
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}
