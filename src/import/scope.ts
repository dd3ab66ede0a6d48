import type {LiveQuota} from '../cluster/facts.ts';
import {usageError} from '../findings/error.ts';
import {type Glob, readGlob} from '../policy/glob.ts';
import type {AclBinding} from '../specs/model.ts';
import type {ImportedKind} from './draft.ts';

const KINDS: readonly ImportedKind[] = ['Topic', 'Acl', 'Quota', 'User', 'Application'];

interface Pattern {
  kind: ImportedKind | undefined;
  glob: Glob;
}

/** What is imported of what is live: `orders.*` by name, `Topic/orders.*` of one kind, `Quota/*` a whole kind. */
export class Scope {
  readonly #include: readonly Pattern[];
  readonly #exclude: readonly Pattern[];

  /** Throws a usage error where a pattern is none. */
  constructor({include = [], exclude = []}: {include?: readonly string[] | undefined; exclude?: readonly string[] | undefined}) {
    this.#include = include.map(text => patternOf('--include', text));
    this.#exclude = exclude.map(text => patternOf('--exclude', text));
  }

  hasTopic(name: string): boolean {
    return this.#has('Topic', [name]);
  }

  hasUser(name: string): boolean {
    return this.#has('User', [name]);
  }

  /** Whether the rights of a user that is imported may become intents: not with `--exclude 'Application/*'`. */
  hasApplication(user: string): boolean {
    return !this.#exclude.some(({kind, glob}) => kind === 'Application' && glob.matches(user));
  }

  /** By its principal or by the name of its resource. */
  hasAcl({principal, resourceName}: AclBinding): boolean {
    return this.#has('Acl', [resourceName, principal, principal.replace(/^User:/, '')]);
  }

  /** By the name of any of its entities; of a default by `default`. */
  hasQuota({entity}: LiveQuota): boolean {
    return this.#has(
      'Quota',
      entity.map(({name}) => name ?? 'default'),
    );
  }

  #has(kind: ImportedKind, names: readonly string[]): boolean {
    const meets = (one: Pattern): boolean => (one.kind === undefined || one.kind === kind) && names.some(name => one.glob.matches(name));
    return (this.#include.length === 0 || this.#include.some(meets)) && !this.#exclude.some(meets);
  }
}

function patternOf(flag: string, text: string): Pattern {
  const slash = text.indexOf('/');
  const before = slash < 0 ? undefined : text.slice(0, slash);
  const kind = KINDS.find(one => one === before);
  const glob = readGlob(kind === undefined ? text : text.slice(slash + 1));
  if (glob === undefined || text === '')
    throw usageError(
      'import/pattern',
      `${flag} ${JSON.stringify(text)} is no pattern`,
      'write a name, with * for any characters: orders.*, Topic/orders.*, Quota/*',
    );
  const misspelt = before !== undefined && kind === undefined && /^[A-Z][A-Za-z]*$/.test(before);
  if (misspelt)
    throw usageError(
      'import/pattern',
      `${flag} ${text}: there is no kind ${before} to import`,
      `kinds: ${KINDS.filter(one => one !== 'Application').join(', ')}`,
    );
  return {kind, glob};
}
