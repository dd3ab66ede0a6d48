/**
 * Writes jars.sha256: the checksum of every jar that the pom beside it resolves to. Run after a change of a version:
 *     node tools/kafka/pin-jars.mjs
 */
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pinsDir, sha256} from '../installs.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'weir-jars-'));
try {
  // Loaded late: it reads the list that is written here, which may not exist yet.
  const list = join(pinsDir(), 'kafka', 'jars.sha256');
  writeFileSync(list, '', {flag: 'a'});
  const {resolveJars} = await import('../toolchain.mjs');
  const jars = join(scratch, 'jars');
  await resolveJars({into: jars, work: join(scratch, 'maven'), env: process.env, logFile: join(scratch, 'log')});
  const names = readdirSync(jars).sort();
  writeFileSync(list, names.map(name => `${sha256(join(jars, name))}  ${name}\n`).join(''));
  console.log(`${names.length} jars pinned`);
} finally {
  rmSync(scratch, {recursive: true, force: true});
}
