import {type AreaCount, areaCounts} from './areas.ts';
import {atLeast, compareFindings, type Finding, isOpen, type Level, type Verdict} from './finding.ts';

/** What a command found: the JSON report is this, as it stands. Its schema is docs/schemas/report.schema.json. */
export interface Report {
  version: 1;
  tool: {name: string; version: string};
  command: string;
  /** True where the findings fail the run. Absent where findings alone do not decide it, as in a proof. */
  failed?: boolean;
  /** The lowest level that fails. */
  failOn?: Level;
  /** Most warnings that do not fail. */
  maxWarnings?: number;
  summary: Summary;
  findings: Finding[];
  verdicts: Verdict[];
}

export interface Summary {
  errors: number;
  warnings: number;
  notes: number;
  /** Findings that a waiver covers: listed, and counted nowhere else. */
  waived: number;
  /** Findings that the baseline holds: listed, and counted nowhere else. */
  baselined: number;
  /** Risks of a plan that an approval covers: listed, and counted nowhere else. Absent where there is none. */
  approved?: number;
  /** With `--changed-since`: findings that the older tree has as well, and that are not listed. */
  unchanged?: number;
  documents: number;
  files: number;
  /** Verdicts by the part of the run that gave them; absent where no verdict says. */
  areas?: AreaCount[];
}

export interface ReportParts {
  /** Version of Weir. */
  version: string;
  command: string;
  findings: readonly Finding[];
  verdicts?: readonly Verdict[];
  documents: number;
  files: number;
  /** Findings that an older tree has as well: left out of `findings`. */
  unchanged?: number | undefined;
  /** From what on findings fail the run; without it, the report does not say. */
  limits?: {failOn: Level; maxWarnings?: number | undefined};
}

/** A report with its findings in reading order. Findings of failed verdicts are counted with the others. */
export function reportOf({version, command, findings, verdicts = [], documents, files, unchanged, limits}: ReportParts): Report {
  const sorted = [...findings].sort(compareFindings);
  const counted = [...sorted, ...verdicts.flatMap(({finding}) => (finding === undefined ? [] : [finding]))];
  const open = counted.filter(isOpen);
  const waived = counted.filter(({waivedBy}) => waivedBy !== undefined).length;
  const approved = counted.filter(({waivedBy, approval}) => approval !== undefined && waivedBy === undefined).length;
  const areas = areaCounts(verdicts);
  const count = (level: Level) => open.filter(one => one.level === level).length;
  const report: Report = {
    version: 1,
    tool: {name: 'kafka-weir', version},
    command,
    summary: {
      errors: count('error'),
      warnings: count('warning'),
      notes: count('note'),
      waived,
      baselined: counted.length - open.length - waived - approved,
      ...(approved === 0 ? {} : {approved}),
      ...(unchanged === undefined ? {} : {unchanged}),
      documents,
      files,
      ...(areas.length === 0 ? {} : {areas}),
    },
    findings: sorted,
    verdicts: [...verdicts],
  };
  return limits === undefined ? report : limited(report, limits);
}

function limited({version, tool, command, ...rest}: Report, {failOn, maxWarnings}: NonNullable<ReportParts['limits']>): Report {
  const stated = {failOn, ...(maxWarnings === undefined ? {} : {maxWarnings})};
  const isOver = maxWarnings !== undefined && rest.summary.warnings > maxWarnings;
  return {version, tool, command, failed: isOver || fails({version, tool, command, ...rest}, failOn), ...stated, ...rest};
}

/** The lowest level whose findings have failed this run, or would have: that of errors, where the report says nothing else. */
export function failingLevel({failOn = 'error', maxWarnings, summary}: Report): Level {
  const isOver = maxWarnings !== undefined && summary.warnings > maxWarnings;
  return failOn === 'error' && isOver ? 'warning' : failOn;
}

/** Why a run without an error failed, in a clause; undefined where it has not, or where its errors say it. */
export function failureReason({failed, failOn = 'error', maxWarnings, summary}: Report): string | undefined {
  const {errors, warnings, notes} = summary;
  if (failed !== true || errors > 0) return undefined;
  const counted = (count: number, noun: string) => (count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]);
  const grave = [...counted(warnings, 'warning'), ...(failOn === 'note' ? counted(notes, 'note') : [])].join(', ');
  return failOn === 'error' ? `${grave}, and --max-warnings allows ${maxWarnings ?? 0}` : `${grave}, and the failing level is ${failOn}`;
}

/** True where an open finding is at or above the failing level. */
export function fails(report: Report, failOn: Level): boolean {
  const {errors, warnings, notes} = report.summary;
  const counts: Record<Level, number> = {error: errors, warning: warnings, note: notes};
  return (Object.keys(counts) as Level[]).some(level => counts[level] > 0 && atLeast(level, failOn));
}
