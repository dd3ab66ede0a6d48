import {compareFindings, type Finding, isOpen, type Level} from '../findings/finding.ts';
import {FileEditor} from './file-editor.ts';
import type {YamlValue} from './yaml/compose.ts';

/** One value that a fix changed. */
export interface AppliedFix {
  finding: Finding;
  /** Which of the file's documents it is in, from 0. */
  document: number;
  /** Where the value was written: in the patch where a patch decided it. */
  pointer: string;
  /** Undefined where nothing was written, and where the value may be a secret. The old key of a renamed one. */
  before: YamlValue | undefined;
  /** Undefined where the key is gone, and where the value may be a secret. The new key of a renamed one. */
  after: YamlValue | undefined;
  /** Line of a comment that stood above a removed key and stays there, in the file as it was read. */
  commentLine?: number;
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
  /** All that a waiver accepts: their values are not changed for the sake of another cluster. Without it, those among `findings`. */
  waived?: readonly Finding[];
  /** The text of a file as it was read. */
  sourceOf(file: string): string | undefined;
  /** The environment of each cluster: its patches hold there. */
  environments: ReadonlyMap<string, string>;
}

const GRAVITY: Record<Level, number> = {error: 0, warning: 1, note: 2};

/**
 * The texts of all files with the findings' fixes in them; nothing is written. All values of a finding are fixed, or
 * none. The graver finding goes first, and one that wants another value at the same place is refused, unless that lies
 * further in the same direction and so serves both. Each fix is proven: the new text is read again and must say what the
 * old one did, but for that fix.
 */
export function applyFixes({findings, waived = findings, sourceOf, environments}: FixRequest): FixResult {
  const accepted = Map.groupBy(
    waived.filter(({waivedBy}) => waivedBy !== undefined),
    ({location}) => location.file,
  );
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
    fixFile(new FileEditor(file, text, {environments, waived: accepted.get(file) ?? []}), group, result);
  }
  result.fixed.sort((a, b) => compareFindings(a.finding, b.finding));
  result.refused.sort((a, b) => compareFindings(a.finding, b.finding));
  return result;
}

function fixFile(editor: FileEditor, findings: readonly Finding[], result: FixResult): void {
  const order = [...findings].sort((a, b) => GRAVITY[a.level] - GRAVITY[b.level] || compareFindings(a, b));
  const asked = (one: Finding) => JSON.stringify([editor.documentOf(one), one.rule, one.fix]);
  const alike = Map.groupBy(order, asked);
  const done: Finding[] = [];
  for (const finding of order) {
    const clusters = alike.get(asked(finding))?.flatMap(one => one.clusters) ?? [];
    const reason = editor.fix(finding, clusters);
    if (reason === undefined) done.push(finding);
    else result.refused.push({finding, reason});
  }
  const after = editor.finish();
  if (after === undefined) {
    result.refused.push(...done.map(finding => ({finding, reason: 'the fixed file would not read as it should'})));
    return;
  }
  result.fixed.push(...editor.applied());
  if (after !== editor.before) result.files.set(editor.file, {before: editor.before, after});
}
