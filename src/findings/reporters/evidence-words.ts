import type {Verdict} from '../finding.ts';

/** What a row shows of a verdict's evidence: the phrase of the proof where it gave one, else all that it measured; then the reason. */
export function evidenceWords({measured, evidence = {}, reason}: Partial<Pick<Verdict, 'measured' | 'evidence' | 'reason'>>): string {
  const facts = Object.entries(evidence).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [...(measured === undefined ? facts : [measured]), ...(reason === undefined ? [] : [reason])].join('; ');
}
