import {deleteGroupsV2, findCoordinatorV4} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {describeFailure} from './failure.ts';

const GROUP = 0;

/** Node id of a group's coordinator. Needs DESCRIBE on the group, so its refusal tells that the group is closed to a user. */
export async function findGroupCoordinator(admin: Admin, group: string): Promise<number> {
  const {coordinators} = await admin.request(findCoordinatorV4.api, GROUP, [group]);
  const found = coordinators[0];
  if (found === undefined) throw new Error(`no coordinator for group ${group}`);
  return found.nodeId;
}

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
