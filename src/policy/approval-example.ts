import {type Finding, isOpen, shortened} from '../findings/finding.ts';
import {visible} from '../findings/visible.ts';
import {isApprovable} from './approvals.ts';

/** Risks that keep a plan from being applied until somebody approves them. */
export function needApproval(risks: readonly Finding[]): Finding[] {
  return risks.filter(risk => risk.level === 'error' && isOpen(risk) && isApprovable(risk));
}

/**
 * A file of approvals for all risks that need one, ready but for owner, reason and last day; as long as those are empty it is
 * refused. `plans`: SHA-256 of the plan of each stack.
 */
export function approvalExample(risks: readonly Finding[], plans: ReadonlyMap<string, string>): string {
  const entries = risks.flatMap(({fingerprint, stack = '', rule, message, location}) => {
    const {file, line, column} = location;
    const words = [`${rule} in ${stack}, ${file}:${line}:${column}`, shortened(message)].map(text => `  # ${visible(text)}`);
    return [
      ...words,
      `  - risk: ${JSON.stringify(fingerprint)}`,
      `    plan: ${JSON.stringify(plans.get(stack) ?? '')}`,
      '    owner: ""',
      '    reason: ""',
      '    expires: ""',
    ];
  });
  return `# Each entry approves one risk of one plan. Fill in who answers for it, why, and the last day (2027-01-31, UTC).\napprovals:\n${entries.join('\n')}\n`;
}
