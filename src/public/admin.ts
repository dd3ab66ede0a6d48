/**
 * `kafka-weir/admin`: topics, partitions and consumer groups of a live cluster, by Weir's independent client: docs/groups-and-lag.md.
 *
 * @module
 */

export {Admin, withAdmin} from '../cluster/admin.ts';
export type {Connection, SaslAccess, TlsAccess} from '../cluster/connection.ts';
