/**
 * The releases of Kafka whose config definitions Weir knows: the older ones pinned in releases/, and that of the sandbox.
 * Used by generators and tests only; `tools/toolchain.mjs` installs the sandbox's alone.
 */
import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {cacheRoot, install, pinsDir, verifyChecksums} from '../installs.mjs';
import {installToolchain, resolveJars} from '../toolchain.mjs';

/** The pom of the older releases, below the pins. */
export const RELEASES_POM = 'kafka/releases/pom.xml';
/** The pom of Kafka Streams, of every release. */
export const STREAMS_POM = 'kafka/streams/pom.xml';

/** Older releases, oldest first: one a list of checksums. */
export function olderReleases() {
  return readdirSync(join(pinsDir(), 'kafka', 'releases'))
    .flatMap(name => (name.endsWith('.sha256') ? [name.slice(0, -'.sha256'.length)] : []))
    .sort((a, b) => a.localeCompare(b, 'en', {numeric: true}));
}

/**
 * The jars of every release, oldest first, with its Kafka Streams, fetched and verified where they are missing (about 30 MB a
 * release, once).
 * @returns {Promise<{java: string, releases: {version: string, classpath: string}[]}>} `java`: the program of a JDK >= 17
 * @throws {import('../installs.mjs').ToolchainError}
 */
export async function installReleases() {
  const {kafka} = await installToolchain({parts: ['kafka']});
  const older = [];
  // One after another: Maven's own store of what it fetched takes no two writers.
  for (const version of olderReleases()) older.push({version, jarsDir: await installRelease(version)});
  const all = [...older, {version: kafka.version, jarsDir: kafka.jarsDir}];
  const streams = await installStreams(all.map(({version}) => version));
  const releases = all.map(({version, jarsDir}) => {
    const classpath = [join(jarsDir, '*'), join(streams, `kafka-streams-${version}.jar`)].join(delimiter);
    return {version, classpath};
  });
  return {java: kafka.java, releases};
}

/**
 * The folder that holds the jar of Kafka Streams of each release.
 * @param {string[]} versions
 */
async function installStreams(versions) {
  const checksums = readFileSync(join(pinsDir(), 'kafka', 'streams', 'jars.sha256'), 'utf8');
  const version = versions.at(-1) ?? '';
  const spec = {name: 'kafka-streams', version, pins: [readFileSync(join(pinsDir(), STREAMS_POM), 'utf8'), checksums]};
  /** @type {(into: string, logFile: string) => Promise<void>} */
  const build = async (into, logFile) => {
    const work = join(into, 'maven');
    for (const one of versions) {
      await resolveJars({into: join(into, 'jars'), work, env: process.env, logFile, pom: STREAMS_POM, version: one});
    }
    rmSync(work, {recursive: true, force: true});
    verifyChecksums(join(into, 'jars'), checksums);
  };
  return join(await install(spec, build, {root: cacheRoot()}), 'jars');
}

/** @param {string} version */
async function installRelease(version) {
  const checksums = readFileSync(join(pinsDir(), 'kafka', 'releases', `${version}.sha256`), 'utf8');
  const spec = {name: 'kafka-release', version, pins: [readFileSync(join(pinsDir(), RELEASES_POM), 'utf8'), checksums]};
  /** @type {(into: string, logFile: string) => Promise<void>} */
  const build = async (into, logFile) => {
    const work = join(into, 'maven');
    await resolveJars({into: join(into, 'jars'), work, env: process.env, logFile, pom: RELEASES_POM, version});
    rmSync(work, {recursive: true, force: true});
    verifyChecksums(join(into, 'jars'), checksums);
  };
  return join(await install(spec, build, {root: cacheRoot()}), 'jars');
}
