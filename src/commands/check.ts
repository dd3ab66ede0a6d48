import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import {InvalidArgumentError, Option} from '@commander-js/extra-typings';
import {slashed} from '../extensions/team-files.ts';
import {EXIT, usageError} from '../findings/error.ts';
import type {Finding} from '../findings/finding.ts';
import {fails, reportOf} from '../findings/report.ts';
import {FORMATS, loadReporter} from '../findings/reporters/index.ts';
import {VERSION} from '../version.ts';
import {command} from './command.ts';
import {type JudgedSpecs, judgeSpecs, ruleInfos} from './judged-specs.ts';

export default command({
  summary: 'judge the specs by schema and policy',
  examples: [
    {line: 'weir check', does: 'judges everything below topic-specs'},
    {line: 'weir check topic-specs/payments', does: 'reads everything, reports on one folder'},
    {line: 'weir check --format sarif --output weir.sarif', does: 'writes a file for a code scanning service'},
  ],
  define: parser =>
    parser
      .argument('[paths...]', 'files or folders to report on; everything is read all the same')
      .addOption(
        new Option('--fail-on <level>', 'lowest level that fails (default: failOn of policy.yaml, or error)').choices([
          'error',
          'warning',
          'note',
        ] as const),
      )
      .option('--max-warnings <n>', 'fail where there are more warnings than this', wholeNumber)
      .addHelpText('after', `\nFormats: ${FORMATS.join(', ')}`),
  async run(context, {args: [paths], options}) {
    const {cwd} = context;
    const reporter = await loadReporter(options.format ?? 'pretty');
    const judged = await judgeSpecs({cwd, specs: options.specs, policies: options.policies, cluster: options.cluster});
    const {specs, policies} = judged;
    const findings = onPaths(judged, paths, cwd, options.specs);
    const report = reportOf({version: VERSION, command: 'check', findings, documents: specs.documents, files: specs.files});
    context.result(reporter.render(report, {color: context.color, sourceOf: file => specs.sourceOf(file), rules: ruleInfos(policies)}));
    if (fails(report, options.failOn ?? policies.config.failOn)) return EXIT.findings;
    if (options.maxWarnings !== undefined && report.summary.warnings > options.maxWarnings) {
      context.say(`too many warnings: ${report.summary.warnings}, and --max-warnings allows ${options.maxWarnings}`);
      return EXIT.findings;
    }
    return EXIT.ok;
  },
});

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Findings in the named files and folders; a path at which nothing was read is wrong use, not a clean result. */
function onPaths({findings, specs}: JudgedSpecs, paths: readonly string[], cwd: string, directory: string): Finding[] {
  if (paths.length === 0) return findings;
  const root = path.resolve(cwd, directory);
  const wanted = paths.map(one => {
    const full = path.resolve(cwd, one);
    const shown = slashed(path.relative(cwd, full));
    if (!existsSync(full)) throw usageError('check/no-path', `there is no ${one}`, `name files or folders below ${directory}`);
    if (full !== root && !full.startsWith(root + path.sep)) {
      throw usageError(
        'check/outside',
        `${one} is not below ${directory}, so it was not read`,
        'name the folder of the specs with --specs DIR',
      );
    }
    const isFolder = statSync(full).isDirectory();
    if (!isFolder && specs.sourceOf(shown) === undefined && !findings.some(({location}) => location.file === shown)) {
      throw usageError('check/no-spec', `${one} is no spec: only *.yaml and *.yml are read`);
    }
    return {shown, isFolder};
  });
  return findings.filter(({location: {file}}) =>
    wanted.some(({shown, isFolder}) => file === shown || (isFolder && (shown === '' || file.startsWith(`${shown}/`)))),
  );
}
