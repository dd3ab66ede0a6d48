import {type Finding, fingerprint} from '../findings/finding.ts';

/** What tells the finding about a rule that threw from the findings that the rule makes. */
export const RULE_FAILED = 'rule-failed';

/**
 * True for the finding that a rule threw. It says that something was not judged, which nobody can accept in advance:
 * neither a waiver nor a baseline covers it.
 */
export function isRuleFailure({rule, level, resource, location, fingerprint: own}: Finding): boolean {
  // Most findings end here: a fingerprint takes longer than all the rest.
  if (level !== 'error' || location.pointer !== '') return false;
  return own === fingerprint({rule, ...(resource === undefined ? {} : {resource}), pointer: location.pointer, discriminator: RULE_FAILED});
}

/** Why a rule threw. That it changes what it judges is said in words: what JavaScript says of it names no cause. */
export function failureReason(reason: string): string {
  return /read only property|not extensible|Cannot (?:delete|define|redefine|add) property/.test(reason)
    ? `it changes what it judges, which other rules judge too, and must copy it first: ${reason}`
    : reason;
}
