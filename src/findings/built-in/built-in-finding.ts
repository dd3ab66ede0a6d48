/** What a finding is about that no rule makes, for `weir explain`. */
export interface BuiltInFinding {
  /** What holds where there is no such finding: one line, no full stop. */
  title: string;
  /** Why it matters. */
  rationale: string;
  /** What to do about it. */
  next: string;
}
