import {atLeast, compareFindings, type Finding, isOpen, type Level, type Verdict} from './finding.ts';

/** What a command found: the JSON report is this, as it stands. Its schema is docs/schemas/report.schema.json. */
export interface Report {
  version: 1;
  tool: {name: string; version: string};
  command: string;
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
  /** With `--changed-since`: findings that the older tree has as well, and that are not listed. */
  unchanged?: number;
  documents: number;
  files: number;
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
}

/** A report with its findings in reading order. Findings of failed verdicts are counted with the others. */
export function reportOf({version, command, findings, verdicts = [], documents, files, unchanged}: ReportParts): Report {
  const sorted = [...findings].sort(compareFindings);
  const counted = [...sorted, ...verdicts.flatMap(({finding}) => (finding === undefined ? [] : [finding]))];
  const open = counted.filter(isOpen);
  const waived = counted.filter(({waivedBy}) => waivedBy !== undefined).length;
  const count = (level: Level) => open.filter(one => one.level === level).length;
  return {
    version: 1,
    tool: {name: 'kafka-weir', version},
    command,
    summary: {
      errors: count('error'),
      warnings: count('warning'),
      notes: count('note'),
      waived,
      baselined: counted.length - open.length - waived,
      ...(unchanged === undefined ? {} : {unchanged}),
      documents,
      files,
    },
    findings: sorted,
    verdicts: [...verdicts],
  };
}

/** True where an open finding is at or above the failing level. */
export function fails(report: Report, failOn: Level): boolean {
  const {errors, warnings, notes} = report.summary;
  const counts: Record<Level, number> = {error: errors, warning: warnings, note: notes};
  return (Object.keys(counts) as Level[]).some(level => counts[level] > 0 && atLeast(level, failOn));
}
