import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
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
