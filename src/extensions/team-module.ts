import {registerHooks} from 'node:module';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {EXIT, messageOf, WeirError} from '../findings/error.ts';
import {rememberTeamFile} from './latest-team-file.ts';
import {packageRoot} from './package-root.ts';
import type {TeamFile} from './team-files.ts';

let hooked = false;

/**
 * Loads a team's file and returns its default export. `kafka-weir/*` is the running copy, also where the team has
 * none installed or another one: two copies would disagree about what a rule is. A usage error says why a file
 * cannot be loaded.
 */
export async function loadTeamModule({file, path: full}: TeamFile): Promise<unknown> {
  if (!hooked) {
    hooked = true;
    hookResolution();
  }
  rememberTeamFile(file);
  let module: unknown;
  try {
    module = await import(pathToFileURL(full).href);
  } catch (error) {
    throw new WeirError(`${file} cannot be loaded: ${reasonOf(error)}`, {
      code: 'extensions/not-loaded',
      exit: EXIT.usage,
      hint: hintFor(error),
      cause: error,
    });
  }
  const exported: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined;
  if (exported === undefined) {
    throw new WeirError(`${file} has no default export`, {
      code: 'extensions/no-default-export',
      exit: EXIT.usage,
      hint: 'export what it holds: export default policy({…}); a file that only helps others starts with an underscore',
    });
  }
  return exported;
}

function hookResolution(): void {
  const self = pathToFileURL(path.join(packageRoot(), 'package.json')).href;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      // By self-reference from the running copy, so that its own `exports` say which file that is.
      if (/^kafka-weir(?:\/|$)/.test(specifier)) return nextResolve(specifier, {...context, parentURL: self});
      const resolved = nextResolve(specifier, context);
      // A package.json without "type" makes Node guess, with a warning; what it would find out is what is meant.
      if (resolved.format === undefined || resolved.format === null) {
        if (/^file:.*\.ts$/.test(resolved.url)) return {...resolved, format: 'module-typescript'};
        if (/^file:.*\.js$/.test(resolved.url) && !resolved.url.includes('/node_modules/')) return {...resolved, format: 'module'};
      }
      return resolved;
    },
  });
}

function reasonOf(error: unknown): string {
  const place = placeIn(error);
  return place === undefined ? messageOf(error) : `${messageOf(error)} (${place})`;
}

/** Node puts the file and line of a syntax error at the head of its stack. */
function placeIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const line = /^(?:file:\/\/)?(\/.*|[A-Za-z]:\\.*):(\d+)(?::\d+)?$/m.exec(error.stack?.split('\n    at ')[0] ?? '');
  return line === null ? undefined : `line ${line[2]}`;
}

function hintFor(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  switch (code) {
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'Node strips types and compiles nothing: use no enum, namespace or parameter property (erasableSyntaxOnly in tsconfig.json)';
    case 'ERR_MODULE_NOT_FOUND':
      return 'relative imports need their ending, like ./_shared.ts; kafka-weir/policy, kafka-weir/access, kafka-weir/stack, kafka-weir/stacks, kafka-weir/scenario, kafka-weir/clients and kafka-weir/admin are provided';
    case 'ERR_UNKNOWN_FILE_EXTENSION':
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
      return 'TypeScript files must stand outside node_modules, and need Node 24';
    default:
      return 'correct the file, or remove it';
  }
}
