import {statSync} from 'node:fs';
import {expect, test} from 'vitest';
import {sandboxPaths} from '../../src/sandbox/paths.ts';
import {adminPassword, ensureSeed, sandboxSecret} from '../../src/sandbox/secrets.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

test('a password belongs to one name on one sandbox, and stays', async () => {
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  for (const root of [first, second]) ensureSeed(root);
  const password = await sandboxSecret({root: first, name: 'ORDERS'});
  ensureSeed(first);
  expect(await sandboxSecret({root: first, name: 'ORDERS'})).toBe(password);
  expect(password).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await sandboxSecret({root: first, name: 'PAYMENTS'})).not.toBe(password);
  expect(await sandboxSecret({root: second, name: 'ORDERS'})).not.toBe(password);
  expect(adminPassword(first)).not.toBe(adminPassword(second));
  expect(statSync(sandboxPaths(first).seed).mode & 0o777).toBe(0o600);
});

test('without a sandbox there is no password, and the error says what to do', async () => {
  const error = {code: 'sandbox/absent', exit: 3, hint: 'Start one with `weir sandbox up`.'};
  await expect(sandboxSecret({root: temporaryFolder(), name: 'X'})).rejects.toMatchObject(error);
});
