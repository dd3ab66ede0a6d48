import path from 'node:path';

/**
 * An esbuild plugin that puts a module and all that it imports into one chunk: to find, read and link a file takes Node
 * as long as to judge a dozen documents, and esbuild makes a chunk of every set of modules that some entries share and
 * others do not. Here each entry, and each file that is imported lazily, imports that module first, so that
 * there is one such set. Left as it is: `start`, the entry that loads the others, and prints a version without them.
 *
 * @param {{root: string, module: string, start: string}} layout `module` and `start` are files below `root`
 * @returns {import('esbuild').Plugin}
 */
export function oneChunk({root, module, start}) {
  const first = JSON.stringify(path.join(root, module));
  return {
    name: 'one-chunk',
    setup: ({onResolve, onLoad, resolve, esbuild}) => {
      onResolve({filter: /^\./}, async ({path: specifier, kind, importer, resolveDir}) => {
        if (kind !== 'dynamic-import' && kind !== 'entry-point') return undefined;
        const {path: file, errors} = await resolve(specifier, {kind: 'import-statement', importer, resolveDir});
        if (errors.length > 0) return {errors};
        return {path: file, namespace: file === path.join(root, start) ? 'file' : 'after-the-chunk'};
      });
      onLoad({filter: /./, namespace: 'after-the-chunk'}, async ({path: file}) => {
        const own = JSON.stringify(file);
        const lines = [`import ${first};`, `export * from ${own};`];
        // The star leaves out a default, and to name one that there is not is an error.
        if ((await exportsOf(file, esbuild)).includes('default')) lines.push(`export {default} from ${own};`);
        return {contents: lines.join('\n'), resolveDir: root};
      });
    },
  };
}

/** @param {string} file @param {import('esbuild').PluginBuild['esbuild']} esbuild */
async function exportsOf(file, esbuild) {
  const {metafile} = await esbuild.build({entryPoints: [file], bundle: false, format: 'esm', write: false, metafile: true});
  return Object.values(metafile.outputs).flatMap(output => output.exports);
}
