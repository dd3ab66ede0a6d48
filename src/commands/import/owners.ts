import {readFileSync} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {messageOf, unfinished, usageError} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import type {Draft} from '../../import/draft.ts';
import {type OwnerRule, readOwners} from '../../import/owners.ts';
import {UNKNOWN_OWNER} from '../../specs/codeowners.ts';
import type {CommandContext} from '../command.ts';

export interface OwnerOptions {
  owner?: string | undefined;
  owners?: string | undefined;
}

/**
 * Whose the documents of an import are: as the file of `--owners` says, else the one of `--owner`, else who is named for the
 * domain on the terminal, and `unknown` where there is none.
 */
export function ownersFor(
  context: CommandContext,
  {owner, owners}: OwnerOptions,
): (drafts: readonly Draft[]) => Promise<(draft: Draft) => string> {
  const rule = owners === undefined ? () => undefined : readOwnersFile(context.cwd, owners);
  return async drafts => {
    const open = owner === undefined ? drafts.filter(draft => rule(draft) === undefined) : [];
    const named = context.interactive ? await askFor(open) : new Map<string, string>();
    return draft => rule(draft) ?? owner ?? named.get(draft.domain) ?? UNKNOWN_OWNER;
  };
}

function readOwnersFile(cwd: string, file: string): OwnerRule {
  let text: string;
  try {
    text = readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    throw usageError(
      'import/owners',
      `the owners in ${file} cannot be read: ${messageOf(error)}`,
      'name a file with lines like: orders.* team-orders',
    );
  }
  return readOwners(file, text);
}

/** One question a domain. An empty answer leaves it unknown, and so does the end of the input for all that follow. */
async function askFor(drafts: readonly Draft[]): Promise<Map<string, string>> {
  const named = new Map<string, string>();
  const byDomain = Map.groupBy(drafts, ({domain}) => domain);
  if (byDomain.size === 0) return named;
  const lines = createInterface({input: process.stdin, output: process.stderr});
  let isInterrupted = false;
  let isOver = false;
  lines.on('close', () => {
    isOver = true;
  });
  // In its own mode the terminal sends no signal; without a listener this would be a mere end of the input.
  lines.on('SIGINT', () => {
    isInterrupted = true;
    lines.close();
  });
  try {
    // Lines that are there before they are asked for, as pasted ones are, wait here.
    const answers = lines[Symbol.asyncIterator]();
    for (const [domain, own] of byDomain) {
      if (!isOver) {
        lines.setPrompt(`Who owns ${visible(domain)} (${own.length} documents, like ${visible(own[0]?.name ?? '')})? [${UNKNOWN_OWNER}] `);
        lines.prompt();
      }
      const {value, done} = await answers.next();
      if (isInterrupted)
        throw unfinished('import/interrupted', 'interrupted while owners were asked for; nothing was written', {
          hint: 'name one for all with --owner',
        });
      if (done === true) break;
      if (value.trim() !== '') named.set(domain, value.trim());
    }
  } finally {
    lines.close();
  }
  return named;
}
