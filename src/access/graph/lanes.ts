/** A line that runs up or down between two columns, from one height to another. */
export interface Run {
  from: number;
  to: number;
  /** Lines of one bundle share a lane; undefined: it needs one of its own. */
  bundle?: string;
}

/** Between neighbouring lines of two lanes. */
const CLEARANCE = 6;

/**
 * A lane for each run, so that no two in one lane touch; runs of a bundle share one. Lanes are numbered from 0; the result
 * is in the order of the runs. Greedy by the upper end, which takes the least lanes that there can be.
 */
export function lanesOf(runs: readonly Run[]): number[] {
  const bundles = [...Map.groupBy(runs.keys(), index => runs[index]?.bundle ?? index).values()].map(indices => {
    const ends = indices.flatMap(index => [runs[index]?.from ?? 0, runs[index]?.to ?? 0]);
    return {indices, top: Math.min(...ends), bottom: Math.max(...ends)};
  });
  const lanes = runs.map(() => 0);
  /** Lower end of what stands in each lane so far. */
  const bottoms: number[] = [];
  for (const {indices, top, bottom} of bundles.sort((one, other) => one.top - other.top)) {
    const free = bottoms.findIndex(one => one + CLEARANCE < top);
    const lane = free === -1 ? bottoms.length : free;
    bottoms[lane] = bottom;
    for (const index of indices) lanes[index] = lane;
  }
  return lanes;
}
