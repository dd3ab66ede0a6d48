import {usageError} from '../findings/error.ts';
import {requireFormat} from '../findings/reporters/index.ts';
import {reportTargets} from '../findings/reporters/report-target.ts';
import {suggestion} from '../findings/suggest.ts';
import {MODES, modeOf} from '../verify/modes.ts';
import {PARTS, type PartName} from '../verify/parts.ts';
import {command} from './command.ts';
import {readIgnored} from './drift-ignored.ts';
import {openSpecs, reportProof} from './proving.ts';
import {verifyParts} from './verifying.ts';

export default command({
  summary: 'prove everything at once, after a deployment or by a schedule: drift, smoke, lag and exactly-once in one report',
  examples: [
    {line: 'weir verify', does: 'proves on the sandbox what the documents claim'},
    {line: 'weir verify --cluster production --mode read-only', does: 'writes nothing, whatever the cluster would take'},
    {line: 'weir verify --only drift,smoke --report junit=weir.xml', does: 'runs two parts, and leaves a report for CI'},
    {line: 'weir verify --evidence verify.json --report html=verify.html', does: 'writes what was measured, and a page of it'},
  ],
  covers: ['DR3', 'CO6', 'EO6'],
  define: parser =>
    parser
      .option('--only <parts>', `parts to run, with commas between: ${PARTS.join(', ')}`)
      .option('--skip <parts>', 'parts to leave out')
      .option('--mode <mode>', `do less than spec.verification.mode allows: ${MODES.join(', ')}`)
      .option('--ignore <pattern>', 'drift: live resources in no document that are not told, like Topic/legacy.*; can be repeated', collect)
      .option('--report <format=file>', 'write a report to a file, too; can be repeated', collect)
      .option('--evidence <file>', 'write the evidence as JSON')
      .option('--allow-unknown', 'exit 0 even where a claim could be neither proved nor refuted'),
  async run(context, {options}) {
    requireFormat(options.format ?? 'pretty');
    const reports = reportTargets(options.report ?? []);
    const parts = partsOf(options.only, options.skip);
    const isIgnored = readIgnored(options.ignore ?? []);
    const opened = await openSpecs(context, options, {name: 'verify', writes: options.mode !== 'read-only'});
    if ('refused' in opened) return opened.refused;
    const mode = modeOf(opened.model.cluster, options.mode);
    const {result, findings, unfinished} = await verifyParts(context, opened.model, {parts, mode, isIgnored});
    const {allowUnknown: _, ...strict} = options;
    return await reportProof(context, unfinished ? strict : options, {command: 'verify', ...opened, result, findings, reports});
  },
});

/** What is left of all parts. Fails with wrong use where there is none, or one is named that does not exist. */
export function partsOf(only: string | undefined, skip: string | undefined): PartName[] {
  const chosen = only === undefined ? PARTS : readParts('--only', only);
  const left = skip === undefined ? [] : readParts('--skip', skip);
  const parts = PARTS.filter(part => chosen.includes(part) && !left.includes(part));
  if (parts.length > 0) return parts;
  throw usageError('verify/no-part', '--only and --skip leave nothing to verify', `parts: ${PARTS.join(', ')}`);
}

function readParts(flag: string, text: string): PartName[] {
  return text.split(',').map(word => {
    const name = word.trim();
    const part = PARTS.find(one => one === name);
    if (part !== undefined) return part;
    throw usageError(
      'verify/part',
      `${flag} ${text}: there is no part ${JSON.stringify(name)}${suggestion(name, PARTS)}`,
      `parts: ${PARTS.join(', ')}`,
    );
  });
}

function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}
