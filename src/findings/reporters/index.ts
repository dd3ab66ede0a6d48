import {usageError} from '../error.ts';
import {suggestion} from '../suggest.ts';
import type {Reporter} from './reporter.ts';

type Load = () => Promise<{default: Reporter}>;

/** All formats by name. Each is loaded on use. */
const REPORTERS: Readonly<Record<string, Load>> = {
  pretty: () => import('./pretty.ts'),
  json: () => import('./json.ts'),
  sarif: () => import('./sarif.ts'),
  github: () => import('./github.ts'),
  html: () => import('./html.ts'),
};

export const FORMATS: readonly string[] = Object.keys(REPORTERS);

/** The reporter of a name; a usage error where there is none. */
export async function loadReporter(name: string): Promise<Reporter> {
  const load = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined;
  if (load === undefined) {
    throw usageError(
      'format/unknown',
      `there is no format ${JSON.stringify(name)}${suggestion(name, FORMATS)}`,
      `formats: ${FORMATS.join(', ')}`,
    );
  }
  return (await load()).default;
}
