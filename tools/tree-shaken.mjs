import path from 'node:path';

/**
 * An esbuild plugin that takes of a package only what is imported of it, with all that this needs. Without it the package is
 * linked file by file at every start, whole: the Kafka client compiles the schemas of options that Weir never uses, which
 * takes longer than to read a thousand topics.
 *
 * @param {{scope: string, replace?: Record<string, string>}} options `scope`: the packages, like `@platformatic`, whose
 *   modules do nothing when they are loaded but to define; `replace`: modules of theirs to take in place of others
 * @returns {import('esbuild').Plugin}
 */
export function treeShaken({scope, replace = {}}) {
  const inPackages = `${path.sep}node_modules${path.sep}${scope}${path.sep}`;
  return {
    name: 'tree-shaken',
    setup: ({onResolve, resolve}) => {
      onResolve({filter: /./}, async ({path: specifier, importer, kind, resolveDir, pluginData}) => {
        if (pluginData === inPackages) return undefined;
        if (!specifier.startsWith(`${scope}/`) && !importer.includes(inPackages)) return undefined;
        const found = await resolve(replace[specifier] ?? specifier, {importer, kind, resolveDir, pluginData: inPackages});
        return found.errors.length > 0 || found.external ? undefined : {path: found.path, sideEffects: false};
      });
    },
  };
}
