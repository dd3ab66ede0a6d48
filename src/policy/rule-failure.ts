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
