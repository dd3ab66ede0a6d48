import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What each part may import, below itself. `extensions` is the one door to the top-level folders, and only its
 * generated registry uses it.
 */
const LAYERS: Record<string, readonly string[]> = {
  findings: [],
  specs: ['findings'],
  access: ['findings', 'specs'],
  policy: ['findings', 'specs'],
  cluster: ['findings', 'specs'],
  terraform: ['findings', 'specs', 'access', 'policy', 'cluster'],
  clients: ['findings', 'specs', 'access', 'policy', 'cluster'],
  sandbox: ['findings', 'specs', 'access', 'policy', 'cluster'],
  verify: ['findings', 'specs', 'access', 'policy', 'cluster', 'terraform', 'clients', 'sandbox'],
  chaos: ['findings', 'specs', 'access', 'policy', 'cluster', 'terraform', 'clients', 'sandbox', 'verify'],
  observe: ['findings', 'specs', 'access', 'policy', 'cluster', 'terraform', 'clients', 'sandbox', 'verify'],
  import: ['findings', 'specs', 'access', 'policy', 'cluster', 'terraform', 'clients', 'sandbox', 'verify'],
  public: ['findings', 'specs', 'access', 'policy', 'cluster', 'terraform', 'clients', 'sandbox', 'verify', 'chaos', 'observe'],
  extensions: ['findings', 'specs', 'policy'],
  commands: [
    'findings',
    'specs',
    'access',
    'policy',
    'cluster',
    'terraform',
    'clients',
    'sandbox',
    'verify',
    'chaos',
    'observe',
    'import',
    'extensions',
    'public',
  ],
};

/** Leaves that every part may use. */
const ROOT_MODULES = ['version.ts', 'in-parallel.ts'];
const TOP_LEVEL = ['policies', 'stacks', 'scripts'];

describe('imports go one way', () => {
  const files = typescriptBelow('src');

  it('there are files to judge', () => expect(files.length).toBeGreaterThan(100));

  it.each(files)('%s', file => {
    const [, layer = ''] = file.split('/');
    for (const specifier of importsOf(file)) {
      const problem = problemOf(file, layer, specifier);
      expect(problem, `${file} imports ${specifier}`).toBeUndefined();
    }
  });

  it.each(TOP_LEVEL.flatMap(folder => typescriptBelow(folder)))('%s imports public entries only', file => {
    if (file.startsWith('stacks/provider-kafka/')) return;
    for (const specifier of importsOf(file)) {
      const allowed =
        specifier.startsWith('kafka-weir/') ||
        specifier.startsWith('node:') ||
        ['cdktf', 'constructs'].includes(specifier) ||
        isBeside(file, specifier);
      expect(allowed, `${file} imports ${specifier}`).toBe(true);
    }
  });
});

function problemOf(file: string, layer: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.'))
    return specifier.startsWith('kafka-weir/') ? 'the engine uses its own files, not its public entries' : undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const [top = '', targetLayer = ''] = target.split('/');
  if (top === 'tools' || target === 'package.json') return undefined;
  if (TOP_LEVEL.includes(top))
    return file.startsWith('src/extensions/generated/') ? undefined : `${top}/ is reached through extensions alone`;
  if (top !== 'src') return `outside of src: ${target}`;
  if (ROOT_MODULES.includes(targetLayer)) return undefined;
  if (layer === 'cli.ts') return targetLayer === 'commands' ? undefined : 'the cli knows commands alone';
  if (layer === targetLayer || ROOT_MODULES.includes(layer)) return undefined;
  return LAYERS[layer]?.includes(targetLayer) === true ? undefined : `${layer} must not know ${targetLayer}`;
}

function isBeside(file: string, specifier: string): boolean {
  const target = path.posix.join(path.posix.dirname(file), specifier);
  return specifier.startsWith('.') && target.split('/')[0] === file.split('/')[0];
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8').replace(/^\s*\*.*$/gm, '');
  return [
    ...text.matchAll(
      /(?:^|[\s;])(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm,
    ),
  ].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '');
}

function typescriptBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter(file => file.endsWith('.ts') && !file.includes('node_modules'))
    .map(file => `${folder}/${file.split(path.sep).join('/')}`)
    .sort();
}
