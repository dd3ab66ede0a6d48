import {type Finding, fingerprint} from '../findings/finding.ts';
import type {Baseline, BaselineEntry} from './baseline-file.ts';
import {isRuleFailure} from './rule-failure.ts';

export interface Baselined {
  /** All findings; those that the baseline holds say so. */
  findings: Finding[];
  /** How many findings of each fingerprint the baseline covers. */
  covered: ReadonlyMap<string, number>;
}

/**
 * Marks the findings that the baseline holds: of each fingerprint as many as it counts, in the order given. What a waiver
 * covers needs no baseline and takes no part of a count.
 */
export function applyBaseline(findings: readonly Finding[], entries: readonly BaselineEntry[], isRule: (id: string) => boolean): Baselined {
  const counts = new Map(entries.map(one => [one.fingerprint, one.count]));
  const covered = new Map<string, number>();
  const all = findings.map(finding => {
    const allowed = counts.get(finding.fingerprint);
    if (allowed === undefined || !belongs(finding, isRule)) return finding;
    const used = covered.get(finding.fingerprint) ?? 0;
    if (used === allowed) return finding;
    covered.set(finding.fingerprint, used + 1);
    return {...finding, baselined: true as const};
  });
  return {findings: all, covered};
}

/** True where a baseline may hold a finding: one of a rule about a resource, that no waiver covers. */
function belongs(finding: Finding, isRule: (id: string) => boolean): boolean {
  return finding.waivedBy === undefined && finding.resource !== undefined && isRule(finding.rule) && !isRuleFailure(finding);
}

/** What is mended and still stands in the baseline, at its line: the fault could come back unseen. */
export function mendedFindings(
  {entries, locate}: Baseline,
  covered: ReadonlyMap<string, number>,
  failedRules: ReadonlySet<string>,
): Finding[] {
  return entries.flatMap((entry): Finding[] => {
    const now = covered.get(entry.fingerprint) ?? 0;
    if (now === entry.count || failedRules.has(entry.rule)) return [];
    const {rule, resource, pointer, count} = entry;
    const what = `${rule} at ${resource}${pointer === '' ? '' : ` ${pointer}`}`;
    const message =
      now === 0
        ? `the baseline need not hold ${what} any more: it is mended, waived or no longer judged; run weir check --update-baseline, or it could come back unseen`
        : `the baseline holds ${count} findings of ${what}, and ${now} ${now === 1 ? 'is' : 'are'} left; run weir check --update-baseline, or the others could come back unseen`;
    return [
      {
        rule: 'baseline/mended',
        level: 'error',
        message,
        clusters: [],
        location: locate(entry),
        fingerprint: fingerprint({rule: 'baseline/mended', pointer: '', discriminator: entry.fingerprint}),
      },
    ];
  });
}

export interface BaselineUpdate {
  entries: BaselineEntry[];
  /** Findings that the old baseline holds and the new one does not. */
  dropped: number;
  /** Findings that only the new one holds. */
  added: number;
  kept: number;
  /** Open findings that it could hold and does not, because nothing new is allowed. */
  left: number;
}

/**
 * The baseline as it should be: what still occurs of `old` and, where `allowNew`, all else that is found now. Without that
 * it only shrinks. Entries of rules that threw stay as they are: what those would find is not known.
 */
export function updateBaseline(
  old: readonly BaselineEntry[],
  findings: readonly Finding[],
  {allowNew, isRule, failedRules}: {allowNew: boolean; isRule(id: string): boolean; failedRules: ReadonlySet<string>},
): BaselineUpdate {
  const now = new Map<string, BaselineEntry>();
  for (const {fingerprint: print, rule, resource, location} of findings.filter(finding => belongs(finding, isRule))) {
    const entry = now.get(print);
    if (entry !== undefined) entry.count++;
    else if (resource !== undefined) {
      now.set(print, {fingerprint: print, rule, resource: `${resource.kind}/${resource.name}`, pointer: location.pointer, count: 1});
    }
  }
  const before = new Map(old.map(entry => [entry.fingerprint, entry]));
  const entries = new Map<string, BaselineEntry>();
  for (const entry of old) {
    const current = now.get(entry.fingerprint);
    if (failedRules.has(entry.rule)) entries.set(entry.fingerprint, entry);
    else if (current !== undefined) entries.set(entry.fingerprint, {...current, count: Math.min(current.count, entry.count)});
  }
  if (allowNew) {
    for (const [print, entry] of now) {
      const known = failedRules.has(entry.rule) ? before.get(print) : undefined;
      entries.set(print, {...entry, count: Math.max(entry.count, known?.count ?? 0)});
    }
  }
  const counts = (all: Iterable<BaselineEntry>, other: ReadonlyMap<string, BaselineEntry>): number =>
    [...all].reduce((sum, {fingerprint: print, count}) => sum + Math.max(0, count - (other.get(print)?.count ?? 0)), 0);
  const total = [...entries.values()].reduce((sum, {count}) => sum + count, 0);
  const added = counts(entries.values(), before);
  return {
    entries: [...entries.values()],
    dropped: counts(old, entries),
    added,
    kept: total - added,
    left: counts(now.values(), entries),
  };
}
