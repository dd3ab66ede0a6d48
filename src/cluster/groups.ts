import {deleteGroupsV2, findCoordinatorV4, heartbeatV4} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';
import {describeFailure} from './failure.ts';

const GROUP = 0;

/** Node id of a group's coordinator. Needs DESCRIBE on the group, so its refusal tells that the group is closed to a user. */
export async function findGroupCoordinator(admin: Admin, group: string): Promise<number> {
  return await untilCoordinated(async () => {
    const {coordinators} = await admin.request(findCoordinatorV4.api, GROUP, [group]);
    const found = coordinators[0];
    if (found === undefined) throw new Error(`no coordinator for group ${group}`);
    return found.nodeId;
  });
}

/**
 * Tells whether the connection's principal may READ a group: the coordinator judges a heartbeat's access before it looks
 * for the member, so one of a member that nobody is changes nothing and is refused only for its access.
 */
export async function tryGroupRead(admin: Admin, group: string, coordinatorOf: () => Promise<number>): Promise<void> {
  await untilCoordinated(async () => {
    const wire = await admin.broker(await coordinatorOf());
    try {
      await wire.request(heartbeatV4.api, group, -1, 'weir-nobody');
    } catch (thrown) {
      const {protocolErrors} = describeFailure(thrown);
      if (!protocolErrors.some(one => MEMBER_ERRORS.includes(one))) throw thrown;
    }
  });
}

/** What a coordinator answers about a member that is not there, after it let the client in. */
const MEMBER_ERRORS = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'GROUP_ID_NOT_FOUND'];

/** Deletes groups with their offsets; one that does not exist is fine. Returns those that could not be deleted, with the reason. */
export async function deleteGroups(admin: Admin, groups: readonly string[]): Promise<{group: string; reason: string}[]> {
  const kept: {group: string; reason: string}[] = [];
  for (const group of groups) {
    try {
      const wire = await admin.broker(await findGroupCoordinator(admin, group));
      await wire.request(deleteGroupsV2.api, [group]);
    } catch (thrown) {
      const {reason, protocolErrors} = describeFailure(thrown);
      if (!protocolErrors.includes('GROUP_ID_NOT_FOUND')) kept.push({group, reason});
    }
  }
  return kept;
}
