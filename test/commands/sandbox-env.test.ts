import {chmodSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {sandboxPaths} from '../../src/sandbox/paths.ts';
import {writePrivate} from '../../src/sandbox/private-files.ts';
import {writeRecord} from '../../src/sandbox/record.ts';
import {ensureSeed} from '../../src/sandbox/secrets.ts';
import {weir} from '../fixtures/cli.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

it('writes passwords for the user alone, also over a file that others may read', async () => {
  const root = temporaryFolder();
  const paths = sandboxPaths(root);
  writeRecord(paths, {clusterId: 'A'.repeat(22), nodes: [{id: 1, client: 1, internal: 2, controller: 3}], tuning: {}});
  writePrivate(paths.authority, 'PEM');
  ensureSeed(root);
  const file = path.join(root, 'env.sh');
  writeFileSync(file, 'old');
  chmodSync(file, 0o644);
  for (const name of ['env.sh', 'new.sh']) {
    expect(await weir(['sandbox', 'env', '--output', name], {cwd: root})).toMatchObject({exit: 0, stdout: ''});
    expect(readFileSync(path.join(root, name), 'utf8')).toContain('KAFKA_ADMIN_PASSWORD=');
    expect((statSync(path.join(root, name)).mode & 0o777).toString(8)).toBe('600');
  }
});
