import {type Finding, fingerprint, type ResourceRef} from '../findings/finding.ts';
import {type Baseline, type BaselineEntry, baselineKey} from './baseline-file.ts';
import {isRuleFailure} from './rule-failure.ts';

export interface Baselined {
  /** All findings; those that the baseline holds say so. */
  findings: Finding[];
  /** How many findings the baseline covers of each of its entries, by their {@link baselineKey}. */
  covered: ReadonlyMap<string, number>;
}

/**
 * Marks the findings that the baseline holds: of each entry as many as it counts, in the order given. What a waiver
 * covers needs no baseline and takes no part of a count.
 */
export function applyBaseline(findings: readonly Finding[], entries: readonly BaselineEntry[], isRule: (id: string) => boolean): Baselined {
  const counts = new Map(entries.map(one => [baselineKey(one), one.count]));
  const covered = new Map<string, number>();
  const all = findings.map(finding => {
    const key = keyOf(finding);
    const allowed = counts.get(key);
    if (allowed === undefined || !belongs(finding, isRule)) return finding;
    const used = covered.get(key) ?? 0;
    if (used === allowed) return finding;
    covered.set(key, used + 1);
    return {...finding, baselined: true as const};
  });
  return {findings: all, covered};
}

function keyOf({fingerprint: print, location: {writtenAt}}: Finding): string {
  return baselineKey({fingerprint: print, writtenAt});
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
    const now = covered.get(baselineKey(entry)) ?? 0;
    if (now === entry.count || failedRules.has(entry.rule)) return [];
    const {rule, resource, count, writtenAt} = entry;
    const pointer = writtenAt ?? entry.pointer;
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
        fingerprint: fingerprint({rule: 'baseline/mended', pointer: '', discriminator: baselineKey(entry).trim()}),
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
  for (const finding of findings.filter(one => belongs(one, isRule))) {
    const entry = now.get(keyOf(finding));
    if (entry !== undefined) entry.count++;
    else if (finding.resource !== undefined) now.set(keyOf(finding), entryOf(finding, finding.resource));
  }
  const before = new Map(old.map(entry => [baselineKey(entry), entry]));
  const entries = new Map<string, BaselineEntry>();
  for (const entry of old) {
    const key = baselineKey(entry);
    const current = now.get(key);
    if (failedRules.has(entry.rule)) entries.set(key, entry);
    else if (current !== undefined) entries.set(key, {...current, count: Math.min(current.count, entry.count)});
  }
  if (allowNew) {
    for (const [key, entry] of now) {
      const known = failedRules.has(entry.rule) ? before.get(key) : undefined;
      entries.set(key, {...entry, count: Math.max(entry.count, known?.count ?? 0)});
    }
  }
  const counts = (all: Iterable<BaselineEntry>, other: ReadonlyMap<string, BaselineEntry>): number =>
    [...all].reduce((sum, entry) => sum + Math.max(0, entry.count - (other.get(baselineKey(entry))?.count ?? 0)), 0);
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

function entryOf({fingerprint: print, rule, location: {pointer, writtenAt}}: Finding, {kind, name}: ResourceRef): BaselineEntry {
  return {
    fingerprint: print,
    rule,
    resource: `${kind}/${name}`,
    pointer,
    ...(writtenAt === undefined ? {} : {writtenAt}),
    count: 1,
  };
}
