/**
 * Compiles and bundles Weir into dist/: what `check` needs in one chunk, all else loaded when it is used, our rules'
 * validators compiled ahead of time, the bindings of the provider inlined. Run by `npm run build` and when npm packs.
 * The new dist replaces the old one whole, so that a running weir or an interrupted build never sees half of one.
 * `--no-types` leaves out the declarations; `--out FOLDER` builds into another folder, below the root.
 */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {build, transform} from 'esbuild';
import {oneChunk} from './one-chunk.mjs';
import {treeShaken} from './tree-shaken.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const out = process.argv.indexOf('--out');
const dist = path.resolve(root, out < 0 ? 'dist' : (process.argv[out + 1] ?? 'dist'));
const aside = `${dist}.${process.pid}.part`;
const withTypes = !process.argv.includes('--no-types');

/** `#…` imports whose validators are compiled from sources at run time, and ahead of time in a build. */
const COMPILED = {'#validators': 'validators.mjs', '#spec-validators': 'spec-validators.mjs'};

rmSync(aside, {recursive: true, force: true});
mkdirSync(aside, {recursive: true});
try {
  for (const script of Object.values(COMPILED)) {
    // Every run reads them whole, and nobody reads them in a stack trace: short names make a start a good deal faster.
    const {code} = await transform(runNode(['--conditions=weir-source', path.join('tools', script)]), {minify: true, format: 'esm'});
    writeFileSync(path.join(aside, script.replace('.mjs', '.source.js')), code);
  }
  await bundle();
  for (const script of Object.values(COMPILED)) rmSync(path.join(aside, script.replace('.mjs', '.source.js')));
  if (withTypes) declarations();
  if (existsSync(dist)) renameSync(dist, `${aside}.old`);
  renameSync(aside, dist);
} finally {
  rmSync(aside, {recursive: true, force: true});
  rmSync(`${aside}.old`, {recursive: true, force: true});
}

async function bundle() {
  const {dependencies} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  await build({
    absWorkingDir: root,
    entryPoints: {
      cli: './src/cli.ts',
      policy: './src/public/policy.ts',
      access: './src/public/access.ts',
      stack: './src/public/stack.ts',
      stacks: './src/public/stacks.ts',
      scenario: './src/public/scenario.ts',
      clients: './src/public/clients.ts',
      admin: './src/public/admin.ts',
      'provider-kafka': './src/public/provider-kafka.ts',
      'eos-worker': './src/verify/eos/worker.ts',
    },
    outdir: aside,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['weir-source'],
    external: Object.keys(dependencies)
      .filter(name => !name.startsWith('@platformatic/'))
      .flatMap(name => [name, `${name}/*`]),
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    chunkNames: 'chunks/[name]-[hash]',
    // Bundled CommonJS packages ask for Node's own modules by require.
    banner: {js: "import {createRequire as weirRequire} from 'node:module';const require = weirRequire(import.meta.url);"},
    plugins: [
      // The other one reads a file beside itself, which it would not find here.
      treeShaken({scope: '@platformatic', replace: {'@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled'}}),
      oneChunk({root, module: 'src/commands/check.ts', start: 'src/cli.ts'}),
      {
        name: 'validators-compiled-ahead-of-time',
        setup: ({onResolve}) => {
          onResolve({filter: /^#(spec-)?validators$/}, ({path: specifier}) => ({
            path: path.join(aside, `${specifier.slice(1)}.source.js`),
          }));
        },
      },
    ],
  });
}

/**
 * Type declarations of the public entries, for a team's own rules, stacks and scenarios. The bindings' are laid beside them
 * and named by their place: an import that cannot be found is `any` to a team, without a word.
 */
function declarations() {
  const types = path.join(aside, 'types');
  const bindings = path.join(types, 'provider-kafka');
  for (const [config, into] of [
    ['tsconfig.types.json', types],
    ['tsconfig.bindings.json', bindings],
  ])
    runNode([path.join('node_modules', 'typescript', 'bin', 'tsc'), '-p', path.join(root, config ?? ''), '--outDir', into ?? '']);
  for (const name of readdirSync(path.join(types, 'src'), {recursive: true, encoding: 'utf8'})) {
    const file = path.join(types, 'src', name);
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(file, 'utf8');
    const from = path.relative(path.dirname(file), bindings).split(path.sep).join('/');
    const placed = text.replace(
      /(['"])@cdktf\/provider-kafka\/([a-z-]+)\1/g,
      (_, quote, unit) => `${quote}${from}/${unit}/index.js${quote}`,
    );
    if (placed !== text) writeFileSync(file, placed);
  }
}

/** @param {string[]} args */
function runNode(args) {
  const {status, stdout, stderr} = spawnSync(process.execPath, args, {cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024});
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}
