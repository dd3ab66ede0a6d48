import type {Finding} from '../findings/finding.ts';
import {isRuleFailure} from './rule-failure.ts';

/**
 * Tells which findings are new: of each fingerprint as many are not as the older findings have, written in the base or in
 * the patch of the same environment. Those that are most like an older one pass first, so that what is shown is what
 * differs. A rule's own failure is always new: what it would have found is not known.
 */
export function subtract(now: readonly Finding[], before: readonly Finding[]): {fresh: Finding[]; unchanged: Finding[]} {
  const passed = new Set<Finding>();
  let older: Iterable<Finding> = before;
  for (const keyOf of [whole, likely, origin]) {
    const left = Map.groupBy(older, keyOf);
    for (const one of now) {
      const others = passed.has(one) ? undefined : left.get(keyOf(one));
      if (others === undefined || others.length === 0 || isRuleFailure(one)) continue;
      others.pop();
      passed.add(one);
    }
    older = [...left.values()].flat();
  }
  return {fresh: now.filter(one => !passed.has(one)), unchanged: now.filter(one => passed.has(one))};
}

/** Of two patches each decides for clusters of its own: the fault of one, mended, must not hide that of the other. */
function origin({fingerprint, location: {writtenAt}}: Finding): string {
  return `${fingerprint} ${writtenAt ?? ''}`;
}

function whole(one: Finding): string {
  return JSON.stringify([likely(one), one.message, one.clusters]);
}

function likely({fingerprint, level, location, waivedBy}: Finding): string {
  return JSON.stringify([fingerprint, level, location.file, location.writtenAt, waivedBy]);
}
