import {describeGroupsV5, leaveGroupV5} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';
import {findGroupCoordinator} from './groups.ts';

/**
 * Takes the members with some client ids out of a group, as the coordinator does by itself when a session ends: their partitions go to
 * the others at once. For members that are known to be gone; one that still runs learns of it by its next heartbeat. Needs READ
 * and DESCRIBE on the group. Gives how many there were.
 */
export async function evictMembers(admin: Admin, group: string, clientIds: ReadonlySet<string>): Promise<number> {
  return await untilCoordinated(async () => {
    const wire = await admin.broker(await findGroupCoordinator(admin, group));
    const {groups} = await wire.request(describeGroupsV5.api, [group], false);
    const members = (groups[0]?.members ?? []).filter(one => clientIds.has(one.clientId));
    if (members.length > 0) {
      await wire.requestItems(
        leaveGroupV5.api,
        group,
        members.map(({memberId}) => ({memberId, reason: 'its process is gone'})),
      );
    }
    return members.length;
  });
}
