/**
 * Writes jars.sha256, and releases/*.sha256 for the older releases: the checksum of every jar that the pom beside each
 * resolves to. Run after a change of a version:
 *     node tools/kafka/pin-jars.mjs
 */
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pinsDir, sha256} from '../installs.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'weir-jars-'));
try {
  // Loaded late: it reads the list that is written here, which may not exist yet.
  writeFileSync(join(pinsDir(), 'kafka', 'jars.sha256'), '', {flag: 'a'});
  const {resolveJars} = await import('../toolchain.mjs');
  const {olderReleases, RELEASES_POM} = await import('./releases.mjs');
  const older = olderReleases().map(version => ({list: `releases/${version}.sha256`, pom: RELEASES_POM, version}));
  for (const {list, ...what} of [{list: 'jars.sha256'}, ...older]) {
    const jars = join(scratch, list);
    await resolveJars({...what, into: jars, work: join(scratch, 'maven'), env: process.env, logFile: join(scratch, 'log')});
    const names = readdirSync(jars).sort();
    writeFileSync(join(pinsDir(), 'kafka', list), names.map(name => `${sha256(join(jars, name))}  ${name}\n`).join(''));
    console.log(`${list}: ${names.length} jars pinned`);
  }
} finally {
  rmSync(scratch, {recursive: true, force: true});
}
