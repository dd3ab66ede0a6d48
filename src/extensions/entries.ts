/** A scenario or stack before it is loaded. */
export interface UnitEntry {
  id: string;
  /** Where it comes from: relative to the package for ours, to the working directory for a team's. */
  file: string;
  load(): Promise<{default: unknown}>;
}
