import type {Resource} from '../specs/model.ts';
import {logicalId} from './logical-id.ts';

/**
 * What stands for a password at plan time, on every machine. The provider refuses an empty one; apply refuses this.
 * Saved plans do not hold it: the variables are ephemeral.
 */
export const PLAN_STAND_IN = 'weir-plans-without-passwords';

/** Name of the ephemeral variable that carries a user's password to its stack: one that a shell can export as TF_VAR_…. */
export function passwordVariable(user: string): string {
  return logicalId('password', user).replaceAll('-', '_2d_');
}

/** Users whose password Terraform writes: SCRAM with a version. */
export function writtenUsers(users: readonly Resource<'User'>[]): Resource<'User'>[] {
  return users.filter(({spec}) => spec.scram?.version !== undefined);
}
