/**
 * Tests run with both engines, so OpenTofu is built also where Terraform is on the PATH: minutes of work, once. It is done
 * beside the tests that do not need it, with what they leave of the processor. Plain Node >= 20, no dependency.
 *
 *     node tools/engine-beside.mjs   # builds it, at the lowest priority
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {constants, setPriority} from 'node:os';
import {fileURLToPath} from 'node:url';
import {ToolchainError} from './installs.mjs';
import {installToolchain, locateToolchain} from './toolchain.mjs';

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();

/**
 * Begins to build OpenTofu, where it is neither on the PATH nor built. A failure is not told: the tests that need it say why
 * they cannot have it.
 * @param {{node: string, env: NodeJS.ProcessEnv}} options
 * @returns {() => Promise<void>} ends it, if it still goes on
 */
export function beginEngineBuild({node, env}) {
  if (isThere('tofu', env) || isThere('built', env)) return async () => {};
  const child = spawn(node, [fileURLToPath(import.meta.url)], {env, stdio: 'ignore'});
  const ended = once(child, 'exit').catch(() => undefined);
  return async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
}

/** In a process of its own: the compilers inherit its priority. */
async function build() {
  setPriority(constants.priority.PRIORITY_LOW);
  const abort = new AbortController();
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(name, () => abort.abort(new Error(name)));
  await installToolchain({parts: ['engine'], env: {...process.env, WEIR_ENGINE: 'built'}, signal: abort.signal});
}

/**
 * @param {string} choice
 * @param {NodeJS.ProcessEnv} env
 */
function isThere(choice, env) {
  try {
    return locateToolchain({env: {...env, WEIR_ENGINE: choice}}).engine !== undefined;
  } catch (thrown) {
    if (thrown instanceof ToolchainError) return false;
    throw thrown;
  }
}
