import {Admin, type AdminOptions} from '../../cluster/admin.ts';
import type {Connection} from '../../cluster/connection.ts';
import {GroupManager} from './groups.ts';
import {PartitionManager} from './partitions.ts';
import {TopicManager} from './topics.ts';

/** The managers of one cluster, on one connection a broker. */
export interface Administration {
  topics: TopicManager;
  partitions: PartitionManager;
  groups: GroupManager;
  /** Ends the connections. */
  close(): Promise<void>;
}

/**
 * Connects to a cluster and gives its managers.
 * Fails with `cluster/unreachable` (every address and its reason), `cluster/authentication` or `cluster/tls`.
 */
export async function openAdministration(connection: Connection, options: AdminOptions = {}): Promise<Administration> {
  const admin = await Admin.open(connection, options);
  return {...managersOf(admin), close: () => admin.close()};
}

/** Opens the managers, runs `work` and closes them surely. */
export async function withAdministration<T>(
  connection: Connection,
  work: (administration: Administration) => Promise<T>,
  options: AdminOptions = {},
): Promise<T> {
  const administration = await openAdministration(connection, options);
  try {
    return await work(administration);
  } finally {
    await administration.close();
  }
}

/** The managers on a client that is open already, and that its owner closes. */
export function managersOf(admin: Admin): Omit<Administration, 'close'> {
  return {topics: new TopicManager(admin), partitions: new PartitionManager(admin), groups: new GroupManager(admin)};
}
