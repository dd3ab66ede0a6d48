import type {Finding} from '../findings/finding.ts';
import type {YamlValue} from './yaml/compose.ts';

/** One value that a fix changed. */
export interface AppliedFix {
  finding: Finding;
  /** Where the value was written: in the patch where a patch decided it. */
  pointer: string;
  /** Undefined where nothing was written, and where the value may be a secret. The old key of a renamed one. */
  before: YamlValue | undefined;
  /** Undefined where the key is gone. The new key of a renamed one. */
  after: YamlValue | undefined;
}

/** A fix that was left to a person, and why: a phrase without a full stop. */
export interface RefusedFix {
  finding: Finding;
  reason: string;
}

export interface FixResult {
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

/** The texts of all files with the findings' fixes in them; nothing is written. */
export function applyFixes({findings}: FixRequest): FixResult {
  const refused = findings.filter(({fix}) => fix !== undefined).map(finding => ({finding, reason: 'fixes cannot be applied yet'}));
  return {fixed: [], refused, files: new Map()};
}
