import type {Verdict, VerdictStatus} from './finding.ts';

/** What a part of a run came to: the verdicts of one area, by status. */
export interface AreaCount extends Record<VerdictStatus, number> {
  area: string;
}

/** Counts by area, in the order in which the areas first appear; verdicts without one are not counted. */
export function areaCounts(verdicts: readonly Verdict[]): AreaCount[] {
  const counts = new Map<string, AreaCount>();
  for (const {area, status} of verdicts) {
    if (area === undefined) continue;
    const count = counts.get(area) ?? {area, pass: 0, fail: 0, unknown: 0};
    count[status] += 1;
    counts.set(area, count);
  }
  return [...counts.values()];
}

/** More claims of an area than this that all hold are one row: what did not hold is to be seen. */
const ROWS_SHOWN = 8;

/** A row that stands for many verdicts that passed. */
export interface FoldedPasses {
  claim: string;
  status: 'pass';
  measured: string;
}

/** The verdicts of each area, those that passed folded into a row where they are many; without areas nothing is folded. */
export function foldPasses(verdicts: readonly Verdict[]): (Verdict | FoldedPasses)[] {
  const byArea = Map.groupBy(verdicts, ({area}) => area);
  return [...byArea].flatMap(([area, own]): (Verdict | FoldedPasses)[] => {
    const passed = own.filter(({status}) => status === 'pass');
    if (area === undefined || passed.length <= ROWS_SHOWN) return own;
    const resources = new Set(passed.map(({resource}) => `${resource.kind} ${resource.name}`)).size;
    const documents = `${resources} ${resources === 1 ? 'document' : 'documents'}`;
    const folded = {claim: `${area}: ${passed.length} claims`, status: 'pass' as const, measured: `all hold, of ${documents}`};
    return [folded, ...own.filter(({status}) => status !== 'pass')];
  });
}
