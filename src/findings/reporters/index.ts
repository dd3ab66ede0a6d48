import {usageError} from '../error.ts';
import {suggestion} from '../suggest.ts';
import pretty from './pretty.ts';
import type {Reporter} from './reporter.ts';

type Load = () => Promise<{default: Reporter}>;

/** All formats by name. Each is loaded on use, but for the one that is the default. */
const REPORTERS: Readonly<Record<string, Load>> = {
  pretty: async () => ({default: pretty}),
  json: () => import('./json.ts'),
  sarif: () => import('./sarif.ts'),
  'code-scanning': () => import('./code-scanning.ts'),
  junit: () => import('./junit.ts'),
  github: () => import('./github.ts'),
  gitlab: () => import('./gitlab.ts'),
  markdown: () => import('./markdown.ts'),
  html: () => import('./html.ts'),
};

export const FORMATS: readonly string[] = Object.keys(REPORTERS);

/** Throws a usage error, with what was probably meant, where there is no such format. */
export function requireFormat(name: string): void {
  if (Object.hasOwn(REPORTERS, name)) return;
  throw usageError(
    'format/unknown',
    `there is no format ${JSON.stringify(name)}${suggestion(name, FORMATS)}`,
    `formats: ${FORMATS.join(', ')}`,
  );
}

/** The reporter of a name; a usage error where there is none. */
export async function loadReporter(name: string): Promise<Reporter> {
  requireFormat(name);
  const load = REPORTERS[name];
  if (load === undefined) throw new Error(`${name} is in FORMATS and has no reporter`);
  return (await load()).default;
}
