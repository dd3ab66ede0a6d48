import {usageError} from '../findings/error.ts';
import type {Finding} from '../findings/finding.ts';
import {suggestion} from '../findings/suggest.ts';
import type {StatedApproval} from './approval-reader.ts';
import {isRuleFailure} from './rule-failure.ts';
import {isExpired} from './waivers.ts';

/** What approvals are held against. */
export interface ApprovalFacts {
  /** A date in UTC. */
  today: string;
  /** SHA-256 of the plan of each stack, by the stack's name. */
  plans: ReadonlyMap<string, string>;
  /** Hashes of plans that were applied already: what was approved of them is done. */
  applied: ReadonlySet<string>;
}

/**
 * Marks the risks that approvals cover: the one of that fingerprint in the stack whose plan has that hash. An approval that
 * covers nothing is wrong use (exit 2), told with its line: whoever wrote it believes that something is approved.
 * `risks` carry their waivers already.
 */
export function approve(risks: readonly Finding[], approvals: readonly StatedApproval[], facts: ApprovalFacts): Finding[] {
  const open = approvals.filter(({says}) => !facts.applied.has(says.plan));
  const problems = open.flatMap(approval => {
    const problem = problemOf(approval, risks, facts);
    return problem === undefined ? [] : [problem];
  });
  if (problems.length > 0) {
    throw usageError(
      'approvals/refused',
      problems.join('\n'),
      'nothing was applied; correct the file, or remove what is not needed: approvals.example.yaml beside the plan has an entry for each open risk',
    );
  }
  const byRisk = new Map(open.map(({risk, says}) => [`${risk} ${says.plan}`, says]));
  return risks.map(risk => {
    const approval = byRisk.get(`${risk.fingerprint} ${planOf(risk, facts)}`);
    return approval === undefined ? risk : {...risk, approval};
  });
}

/** True where a risk can be approved: what a rule that threw did not judge, nobody has seen. */
export function isApprovable(risk: Finding): boolean {
  return risk.stack !== undefined && !isRuleFailure(risk);
}

function problemOf({risk, says, place}: StatedApproval, risks: readonly Finding[], facts: ApprovalFacts): string | undefined {
  const named = risks.filter(({fingerprint}) => fingerprint === risk);
  if (named.length === 0) {
    const near = suggestion(
      risk,
      risks.map(({fingerprint}) => fingerprint),
    );
    return `${place('risk')}: no risk of this plan has the fingerprint ${risk}${near}`;
  }
  const stack = [...facts.plans].find(([, hash]) => hash === says.plan)?.[0];
  const stacks = named.map(one => `${one.stack} is ${planOf(one, facts)}`).join(', ');
  if (stack === undefined)
    return `${place('plan')}: this approval is for another plan: the plan of ${stacks}; review that, and approve it anew`;
  const target = named.find(one => one.stack === stack);
  if (target === undefined) return `${place('plan')}: this is the plan of ${stack}, which has no such risk: the plan of ${stacks}`;
  if (!isApprovable(target)) return `${place('risk')}: the rule ${target.rule} failed and judged nothing, which nobody can approve`;
  if (isExpired(says, facts.today))
    return `${place('expires')}: this approval ended on ${says.expires} (UTC) and approves nothing; agree with ${says.owner} on another day`;
  if (target.waivedBy !== undefined)
    return `${place('risk')}: this approval covers nothing: the risk is waived by ${target.waivedBy} already; remove it`;
  return undefined;
}

function planOf({stack}: Finding, {plans}: ApprovalFacts): string | undefined {
  return stack === undefined ? undefined : plans.get(stack);
}
