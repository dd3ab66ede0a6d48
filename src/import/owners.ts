import {usageError} from '../findings/error.ts';
import {type Glob, readGlob} from '../policy/glob.ts';
import type {Draft} from './draft.ts';

/** Whose a document is; undefined where nothing says so. */
export type OwnerRule = (draft: Pick<Draft, 'kind' | 'name' | 'domain'>) => string | undefined;

/**
 * Reads lines of `PATTERN OWNER`; the last that fits decides, as in a CODEOWNERS file. A pattern is a domain with a slash
 * (`payments/`), a name (`orders.*`), or a kind and a name (`User/*-batch`). `#` begins a comment. Throws a usage error that
 * names the line where one is malformed.
 */
export function readOwners(file: string, text: string): OwnerRule {
  const rules = text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const words = line.replace(/(^|\s)#.*$/, '').trim();
    return words === '' ? [] : [ruleOf(words.split(/\s+/), `${file}:${index + 1}`)];
  });
  return draft => rules.findLast(({fits}) => fits(draft))?.owner;
}

function ruleOf([pattern = '', owner, ...more]: string[], place: string): {fits(draft: Parameters<OwnerRule>[0]): boolean; owner: string} {
  if (owner === undefined || more.length > 0)
    throw usageError('import/owners', `${place}: a line is a pattern and one owner`, 'write for example: orders.* team-orders');
  const glob = readGlob(pattern);
  if (glob === undefined)
    throw usageError('import/owners', `${place}: ${JSON.stringify(pattern)} is no pattern`, 'write a name, with * for any characters');
  return {fits: draft => textsOf(draft).some(text => glob.matches(text)) || isDomain(glob, draft), owner};
}

function textsOf({kind, name}: Parameters<OwnerRule>[0]): string[] {
  return [name, `${kind}/${name}`];
}

function isDomain(glob: Glob, {domain}: Parameters<OwnerRule>[0]): boolean {
  return glob.matches(`${domain}/`);
}
