import {ACCEPTED} from './built-in/accepted.ts';
import type {BuiltInFinding} from './built-in/built-in-finding.ts';
import {DRIFT} from './built-in/drift.ts';
import {PROOFS} from './built-in/proofs.ts';
import {READING} from './built-in/reading.ts';
import {SCHEMA} from './built-in/schema.ts';

/**
 * What the findings are about that no rule makes: reading, waivers, proofs, drift. `weir explain ID` says it, and a test
 * holds that every id which the code can give out is here.
 */
export type {BuiltInFinding} from './built-in/built-in-finding.ts';

/** Prefixes of ids that no rule of a team's can have. */
export const BUILT_IN_PREFIXES = ['io', 'syntax', 'schema', 'waiver', 'baseline', 'proof', 'drift'] as const;

type BuiltInPrefix = (typeof BUILT_IN_PREFIXES)[number];

/** Why a finding that no rule makes can neither be waived nor get another level. */
const NOT_OF_A_RULE: Readonly<Record<BuiltInPrefix, string>> = {
  io: 'a document that is not read cannot be applied, whoever accepts it; mend the file',
  syntax: 'a document that is not read cannot be applied, whoever accepts it; mend the document',
  schema: 'a document that is not understood cannot be applied, whoever accepts it; mend the document',
  proof: 'what a proof found on the cluster stays true; mend the cluster or the claim',
  drift: 'what the cluster differs by stays true; apply what is declared, or declare what is there',
  waiver: 'a finding about a waiver ends when the waiver is corrected',
  baseline: 'a finding about the baseline ends with weir check --update-baseline',
};

/** Why there is no rule of an id that findings have all the same; undefined for any other id. */
export function notOfARule(id: string): string | undefined {
  const prefix = BUILT_IN_PREFIXES.find(one => id.startsWith(`${one}/`));
  return prefix === undefined ? undefined : NOT_OF_A_RULE[prefix];
}

/** By id. */
export const BUILT_IN_FINDINGS: Readonly<Record<string, BuiltInFinding>> = {...READING, ...SCHEMA, ...ACCEPTED, ...PROOFS, ...DRIFT};
