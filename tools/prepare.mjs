/**
 * What must be done once in a checkout before Weir runs from it: npm's packages, the third-party programs, the build.
 * Plain Node >= 20, no dependency. Everything is skipped where it is up to date, and goes on where a run was interrupted.
 */
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ToolchainError} from './installs.mjs';
import {withLock} from './lock.mjs';
import {atLeast, checkPrerequisites, findOnPath} from './prerequisites.mjs';
import {ProgramFailed, run} from './processes.mjs';
import {installToolchain, locateToolchain} from './toolchain.mjs';

/** The oldest Node that runs the sources as they are (types stripped, hooks registered). */
const LEAST_OWN_NODE = '24.6.0';

/** What the build reads. */
const SOURCES = ['src', 'policies', 'stacks', 'scripts', 'bin', 'tools', 'package.json', 'tsconfig.json'];

/**
 * @typedef {object} PrepareOptions
 * @property {string} root The checkout.
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal
 * @property {(line: string) => void} say
 */

/**
 * Prepares the checkout, telling each step and its time.
 * @param {PrepareOptions} options
 * @returns {Promise<string>} the Node program that runs Weir
 * @throws {ToolchainError} with everything that is missing, a line each
 */
export async function prepare(options) {
  const {root, env, signal, say} = options;
  await step(options, 'prerequisites', async () => demandPrerequisites(env));
  return await withLock(
    join(root, '.weir', 'prepare.lock'),
    async () => {
      await sideBySide(signal, [
        either => installPackages({...options, signal: either}),
        either => installPrograms({...options, signal: either}),
      ]);
      const node = ownNode(root);
      await build(options, node);
      return node;
    },
    {signal, onWait: pid => say(`prepare  waiting for process ${pid}, which prepares this checkout`)},
  );
}

/** @param {NodeJS.ProcessEnv} env */
function demandPrerequisites(env) {
  const {engine, provider, kafka} = locateToolchain({env});
  const checks = checkPrerequisites({env, goNeeded: engine === undefined || provider === undefined, mavenNeeded: kafka === undefined});
  const missing = checks.filter(({required, found}) => required && found === undefined);
  if (missing.length === 0) return;
  const lines = missing.map(({title, advice}) => `missing: ${title}: ${advice}`);
  throw new ToolchainError(lines.join('\n'), {code: 'toolchain/prerequisites'});
}

/** @param {PrepareOptions} options */
async function installPackages(options) {
  const {root, env, signal} = options;
  const mark = join(root, 'node_modules', '.weir-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  await step(options, 'packages (npm ci)', async () => {
    // npm removes the folder anyway; without the mark an interrupted run is not taken for a finished one.
    rmSync(mark, {force: true});
    const npm = findOnPath('npm', env) ?? 'npm';
    await explained('npm ci', () => run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {cwd: root, env, signal}));
    writeFileSync(mark, wanted);
  });
}

/** @param {PrepareOptions} options */
async function installPrograms(options) {
  const {engine, provider, kafka} = locateToolchain({env: options.env});
  if (engine !== undefined && provider !== undefined && kafka !== undefined) return;
  await step(options, 'programs (Terraform engine, provider, Kafka)', async () => {
    const {env, signal, say} = options;
    await installToolchain({
      parts: ['engine', 'provider', 'kafka'],
      env,
      signal,
      onProgress: (part, text) => say(`prepare    ${part}: ${text}`),
    });
  });
}

/**
 * The pinned Node where npm brought one for this platform, else this one if it is new enough.
 * @param {string} root
 */
function ownNode(root) {
  const pinned = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (atLeast(process.versions.node, LEAST_OWN_NODE)) return process.execPath;
  throw new ToolchainError(`missing: Node.js >= ${LEAST_OWN_NODE}: npm has no pinned one for this platform, so install it (brew: node)`, {
    code: 'toolchain/no-node',
  });
}

/**
 * @param {PrepareOptions} options
 * @param {string} node
 */
async function build(options, node) {
  const {root, env, signal} = options;
  const builtAtMs = statSync(join(root, 'dist', 'cli.js'), {throwIfNoEntry: false})?.mtimeMs ?? 0;
  if (Math.max(...SOURCES.map(source => newestMs(join(root, source)))) <= builtAtMs) return;
  await step(options, 'build', () => explained('the build', () => run(node, [join('tools', 'build.mjs')], {cwd: root, env, signal})));
}

/**
 * When the newest file or folder below a path was changed; a folder changes when a file in it goes.
 * @param {string} path
 * @returns {number} 0 where there is none
 */
function newestMs(path) {
  const stat = statSync(path, {throwIfNoEntry: false});
  if (stat === undefined || path.endsWith('node_modules')) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newestMs(join(path, name))));
}

/**
 * @template T
 * @param {PrepareOptions} options
 * @param {string} title
 * @param {() => Promise<T>} work
 */
async function step({say}, title, work) {
  const startedAtMs = Date.now();
  say(`prepare  ${title} …`);
  const result = await work();
  say(`prepare  ${title}: done in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  return result;
}

/**
 * @param {string} what
 * @param {() => Promise<unknown>} work
 */
async function explained(what, work) {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof ProgramFailed)) throw thrown;
    throw new ToolchainError(`${what} failed: ${thrown.message}\n${thrown.tail}`, {code: 'toolchain/prepare-failed', cause: thrown});
  }
}

/**
 * Runs all; the first failure aborts the others and is thrown when all have ended.
 * @param {AbortSignal} signal
 * @param {((signal: AbortSignal) => Promise<void>)[]} works
 */
export async function sideBySide(signal, works) {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  await Promise.all(
    works.map(work =>
      work(either).catch(thrown => {
        if (!failed.signal.aborted) failed.abort(thrown);
      }),
    ),
  );
  signal.throwIfAborted();
  failed.signal.throwIfAborted();
}
