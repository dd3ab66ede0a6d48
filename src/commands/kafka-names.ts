import {usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {type Glob, readGlob} from '../policy/glob.ts';
import type {StateKind} from '../terraform/plan-change.ts';

/** The kinds that a state holds. */
const STATE_KINDS = ['Topic', 'Acl', 'Quota', 'User'] as const satisfies readonly StateKind[];

/** Resources that somebody names on the command line: a kind, and names as plans show them or globs of those. */
export interface NamedResources {
  kind: StateKind;
  /** The words, each with its pattern. */
  names: {word: string; glob: Glob}[];
}

/** Reads `KIND NAME…`. Anything else is wrong use. */
export function readNamedResources(kind: string, words: readonly string[]): NamedResources {
  const known = STATE_KINDS.find(one => one.toLowerCase() === kind.toLowerCase());
  if (known === undefined) {
    throw usageError(
      'names/kind',
      `there is no kind ${JSON.stringify(kind)} in a state${suggestion(kind, STATE_KINDS)}`,
      `kinds: ${STATE_KINDS.join(', ')}; what an Application derives is of the kind Acl`,
    );
  }
  if (words.length === 0) throw usageError('names/none', `which ${known}?`, `name it as weir plan shows it; * stands for any characters`);
  const names = words.map(word => {
    const glob = readGlob(word);
    if (glob === undefined)
      throw usageError(
        'names/glob',
        `${JSON.stringify(word)} ends in a lone backslash`,
        'a backslash takes the character after it as it is: write two',
      );
    return {word, glob};
  });
  return {kind: known, names};
}

/** Those of `resources` that are named. A name that stands for none of them is wrong use; `what` says what they are. */
export function chosen<T extends {kind: StateKind; name: string}>(
  {kind, names}: NamedResources,
  resources: readonly T[],
  what: string,
): T[] {
  const ofKind = resources.filter(one => one.kind === kind);
  for (const {word, glob} of names) {
    if (ofKind.some(({name}) => glob.matches(name))) continue;
    const all = ofKind.map(({name}) => name);
    throw usageError(
      'names/unknown',
      `no ${kind} ${JSON.stringify(word)} is ${what}${suggestion(word, all)}`,
      all.length === 0
        ? `no ${kind} is`
        : `${what}: ${all.slice(0, 20).join(', ')}${all.length > 20 ? `, and ${all.length - 20} more` : ''}`,
    );
  }
  return ofKind.filter(({name}) => names.some(({glob}) => glob.matches(name)));
}
