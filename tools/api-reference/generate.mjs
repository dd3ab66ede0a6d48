/**
 * Writes docs/api/, a page for each entry that programs import, from the docstrings and types of src/public/.
 * Usage, after `npm ci` in this folder: node generate.mjs [OUT]
 * Deterministic, and a test holds the committed pages against it.
 */
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {Application} from 'typedoc';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(root, 'docs/api'));
const ENTRIES = ['clients', 'admin'];

/** Options of the Markdown plugin are not in TypeDoc's own type. @type {Record<string, unknown>} */
const markdown = {
  outputFileStrategy: 'modules',
  entryFileName: 'README',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  expandObjects: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  enumMembersFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: {hideSources: true, hideInherited: true, hideModifiers: true},
};

const app = await Application.bootstrapWithPlugins({
  plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
  entryPoints: ENTRIES.map(name => path.join(root, 'src', 'public', `${name}.ts`)),
  tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
  basePath: path.join(root, 'src', 'public'),
  out,
  name: 'API of kafka-weir',
  router: 'module',
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  excludeExternals: true,
  // What a page mentions and does not describe is inner work: the type's name says enough.
  validation: {notExported: false, invalidLink: true, rewrittenLink: true, notDocumented: false},
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
  githubPages: false,
  ...markdown,
});
const project = await app.convert();
if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
await app.generateOutputs(project);
