import {compareFindings, type Finding, isOpen, type Level} from '../findings/finding.ts';
import {FileEditor} from './file-editor.ts';
import type {YamlValue} from './yaml/compose.ts';

/** One value that a fix changed. */
export interface AppliedFix {
  finding: Finding;
  /** Where the value was written: in the patch where a patch decided it. */
  pointer: string;
  /** Undefined where nothing was written, and where the value may be a secret. The old key of a renamed one. */
  before: YamlValue | undefined;
  /** Undefined where the key is gone, and where the value may be a secret. The new key of a renamed one. */
  after: YamlValue | undefined;
}

/** A fix that was left to a person, and why: a phrase without a full stop. */
export interface RefusedFix {
  finding: Finding;
  reason: string;
}

export interface FixResult {
  /** In reading order. A finding with several values has one of these for each. */
  fixed: AppliedFix[];
  refused: RefusedFix[];
  /** Texts of the files that change, by path. */
  files: Map<string, {before: string; after: string}>;
}

export interface FixRequest {
  /** Those without a fix, waived or in the baseline are passed over. */
  findings: readonly Finding[];
  /** The text of a file as it was read. */
  sourceOf(file: string): string | undefined;
  /** The environment of a cluster: its patches hold there. */
  environmentOf(cluster: string): string | undefined;
}

const GRAVITY: Record<Level, number> = {error: 0, warning: 1, note: 2};

/**
 * The texts of all files with the findings' fixes in them; nothing is written. All values of a finding are fixed, or
 * none. The graver finding goes first, and one that wants another value at the same place is refused. Each fix is
 * proven: the new text is read again and must say what the old one did, but for that fix.
 */
export function applyFixes({findings, sourceOf, environmentOf}: FixRequest): FixResult {
  const result: FixResult = {fixed: [], refused: [], files: new Map()};
  const byFile = Map.groupBy(
    findings.filter(one => isOpen(one) && (one.fix !== undefined || one.rename !== undefined)),
    ({location}) => location.file,
  );
  for (const [file, group] of byFile) {
    const text = sourceOf(file);
    if (text === undefined) {
      result.refused.push(...group.map(finding => ({finding, reason: 'its file was not read'})));
      continue;
    }
    fixFile(new FileEditor(file, text), group, environmentOf, result);
  }
  result.fixed.sort((a, b) => compareFindings(a.finding, b.finding));
  result.refused.sort((a, b) => compareFindings(a.finding, b.finding));
  return result;
}

function fixFile(editor: FileEditor, findings: readonly Finding[], environmentOf: FixRequest['environmentOf'], result: FixResult): void {
  const fixed: AppliedFix[] = [];
  const order = [...findings].sort((a, b) => GRAVITY[a.level] - GRAVITY[b.level] || compareFindings(a, b));
  for (const finding of order) {
    const environments = finding.clusters.length === 0 ? [undefined] : [...new Set(finding.clusters.map(environmentOf))];
    const outcome = editor.fix(finding, environments);
    if ('reason' in outcome) result.refused.push({finding, reason: outcome.reason});
    else fixed.push(...outcome.applied);
  }
  const after = editor.finish();
  if (after === undefined) {
    const told = new Set(fixed.map(({finding}) => finding));
    result.refused.push(...[...told].map(finding => ({finding, reason: 'the fixed file would not read as it should'})));
    return;
  }
  result.fixed.push(...fixed);
  if (after !== editor.before) result.files.set(editor.file, {before: editor.before, after});
}
