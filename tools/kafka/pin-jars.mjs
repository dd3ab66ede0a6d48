/**
 * Writes jars.sha256, releases/*.sha256 for the older releases, streams/jars.sha256 for Kafka Streams of them all, and
 * programs/jars.sha256 for the programs that tests run: the checksum of every jar that the pom beside each resolves to. Run
 * after a change of a version:
 *     node tools/kafka/pin-jars.mjs
 */
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pinsDir, sha256} from '../installs.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'weir-jars-'));
try {
  // Loaded late: it reads the list that is written here, which may not exist yet.
  writeFileSync(join(pinsDir(), 'kafka', 'jars.sha256'), '', {flag: 'a'});
  const {resolveJars} = await import('../toolchain.mjs');
  const {olderReleases, RELEASES_POM, STREAMS_POM} = await import('./releases.mjs');
  const {PROGRAMS_POM} = await import('./programs.mjs');
  const older = olderReleases().map(version => ({list: `releases/${version}.sha256`, pom: RELEASES_POM, version}));
  const {version: newest} =
    /<kafka\.version>(?<version>[^<]+)</.exec(readFileSync(join(pinsDir(), 'kafka', 'pom.xml'), 'utf8'))?.groups ?? {};
  if (newest === undefined) throw new Error('kafka/pom.xml states no kafka.version');
  const streams = [...olderReleases(), newest].map(version => ({list: 'streams/jars.sha256', pom: STREAMS_POM, version}));
  const programs = {list: 'programs/jars.sha256', pom: PROGRAMS_POM, version: newest};
  for (const {list, ...what} of [{list: 'jars.sha256'}, ...older, ...streams, programs]) {
    const jars = join(scratch, list);
    await resolveJars({...what, into: jars, work: join(scratch, 'maven'), env: process.env, logFile: join(scratch, 'log')});
    const names = readdirSync(jars).sort();
    writeFileSync(join(pinsDir(), 'kafka', list), names.map(name => `${sha256(join(jars, name))}  ${name}\n`).join(''));
    console.log(`${list}: ${names.length} jars pinned`);
  }
} finally {
  rmSync(scratch, {recursive: true, force: true});
}
