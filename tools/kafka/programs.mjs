/** Kafka's own programs that tests run against the sandbox: Kafka Streams, Connect and MirrorMaker 2 of its release. */
import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {cacheRoot, install, pinsDir, verifyChecksums} from '../installs.mjs';
import {findJdk} from '../prerequisites.mjs';
import {installToolchain, KAFKA_VERSION, resolveJars} from '../toolchain.mjs';

/** Their pom, below the pins. */
export const PROGRAMS_POM = 'kafka/programs/pom.xml';

/**
 * Their jars, fetched and verified where they are missing (107 MB, once).
 * @returns {Promise<{java: string, classpath: string}>} `java`: the program of a JDK >= 17
 * @throws {import('../installs.mjs').ToolchainError}
 */
export async function installPrograms() {
  const java = findJdk()?.path ?? (await installToolchain({parts: ['kafka']})).kafka.java;
  const checksums = readFileSync(join(pinsDir(), 'kafka', 'programs', 'jars.sha256'), 'utf8');
  const spec = {name: 'kafka-programs', version: KAFKA_VERSION, pins: [readFileSync(join(pinsDir(), PROGRAMS_POM), 'utf8'), checksums]};
  /** @type {(into: string, logFile: string) => Promise<void>} */
  const build = async (into, logFile) => {
    const work = join(into, 'maven');
    await resolveJars({into: join(into, 'jars'), work, env: process.env, logFile, pom: PROGRAMS_POM, version: KAFKA_VERSION});
    rmSync(work, {recursive: true, force: true});
    verifyChecksums(join(into, 'jars'), checksums);
  };
  return {java, classpath: join(await install(spec, build, {root: cacheRoot()}), 'jars', '*')};
}
