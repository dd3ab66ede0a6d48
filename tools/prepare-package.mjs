/**
 * npm's `prepare`: the build, when npm packs and when it installs from git. An install from git with `--global`, as that of
 * pre-commit is, hands `--global` on to the install of this package's own packages, so that they land elsewhere: then they
 * are installed here first.
 */
import {spawnSync} from 'node:child_process';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

if (!hasPackages()) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(global|location|prefix|local_prefix)$/i.test(name)),
  );
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], env);
}
const bin = path.join(root, 'node_modules', '.bin');
run('node', [path.join('tools', 'build.mjs')], {...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`});

function hasPackages() {
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

/** @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} env */
function run(program, args, env) {
  const {status, error} = spawnSync(program, args, {cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32'});
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
