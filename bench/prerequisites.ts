import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {locateToolchain} from '../tools/toolchain.mjs';

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
 * A peer that is a Go program, built once from its module and its checksums in bench/peers; undefined with a word on
 * standard error where there is no Go or the build fails, because the other peers are worth measuring without it.
 */
function goProgram(name: string, main: string): string | undefined {
  const folder = inRepository(`bench/node_modules/.cache/${name}`);
  const program = path.join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  if (existsSync(program)) return program;
  mkdirSync(folder, {recursive: true});
  process.stderr.write(`building ${name}, once; this takes minutes\n`);
  const {status, error} = spawnSync('go', ['build', '-trimpath', '-o', program, main], {
    cwd: inRepository(`bench/peers/${name}`),
    stdio: ['ignore', 2, 2],
    env: {...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0'},
  });
  if (status === 0) return program;
  process.stderr.write(`${name} is left out: ${error === undefined ? 'its build failed' : 'there is no go on the PATH'}\n`);
  return undefined;
}

export function conftestProgram(): string | undefined {
  return goProgram('conftest', 'github.com/open-policy-agent/conftest');
}

export function topicctlProgram(): string | undefined {
  return goProgram('topicctl', 'github.com/segmentio/topicctl/cmd/topicctl');
}

/** The Terraform or OpenTofu that Weir runs on this machine, with the settings that take the provider from its mirror. */
export function engineProgram(cliConfig: string): {program: string; env: Record<string, string>} {
  const {engine} = locateToolchain();
  if (engine === undefined) throw new Error('there is no OpenTofu or Terraform: weir plan, run once, builds one');
  return {program: engine.program, env: {TF_CLI_CONFIG_FILE: cliConfig, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1'}};
}
