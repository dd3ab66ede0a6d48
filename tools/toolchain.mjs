/**
 * The third-party programs that Weir runs: the Terraform engine, the Kafka provider and Kafka itself. Plain Node >= 20.
 * Engines on the PATH are used; what is missing is built or fetched from the pins beside this file, once, into the user's cache.
 */
import {copyFileSync, existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {cacheRoot, install, locate, pinsDir, ToolchainError, verifyChecksums} from './installs.mjs';
import {findEngine, findJdk, findOnPath, LEAST, probeEngine} from './prerequisites.mjs';
import {run} from './processes.mjs';

/**
 * @typedef {'engine' | 'provider' | 'kafka'} Part
 * @typedef {{kind: 'tofu' | 'terraform', program: string, version: string}} Engine
 * @typedef {{mirrorDir: string, version: string, source: string}} Provider `source` as a required_providers block writes it
 * @typedef {{jarsDir: string, version: string, java: string}} Kafka `java`: the program of a JDK >= 17
 * @typedef {{engine: Engine, provider: Provider, kafka: Kafka}} Toolchain
 * @typedef {object} ToolchainOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal]
 * @property {(part: Part, text: string) => void} [onProgress]
 */

/** The host is written out: a bare `Mongey/kafka` means another host to each engine. */
export const PROVIDER = {
  source: 'registry.terraform.io/mongey/kafka',
  version: pinnedModule('provider-kafka', 'github.com/Mongey/terraform-provider-kafka'),
};
export const OPENTOFU_VERSION = pinnedModule('opentofu', 'github.com/opentofu/opentofu');
export const KAFKA_VERSION = /<kafka\.version>([^<]+)</.exec(readPin('kafka/pom.xml'))?.[1] ?? '';

/** Environment of every Go build: the module's own lists decide, not the user's workspace. */
const GO_ENV = {GOWORK: 'off', CGO_ENABLED: '0'};

/**
 * Installs the given parts, side by side, and returns them; a part that is there costs nothing.
 * @template {Part} P
 * @param {{parts: P[]} & ToolchainOptions} options
 * @returns {Promise<Pick<Toolchain, P>>}
 * @throws {ToolchainError} with one clear message; the other parts are ended first
 */
export async function installToolchain({parts, env = process.env, signal, onProgress}) {
  const failed = new AbortController();
  const either = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const installers = {engine: installEngine, provider: installProvider, kafka: installKafka};
  const results = await Promise.allSettled(
    parts.map(async part => {
      try {
        const step = {env, signal: either, onProgress: (/** @type {string} */ text) => onProgress?.(part, text)};
        return [part, await installers[part](step)];
      } catch (thrown) {
        failed.abort(thrown);
        throw thrown;
      }
    }),
  );
  if (signal?.aborted) throw signal.reason;
  // The first failure aborted the others, so its reason is the one to tell.
  if (failed.signal.aborted) throw failed.signal.reason;
  const entries = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  // One entry a part, made by that part's installer.
  return /** @type {Pick<Toolchain, P>} */ (Object.fromEntries(entries));
}

/**
 * What is there already; nothing is built or fetched.
 * @param {{env?: NodeJS.ProcessEnv}} [options]
 * @returns {Partial<Toolchain>}
 */
export function locateToolchain({env = process.env} = {}) {
  const root = cacheRoot(env);
  const engine = chooseEngine(env);
  const built = locate(root, ENGINE_SPEC);
  const provider = locate(root, PROVIDER_SPEC);
  const jars = locate(root, KAFKA_SPEC);
  const jdk = findJdk({env});
  return {
    ...(engine !== undefined ? {engine} : built !== undefined ? {engine: builtEngine(built)} : {}),
    ...(provider === undefined ? {} : {provider: {...PROVIDER, mirrorDir: join(provider, 'mirror')}}),
    ...(jars === undefined || jdk === undefined ? {} : {kafka: kafkaOf(jars, jdk.path)}),
  };
}

/** @typedef {{env: NodeJS.ProcessEnv, signal: AbortSignal, onProgress: (text: string) => void}} Step */

const ENGINE_SPEC = {
  name: 'opentofu',
  version: OPENTOFU_VERSION,
  pins: [readPin('opentofu/go.mod'), readPin('opentofu/go.sum'), platform()],
};
const PROVIDER_SPEC = {
  name: 'provider-kafka',
  version: PROVIDER.version,
  pins: [readPin('provider-kafka/go.mod'), readPin('provider-kafka/go.sum'), PROVIDER.source, platform()],
};
const KAFKA_SPEC = {name: 'kafka', version: KAFKA_VERSION, pins: [readPin('kafka/pom.xml'), readPin('kafka/jars.sha256')]};

/**
 * The engine that WEIR_ENGINE names or the PATH offers; undefined: OpenTofu is to be built.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Engine | undefined}
 */
function chooseEngine(env) {
  const choice = env['WEIR_ENGINE'] ?? '';
  if (choice === 'built') return undefined;
  if (choice === '') {
    const found = findEngine(env);
    return found === undefined ? undefined : {kind: found.kind, program: found.path, version: found.version};
  }
  const program = choice === 'tofu' || choice === 'terraform' ? findOnPath(choice, env) : existsSync(choice) ? choice : undefined;
  const probed = probeEngine(program, env);
  if (program === undefined || probed === undefined) {
    throw new ToolchainError(`WEIR_ENGINE is ${JSON.stringify(choice)}, which is no OpenTofu or Terraform >= ${LEAST.engine} here`, {
      code: 'toolchain/engine-choice',
      hint: 'Set WEIR_ENGINE to tofu, terraform, built or the path of a program, or unset it.',
    });
  }
  return {kind: probed.kind, program, version: probed.version};
}

/**
 * @param {Step} step
 * @returns {Promise<Engine>}
 */
async function installEngine({env, signal, onProgress}) {
  const chosen = chooseEngine(env);
  if (chosen !== undefined) return chosen;
  /** @type {(into: string, logFile: string) => Promise<void>} */
  const build = async (into, logFile) => {
    onProgress(`building OpenTofu ${OPENTOFU_VERSION} from source (once, about 3 minutes)`);
    // Without the flag the engine calls itself a development version and prints a warning.
    const flags = ['-ldflags', '-X github.com/opentofu/opentofu/version.dev=no'];
    await goBuild({module: 'opentofu', flags, output: join(into, 'tofu'), env, signal, logFile});
  };
  return builtEngine(await install(ENGINE_SPEC, build, {root: cacheRoot(env), signal, onProgress}));
}

/**
 * @param {string} folder
 * @returns {Engine}
 */
function builtEngine(folder) {
  return {kind: 'tofu', program: join(folder, 'tofu'), version: OPENTOFU_VERSION};
}

/**
 * @param {Step} step
 * @returns {Promise<Provider>}
 */
async function installProvider({env, signal, onProgress}) {
  /** @type {(into: string, logFile: string) => Promise<void>} */
  const build = async (into, logFile) => {
    onProgress(`building the Kafka provider ${PROVIDER.version} (once, about 30 seconds)`);
    // The layout of a filesystem mirror that both engines read: HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/.
    const folder = join(into, 'mirror', PROVIDER.source, PROVIDER.version, platform());
    mkdirSync(folder, {recursive: true});
    await goBuild({
      module: 'provider-kafka',
      flags: [],
      output: join(folder, `terraform-provider-kafka_v${PROVIDER.version}`),
      env,
      signal,
      logFile,
    });
  };
  const folder = await install(PROVIDER_SPEC, build, {root: cacheRoot(env), signal, onProgress});
  return {...PROVIDER, mirrorDir: join(folder, 'mirror')};
}

/** @param {{module: string, flags: string[], output: string, env: NodeJS.ProcessEnv, signal: AbortSignal, logFile: string}} build */
async function goBuild({module, flags, output, env, signal, logFile}) {
  const go = findOnPath('go', env);
  if (go === undefined)
    throw new ToolchainError(`Go is needed to build ${module} and is not on the PATH`, {
      code: 'toolchain/no-go',
      hint: `Install Go ${LEAST.go} or newer.`,
    });
  const args = ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', ...flags, '-o', output, 'tool'];
  await run(go, args, {cwd: join(pinsDir(), module), env: {...env, ...GO_ENV}, signal, logFile});
}

/**
 * @param {Step} step
 * @returns {Promise<Kafka>}
 */
async function installKafka({env, signal, onProgress}) {
  const jdk = findJdk({env});
  if (jdk === undefined)
    throw new ToolchainError(`no JDK >= ${LEAST.jdk} was found`, {
      code: 'toolchain/no-jdk',
      hint: 'Install one (apt: openjdk-17-jdk-headless, brew: openjdk@17) or set JAVA_HOME.',
    });
  /** @type {(into: string, logFile: string) => Promise<void>} */
  const build = async (into, logFile) => {
    onProgress(`fetching Kafka ${KAFKA_VERSION} with Maven (once, 55 MB)`);
    await resolveJars({into: join(into, 'jars'), work: join(into, 'maven'), env, signal, logFile});
    rmSync(join(into, 'maven'), {recursive: true, force: true});
    verifyChecksums(join(into, 'jars'), readPin('kafka/jars.sha256'));
  };
  return kafkaOf(await install(KAFKA_SPEC, build, {root: cacheRoot(env), signal, onProgress}), jdk.path);
}

/**
 * Resolves a pinned pom into a folder, unverified.
 * @param {{into: string, work: string, env: NodeJS.ProcessEnv, signal?: AbortSignal, logFile: string, pom?: string, version?: string}} options
 *   `work`: a folder of scratch; `pom`: below the pins, by default that of the sandbox; `version`: Kafka's, in place of the pom's own
 */
export async function resolveJars({into, work, env, signal, logFile, pom = 'kafka/pom.xml', version}) {
  const maven = findOnPath('mvn', env);
  if (maven === undefined)
    throw new ToolchainError('Maven is needed to fetch Kafka and is not on the PATH', {
      code: 'toolchain/no-maven',
      hint: 'Install Apache Maven (apt: maven, brew: maven).',
    });
  // A copy, so that Maven leaves nothing beside the pins, which may be read-only.
  mkdirSync(work, {recursive: true});
  copyFileSync(join(pinsDir(), pom), join(work, 'pom.xml'));
  const args = [
    '-B',
    '-q',
    '-f',
    join(work, 'pom.xml'),
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${into}`,
    ...(version === undefined ? [] : [`-Dkafka.version=${version}`]),
  ];
  await run(maven, args, {env, logFile, ...(signal === undefined ? {} : {signal})});
}

/**
 * @param {string} folder
 * @param {string} java
 * @returns {Kafka}
 */
function kafkaOf(folder, java) {
  return {jarsDir: join(folder, 'jars'), version: KAFKA_VERSION, java};
}

/** As Go and the engines write it: `linux_amd64`. */
export function platform() {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  return `${process.platform === 'win32' ? 'windows' : process.platform}_${architecture}`;
}

/**
 * The version of a module in a go.mod here, without its `v`.
 * @param {string} folder
 * @param {string} modulePath
 */
function pinnedModule(folder, modulePath) {
  const line = readPin(`${folder}/go.mod`)
    .split('\n')
    .find(one => one.trim().startsWith(`${modulePath} v`));
  return line?.trim().split(/\s+/)[1]?.slice(1) ?? '';
}

/** @param {string} name */
function readPin(name) {
  return readFileSync(join(pinsDir(), name), 'utf8');
}
