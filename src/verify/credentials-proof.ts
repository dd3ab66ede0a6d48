import {type LiveScramUser, readScramUsers} from '../cluster/facts.ts';
import {describeFailure} from '../cluster/failure.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Resource} from '../specs/model.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/**
 * What the brokers hold of each declared SCRAM user (DescribeUserScramCredentials, KIP-554): the mechanism and its iterations,
 * never the password, which only logging in can tell. Writes nothing.
 */
export async function proveCredentials(context: ScenarioContext): Promise<Verdict[]> {
  const {admin, model} = context;
  const live = await readScramUsers(admin).catch(thrown => describeFailure(thrown).reason);
  return model.users.flatMap(user => credentialVerdicts(context, user, live));
}

/** Pure. `live`: what the brokers hold, or why they did not say. A user without SCRAM makes no such claim. */
export function credentialVerdicts(
  context: Pick<ScenarioContext, 'cluster'>,
  user: Resource<'User'>,
  live: readonly LiveScramUser[] | string,
): Verdict[] {
  const {scram} = user.spec;
  if (scram === undefined) return [];
  const claim = `User:${user.name} has a ${scram.mechanism} credential of ${scram.iterations} iterations or more`;
  const give = (pointer: string, rest: Pick<Parameters<typeof judge>[2], 'status' | 'reason' | 'measured' | 'evidence'>) => [
    judge(context, {resource: user, pointer}, {rule: 'proof/credential', claim, ...rest}),
  ];
  if (typeof live === 'string') return give('/spec/scram', {status: 'unknown', reason: live, evidence: {}});
  const held = live.find(({name}) => name === user.name)?.credentials ?? [];
  const evidence = {held};
  const words = held.map(({mechanism, iterations}) => `${mechanism} with ${iterations}`).join(' and ');
  const same = held.find(({mechanism}) => mechanism === scram.mechanism);
  if (held.length === 0) return give('/spec/scram', {status: 'fail', reason: 'the brokers hold none', evidence});
  if (same === undefined) return give('/spec/scram/mechanism', {status: 'fail', reason: `it has ${words}`, evidence});
  if (same.iterations < scram.iterations) {
    const reason = `it has ${same.iterations}, weaker: a stolen credential is guessed with less work`;
    return give('/spec/scram/iterations', {status: 'fail', reason, evidence});
  }
  return give('/spec/scram/iterations', {status: 'pass', measured: words, evidence});
}
