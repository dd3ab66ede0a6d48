#!/usr/bin/env node
// Starts Weir on a Node that is new enough: this one, or the one that the package brings along.
// Plain JavaScript that an old Node can read; everything else is in dist/.
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 24 || (major === 24 && minor >= 6);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

if (!existsSync(cli)) {
  process.stderr.write('weir: this checkout is not built yet; run: npm ci (to lint) or npm run setup (for the whole chain)\n');
  process.exitCode = 2;
} else if (isNewEnough) {
  await import(pathToFileURL(cli).href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(`weir: needs Node 24.6 or newer, and this is ${process.versions.node}; install a newer Node\n`);
    process.exitCode = 2;
  } else {
    const child = spawn(node, [cli, ...process.argv.slice(2)], {stdio: 'inherit'});
    // A terminal sends Ctrl-C to both; a plain kill reaches only this process.
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.on('SIGHUP', () => child.kill('SIGHUP'));
    process.on('SIGINT', () => {});
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
    });
  }
}

/** The Node of the package's optional dependency for this platform. */
function bundledNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`);
    return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}
