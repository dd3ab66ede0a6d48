/**
 * Folders under the user's cache that hold what Weir built or fetched, each complete or absent. Plain Node >= 20.
 *
 *     <cache>/<name>-<version>-<hash of its pins>/   manifest.json beside the content: written last, before the rename
 *     <cache>/.building-…/                           aside, in the same file system; removed by the next install of that key
 *     <cache>/locks/<key>.lock                       one builder at a time
 *     <cache>/logs/<key>.log                         what the build printed
 */
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {withLock} from './lock.mjs';
import {ProgramFailed} from './processes.mjs';

/** A failure that the user can act on: a clear message, the tail of a log where there is one, and what to do. */
export class ToolchainError extends Error {
  /**
   * @param {string} message
   * @param {{code: string, hint?: string, cause?: unknown}} details
   */
  constructor(message, {code, hint, cause}) {
    super(message, {cause});
    this.name = 'ToolchainError';
    this.code = code;
    this.hint = hint;
  }
}

/**
 * What identifies an install. Equal pins and version mean equal content.
 * @typedef {object} InstallSpec
 * @property {string} name
 * @property {string} version
 * @property {string[]} pins Files whose content decides what is installed; also any other text that does.
 */

/** @param {NodeJS.ProcessEnv} [env] */
export function cacheRoot(env = process.env) {
  if (env['WEIR_CACHE']) return env['WEIR_CACHE'];
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'kafka-weir');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches', 'kafka-weir') : join(homedir(), '.cache', 'kafka-weir');
}

/**
 * The folder with the pins. Found from the package's root and not from this file, which the build may have inlined elsewhere.
 * @param {string} [from]
 */
export function pinsDir(from = dirname(fileURLToPath(import.meta.url))) {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'tools', 'kafka', 'pom.xml'))) return join(folder, 'tools');
    if (dirname(folder) === folder)
      throw new ToolchainError('this copy of Kafka Weir has no tools folder', {
        code: 'toolchain/no-pins',
        hint: 'Install Kafka Weir again.',
      });
  }
}

/** @param {InstallSpec} spec */
export function installKey({name, version, pins}) {
  const hash = createHash('sha256');
  for (const pin of pins) hash.update(pin).update('\0');
  return `${name}-${version}-${hash.digest('hex').slice(0, 12)}`;
}

/**
 * The folder of a complete install, or undefined.
 * @param {string} root
 * @param {InstallSpec} spec
 */
export function locate(root, spec) {
  const folder = join(root, installKey(spec));
  return existsSync(join(folder, 'manifest.json')) ? folder : undefined;
}

/**
 * @typedef {object} InstallOptions
 * @property {string} root The cache.
 * @property {AbortSignal} [signal]
 * @property {(text: string) => void} [onProgress]
 */

/**
 * The folder of a complete install, which `build` fills where it is missing. Two callers that race build once.
 * @param {InstallSpec} spec
 * @param {(into: string, logFile: string) => Promise<void>} build
 * @param {InstallOptions} options
 * @returns {Promise<string>}
 */
export async function install(spec, build, {root, signal, onProgress}) {
  const present = locate(root, spec);
  if (present !== undefined) return present;
  const key = installKey(spec);
  const lock = join(root, 'locks', `${key}.lock`);
  return await withLock(
    lock,
    async () => {
      // Another process may have finished it while this one waited.
      const built = locate(root, spec);
      if (built !== undefined) return built;
      return await buildAside(spec, build, root);
    },
    {...(signal === undefined ? {} : {signal}), onWait: pid => onProgress?.(`waiting for process ${pid}, which is installing it`)},
  );
}

/**
 * @param {InstallSpec} spec
 * @param {(into: string, logFile: string) => Promise<void>} build
 * @param {string} root
 */
async function buildAside(spec, build, root) {
  const key = installKey(spec);
  const aside = join(root, `.building-${key}-${process.pid}`);
  const logFile = join(root, 'logs', `${key}.log`);
  // The lock is held: whatever lies aside for this key was left by an interrupted run.
  for (const name of readdirSync(root)) if (name.startsWith(`.building-${key}-`)) rmSync(join(root, name), {recursive: true, force: true});
  rmSync(logFile, {force: true});
  mkdirSync(aside, {recursive: true, mode: 0o700});
  const startedAtMs = Date.now();
  try {
    await build(aside, logFile);
    const manifest = {name: spec.name, version: spec.version, key, tookMs: Date.now() - startedAtMs};
    writeFileSync(join(aside, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    const folder = join(root, key);
    // A folder without its manifest is nothing of ours that is complete.
    rmSync(folder, {recursive: true, force: true});
    renameSync(aside, folder);
    return folder;
  } catch (thrown) {
    rmSync(aside, {recursive: true, force: true});
    throw thrown instanceof ProgramFailed ? buildFailed(spec, thrown) : thrown;
  }
}

/**
 * @param {InstallSpec} spec
 * @param {ProgramFailed} failure
 */
function buildFailed({name, version}, failure) {
  const log = failure.logFile === undefined ? '' : `\nThe whole log: ${failure.logFile}`;
  return new ToolchainError(`${name} ${version} could not be installed: ${failure.message}\n${failure.tail}${log}`, {
    code: 'toolchain/install-failed',
    hint: 'Read the log, and run the same command again: what was fetched is kept.',
    cause: failure,
  });
}

/**
 * Fails unless a folder holds exactly the listed files, each with its checksum.
 * @param {string} folder
 * @param {string} list lines of `<sha256>  <file name>`, as sha256sum prints them
 */
export function verifyChecksums(folder, list) {
  const expected = new Map(
    list.split('\n').flatMap(line => {
      const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
      return match?.[1] === undefined || match[2] === undefined ? [] : [[match[2], match[1]]];
    }),
  );
  const present = readdirSync(folder).sort();
  const problems = [
    ...[...expected.keys()].filter(name => !present.includes(name)).map(name => `${name} is missing`),
    ...present.filter(name => !expected.has(name)).map(name => `${name} is not in the list`),
    ...present
      .filter(name => expected.has(name) && sha256(join(folder, name)) !== expected.get(name))
      .map(name => `${name} has another checksum`),
  ];
  if (problems.length > 0 || expected.size === 0) {
    throw new ToolchainError(
      `what was fetched is not what is pinned: ${problems.slice(0, 5).join(', ')}${problems.length > 5 ? ', …' : ''}`,
      {
        code: 'toolchain/checksum',
        hint: 'Do not use these files. If a version was changed on purpose, write the list again: node tools/kafka/pin-jars.mjs',
      },
    );
  }
}

/** @param {string} path */
export function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
