import type {Resource} from '../specs/model.ts';
import type {Connection} from './connection.ts';

/** The cluster that a command works on: how to reach it as its administrator and as a declared user. */
export interface Target {
  cluster: Resource<'Cluster'>;
  /** The administrator's connection. Fails with a WeirError (exit 2) where a secret is missing. */
  admin(): Promise<Connection>;
  /** A declared user's own connection; undefined where its credential cannot be had here, with the reason. */
  as(user: Resource<'User'>): Promise<{connection: Connection} | {unavailable: string}>;
}
