#!/usr/bin/env node
/**
 * What `npm run quickstart`, `setup`, `test` and `test:long` run in a fresh checkout. Plain Node >= 20, no dependency.
 *
 *     node tools/bootstrap.mjs quickstart [arguments of weir quickstart]
 *     node tools/bootstrap.mjs setup
 *     node tools/bootstrap.mjs test|test:long [arguments of vitest]
 *
 * Exit codes are Weir's: 2 wrong use, 3 something is missing or failed to install, 128 + n after signal n. The last line
 * of a test run, alone, is `N passed, N failed`.
 */
import {delimiter, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {beginEngineBuild} from './engine-beside.mjs';
import {Interrupted, runInForeground} from './foreground.mjs';
import {ToolchainError} from './installs.mjs';
import {prepare} from './prepare.mjs';
import {runTestProjects} from './test-runs.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @typedef {{node: string, args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal}} Run */

/** @type {Record<string, (run: Run) => Promise<number>>} */
const COMMANDS = {
  quickstart: ({node, args, env, signal}) =>
    runInForeground(node, [join('bin', 'weir.mjs'), 'quickstart', ...args], {cwd: ROOT, env, signal}),
  setup: async () => 0,
  test: run => test(run, ['fast', 'cluster']),
  'test:long': run => test(run, ['long']),
};

process.exitCode = await main(process.argv[2], process.argv.slice(3));

/**
 * @param {string | undefined} name
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(name, args) {
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    say(`usage: node tools/bootstrap.mjs ${Object.keys(COMMANDS).join('|')}`);
    return 2;
  }
  const signal = interruptions();
  try {
    const node = await prepare({root: ROOT, env: process.env, signal, say});
    return await command({node, args, env: childEnvironment(node), signal});
  } catch (thrown) {
    if (signal.reason instanceof Interrupted) {
      say(`${signal.reason.message}; the next run continues`);
      return signal.reason.exitCode;
    }
    if (!(thrown instanceof ToolchainError)) throw thrown;
    say(thrown.message);
    if (thrown.hint !== undefined) say(`  ${thrown.hint}`);
    return 3;
  }
}

/**
 * @param {Run} run
 * @param {string[]} projects
 */
async function test({node, args, env, signal}, projects) {
  const endBuild = projects.includes('cluster') ? beginEngineBuild({node, env}) : async () => {};
  const {passed, failed} = await runTestProjects({root: ROOT, node, projects, args, env, signal}).finally(endBuild);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

/** Aborted by the first signal that asks this process to end. The handlers stay, so that a repetition changes nothing. */
function interruptions() {
  const abort = new AbortController();
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(name, () => abort.abort(new Interrupted(name)));
  return abort.signal;
}

/**
 * Programs of the packages come first, so that a child's `node` is the one that runs Weir.
 * @param {string} node
 */
function childEnvironment(node) {
  return {...process.env, PATH: [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter)};
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}
