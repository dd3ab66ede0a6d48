import {createHmac, randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {unfinished} from '../findings/error.ts';
import {sandboxPaths} from './paths.ts';
import {readIfPresent, writePrivate} from './private-files.ts';

const SEED_BYTES = 32;
/** No environment variable can have this name, so no user's password equals the administrator's. */
const ADMINISTRATOR = '\0administrator';

/** The sandbox's super user. */
export const ADMIN_USER = 'admin';

/** Makes the seed of this sandbox's passwords where there is none. */
export function ensureSeed(root: string): void {
  const {seed} = sandboxPaths(root);
  if (readIfPresent(seed) === undefined) writePrivate(seed, randomBytes(SEED_BYTES));
}

/**
 * The password that the environment variable `name` stands for on this sandbox: the same as long as the sandbox's data
 * lives, another on every sandbox. So nobody has to export anything to try a spec.
 * @throws WeirError `sandbox/absent` where no sandbox was ever started
 */
export async function sandboxSecret({root, name}: {root: string; name: string}): Promise<string> {
  return derive(root, name);
}

/** The administrator's password. */
export function adminPassword(root: string): string {
  return derive(root, ADMINISTRATOR);
}

function derive(root: string, label: string): string {
  const {seed} = sandboxPaths(root);
  if (readIfPresent(seed) === undefined) throw noSandbox();
  return createHmac('sha256', readFileSync(seed)).update(label).digest('base64url');
}

/** There is nothing at this root. */
export function noSandbox() {
  return unfinished('sandbox/absent', 'there is no sandbox here', {hint: 'Start one with `weir sandbox up`.'});
}
