/**
 * Writes the CDKTF bindings of the pinned Kafka provider: stacks/provider-kafka/src/, from the provider's own schema.
 * Usage, after `npm ci` in this folder: node generate.mjs [OUT]
 * Deterministic: the same provider gives the same bytes, and a test holds the committed files against it.
 */
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {installToolchain} from '../toolchain.mjs';

// A setting that leads nowhere makes the engines print a warning where their answer is expected.
delete process.env.TF_CLI_CONFIG_FILE;

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(root, 'stacks/provider-kafka/src'));

const {engine, provider} = await installToolchain({parts: ['engine', 'provider']});
const schema = readProviderSchema();
const files = await generate(schema);
rmSync(out, {recursive: true, force: true});
for (const [file, text] of files) {
  mkdirSync(path.dirname(path.join(out, file)), {recursive: true});
  writeFileSync(path.join(out, file), text);
}
console.log(`${files.length} files in ${path.relative(process.cwd(), out)}`);

/** `providers schema -json` of the engine, for a configuration with nothing but the provider. */
function readProviderSchema() {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-bindings-'));
  try {
    const [, namespace, name] = provider.source.split('/');
    writeFileSync(
      path.join(folder, 'main.tf.json'),
      JSON.stringify({terraform: {required_providers: {kafka: {source: provider.source, version: provider.version}}}}),
    );
    const rc = path.join(folder, 'engine.rc');
    writeFileSync(rc, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(provider.mirrorDir)}\n  }\n}\n`);
    const env = {...process.env, TF_CLI_CONFIG_FILE: rc, CHECKPOINT_DISABLE: '1'};
    run(['init', '-no-color', '-input=false'], folder, env);
    const text = run(['providers', 'schema', '-json'], folder, env);
    const parsed = JSON.parse(text);
    const [key] = Object.keys(parsed.provider_schemas);
    if (!key?.endsWith(`${namespace}/${name}`)) throw new Error(`the engine answered with the schema of ${key}`);
    return parsed;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** @param {string[]} args @param {string} cwd @param {NodeJS.ProcessEnv} env */
function run(args, cwd, env) {
  const {status, stdout, stderr} = spawnSync(engine.program, args, {cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024});
  if (status !== 0) throw new Error(`${engine.kind} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}

/** @param {import('@cdktn/commons').ProviderSchema} providerSchema @returns {Promise<[string, string][]>} */
async function generate(providerSchema) {
  const {CodeMaker, TerraformProviderGenerator, TerraformProviderConstraint} = await import('@cdktn/provider-generator');
  const {ConstructsMakerProviderTarget, LANGUAGES} = await import('@cdktn/commons');
  const code = new CodeMaker();
  code.indentation = 2;
  const [, namespace = '', name = ''] = provider.source.split('/');
  const [language] = LANGUAGES;
  if (language === undefined) throw new Error('the generator knows no language');
  const constraint = new TerraformProviderConstraint({name, source: 'Mongey/kafka', version: provider.version, namespace});
  new TerraformProviderGenerator(code, providerSchema, {importExtension: '.ts'}).generate(
    new ConstructsMakerProviderTarget(constraint, language),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-bindings-'));
  try {
    await code.save(folder);
    return readFiles(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/**
 * The generated files, placed as `<name>/index.ts`, importing `cdktf` (the name under which this project knows its CDKTF).
 * @param {string} folder @returns {[string, string][]}
 */
function readFiles(folder) {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter(file => file.endsWith('.ts') && !file.endsWith('lazy-index.ts'))
    .sort()
    .map(file => [file.replace(/^providers\/[^/]+\//, ''), readFileSync(path.join(folder, file), 'utf8').replaceAll("'cdktn'", "'cdktf'")]);
}
