import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

/** Path of a file of this repository. */
export function inRepository(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}

/** The built command, which is what users run; it is built now where it is not. */
export function builtCli(): string {
  const cli = inRepository('dist/cli.js');
  if (!existsSync(cli)) {
    const {status} = spawnSync(process.execPath, [inRepository('tools/build.mjs'), '--no-types'], {stdio: ['ignore', 2, 2]});
    if (status !== 0) throw new Error('the build failed: run npm ci, then npm run build');
  }
  return cli;
}

/** The script of a peer that `npm ci` in bench/ installs. */
export function peerScript(file: string): string {
  const script = inRepository(`bench/node_modules/${file}`);
  if (!existsSync(script)) throw new Error(`the peer ${file} is not installed: run npm ci in bench/`);
  return script;
}

/**
 * Conftest, built once from the module and the checksums in bench/peers/conftest; undefined with a word on standard
 * error where there is no Go or the build fails, because the other peers are worth measuring without it.
 */
export function conftestProgram(): string | undefined {
  const folder = inRepository('bench/node_modules/.cache/conftest');
  const program = path.join(folder, process.platform === 'win32' ? 'conftest.exe' : 'conftest');
  if (existsSync(program)) return program;
  mkdirSync(folder, {recursive: true});
  process.stderr.write('building conftest, once; this takes minutes\n');
  const {status, error} = spawnSync('go', ['build', '-trimpath', '-o', program, 'github.com/open-policy-agent/conftest'], {
    cwd: inRepository('bench/peers/conftest'),
    stdio: ['ignore', 2, 2],
    env: {...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0'},
  });
  if (status === 0) return program;
  process.stderr.write(`conftest is left out: ${error === undefined ? 'its build failed' : 'there is no go on the PATH'}\n`);
  return undefined;
}
