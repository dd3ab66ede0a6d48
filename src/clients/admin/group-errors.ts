import type {GroupDetails} from '../../cluster/group-details.ts';
import type {ListedGroup} from '../../cluster/live-groups.ts';
import {suggestion} from '../../findings/suggest.ts';
import {ClientError} from '../client-error.ts';

const MEMBERS_SHOWN = 10;

/** A group that may not be touched while it reads: its members are named, for whoever is to stop them. */
export function activeGroup({name, state, members}: GroupDetails, doing: string): ClientError {
  const shown = members.slice(0, MEMBERS_SHOWN).map(({clientId, host, memberId}) => `${clientId} at ${host} (${memberId})`);
  const more = members.length > MEMBERS_SHOWN ? ` and ${members.length - MEMBERS_SHOWN} more` : '';
  const who =
    members.length === 0
      ? 'members that are leaving'
      : `${members.length} member${members.length === 1 ? '' : 's'}: ${shown.join(', ')}${more}`;
  return new ClientError(`group ${name} is active (${state}), so that it cannot be ${PAST[doing] ?? `${doing}d`}; it has ${who}`, {
    code: 'admin/group-active',
    recovery: 'fatal',
    hint: 'Stop its members first; a member that died without a word is forgotten after its session timeout.',
  });
}

const PAST: Record<string, string> = {reset: 'reset', delete: 'deleted'};

export function missingGroup(name: string, known: Iterable<string>): ClientError {
  return new ClientError(`there is no group ${name}${suggestion(name, known)}`, {code: 'admin/unknown', recovery: 'fatal'});
}

/** A group of a kind whose members cannot be read, so that nobody knows whether it is idle. */
export function otherKind({name, state, protocolType}: ListedGroup, doing: string): ClientError {
  const kind = protocolType === '' ? 'an unknown kind' : `the kind ${protocolType}`;
  return new ClientError(
    `could not ${doing} group ${name}: it is of ${kind} (${state}), whose members and offsets are not a consumer group's`,
    {
      code: 'admin/other-kind',
      recovery: 'fatal',
      hint: "Use Kafka's own tool for that kind: kafka-share-groups or kafka-streams-groups.",
    },
  );
}

/** The group read on, or somebody else reset it, after the plan was made. */
export function stalePlan(
  group: string,
  {topic, partition, from}: {topic: string; partition: number; from: bigint | undefined},
  now: bigint | undefined,
): ClientError {
  const was = from === undefined ? 'no offset' : `offset ${from}`;
  return new ClientError(
    `group ${group} is at ${now === undefined ? 'no offset' : `offset ${now}`} of ${topic}-${partition}, and the plan was made at ${was}: nothing was changed`,
    {code: 'admin/plan-stale', recovery: 'retriable', hint: 'Plan it again.'},
  );
}
