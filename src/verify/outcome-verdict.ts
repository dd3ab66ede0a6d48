import type {AclStatement} from '../access/statements.ts';
import type {Verdict} from '../findings/finding.ts';
import type {AclOperation} from '../specs/model.ts';
import type {Expectation} from './access-plan.ts';
import type {Outcome} from './outcome.ts';

/** What an outcome says of a claim. */
export type Judged = Pick<Verdict, 'status'> & {reason?: string};

/** `done` and `denied` are what a broker said; anything else leaves the claim open. */
export function judgeOutcome(expected: Expectation, operation: string, outcome: Outcome<unknown>): Judged {
  if (expected === 'depends-on-host') return unknown('its ACLs hold for some client addresses only, and this one may be among them or not');
  if (outcome.status === 'unknown') return unknown(outcome.reason);
  const allowed = outcome.status === 'done';
  if (allowed === (expected === 'allowed')) return {status: 'pass'};
  if (allowed) return {status: 'fail', reason: `the broker let it ${operation}`};
  return {status: 'fail', reason: `the broker refused: ${outcome.status === 'denied' ? outcome.error : ''}`};
}

export function unknown(reason: string): Judged {
  return {status: 'unknown', reason};
}

/** Where a document states or needs an operation, or the whole statement where it leaves that one out. */
export function operationPointer({spec, pointers, pointer}: AclStatement, operation: AclOperation, expected: Expectation): string {
  if (expected === 'denied') return pointer;
  const index = spec.operations.findIndex(stated => stated === operation || stated === 'all');
  return pointers[index] ?? pointer;
}

/** What the broker said, in a phrase. */
export function textOf(outcome: Outcome<unknown>): string {
  if (outcome.status === 'done') return 'allowed';
  return outcome.status === 'denied' ? outcome.error : `unknown: ${outcome.reason}`;
}
