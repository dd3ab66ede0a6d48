import {aclStatements} from '../access/statements.ts';
import {readAcls} from '../cluster/acls.ts';
import {Admin} from '../cluster/admin.ts';
import {findGroupCoordinator} from '../cluster/groups.ts';
import {clusterPermissions, groupPermissions, type Permissions, topicPermissions} from '../cluster/permissions.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import type {Model} from '../specs/model.ts';
import {outcomeOf} from './outcome.ts';
import {type Said, saidKey, userVerdicts} from './permission-verdicts.ts';
import type {ScenarioContext} from './scenario.ts';

const USERS_AT_ONCE = 4;

/**
 * Compares what the broker itself says each user may do (KIP-430) on the declared topics, on groups and on the cluster with
 * what the declared ACLs come to, implied operations included, and with what the live ones come to. Reads only, so it holds
 * for business topics and in every verification mode.
 */
export async function provePermissions(context: ScenarioContext): Promise<Verdict[]> {
  const {model, target, admin: administrator, signal} = context;
  const names = model.topics.map(topic => topic.name);
  const acls = await outcomeOf(() => readAcls(administrator));
  const liveAcls = acls.status === 'done' ? acls.value.bindings : undefined;
  const coordinators = await outcomeOf(() => coordinatorsOf(administrator, groupsOf(model)));
  const verdicts = await inParallel(model.users, USERS_AT_ONCE, async user => {
    signal.throwIfAborted();
    const access = await target.as(user);
    if ('unavailable' in access) return userVerdicts(context, user, {unavailable: access.unavailable}, liveAcls);
    if (coordinators.status !== 'done')
      return userVerdicts(context, user, {unavailable: `no group has a coordinator: ${wordsOf(coordinators)}`}, liveAcls);
    const outcome = await outcomeOf(async () => {
      const own = await Admin.open(access.connection, {signal});
      try {
        return await askBroker(own, names, coordinators.value);
      } finally {
        await own.close();
      }
    });
    return userVerdicts(context, user, outcome.status === 'done' ? outcome.value : {unavailable: wordsOf(outcome)}, liveAcls);
  });
  return verdicts.flat();
}

function wordsOf(outcome: {status: 'denied'; error: string} | {status: 'unknown'; reason: string}): string {
  return outcome.status === 'denied' ? outcome.error : outcome.reason;
}

async function askBroker(own: Admin, topics: string[], coordinators: ReadonlyMap<string, number>): Promise<Said> {
  const said = new Map<string, Permissions>();
  for (const [name, one] of await topicPermissions(own, topics)) said.set(saidKey({type: 'topic', name}), one);
  for (const [name, one] of await groupPermissions(own, coordinators)) said.set(saidKey({type: 'group', name}), one);
  said.set(saidKey({type: 'cluster', name: ''}), await clusterPermissions(own));
  return said;
}

async function coordinatorsOf(administrator: Admin, groups: readonly string[]): Promise<Map<string, number>> {
  const found = await inParallel(groups, 8, async group => [group, await findGroupCoordinator(administrator, group)] as const);
  return new Map(found);
}

/**
 * Groups to ask about: those that statements name, one under each prefix, and one that none names. A broker answers about a
 * group that does not exist, and none comes to exist by it.
 */
export function groupsOf(model: Model): string[] {
  const named = aclStatements(model)
    .filter(({spec}) => spec.resource.type === 'group')
    .flatMap(({spec: {resource}}) => {
      if (resource.pattern === 'prefixed') return [`${resource.name}${UNDER}`];
      return resource.name === '*' ? [] : [resource.name];
    });
  return [...new Set([...named, UNDER])];
}

/** A name that nobody gives a group. */
const UNDER = 'weir-asks';
