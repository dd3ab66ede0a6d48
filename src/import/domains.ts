import {SortedNames} from '../access/sorted-names.ts';
import {messageOf, usageError} from '../findings/error.ts';
import {compareText} from '../findings/finding.ts';
import type {AclBinding} from '../specs/model.ts';
import {SLUG_PATTERN} from '../specs/schema.ts';

/** The domain of what no rule gives one. */
export const NO_DOMAIN = 'imported';

/** The domain that a topic's name says; undefined where it says none. */
export type DomainRule = (name: string) => string | undefined;

/**
 * A rule from a regular expression: its group `domain`, else its first group, else all that it matches. Without one, the part
 * of a name before its first dot. What is found becomes lower-case letters, digits and hyphens, because it names a folder and
 * a stack. Throws a usage error where the expression is none.
 */
export function domainRule(expression?: string): DomainRule {
  if (expression === undefined) return name => (name.indexOf('.') > 0 ? slug(name.slice(0, name.indexOf('.'))) : undefined);
  let pattern: RegExp;
  try {
    pattern = new RegExp(expression, 'u');
  } catch (error) {
    throw usageError(
      'import/domain-rule',
      `--domain-rule ${JSON.stringify(expression)} is no regular expression: ${messageOf(error)}`,
      "name the part of a topic's name that is its domain, like '^(?:prod\\.)?([a-z]+)\\.'",
    );
  }
  return name => {
    const match = pattern.exec(name);
    const found = match?.groups?.['domain'] ?? match?.[1] ?? (match !== null && match.length === 1 ? match[0] : undefined);
    return found === undefined ? undefined : slug(found);
  };
}

const SLUG = new RegExp(SLUG_PATTERN);

/** A name as that of a domain; undefined where nothing is left of it. */
export function slug(text: string): string | undefined {
  const slugged = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return SLUG.test(slugged) ? slugged : undefined;
}

/** Which domain topics and principals belong to. */
export class Domains {
  readonly #rule: DomainRule;
  readonly #declared: ReadonlyMap<string, string>;
  readonly #live: SortedNames<{name: string}>;

  /** `declared`: domains of topics by the documents that declare them, which go before the rule. `live`: names of all topics. */
  constructor({rule, declared, live}: {rule: DomainRule; declared: ReadonlyMap<string, string>; live: Iterable<string>}) {
    this.#rule = rule;
    this.#declared = declared;
    this.#live = new SortedNames([...live].map(name => ({name})));
  }

  ofTopic(name: string): string {
    return this.#declared.get(name) ?? this.#rule(name) ?? NO_DOMAIN;
  }

  /**
   * The domain that owns most of the topics which a principal's ACLs name, so that all that is a principal's stands in one
   * stack; of equal ones the first by name. A prefix names the topics that start with it, and itself where none does.
   */
  ofPrincipal(bindings: readonly AclBinding[]): string {
    const named = new Set<string>();
    for (const {resourceType, resourceName, pattern} of bindings) {
      if (resourceType !== 'topic' || resourceName === '*') continue;
      const covered = pattern === 'prefixed' ? this.#live.startingWith(resourceName) : [];
      if (covered.length === 0) named.add(resourceName);
      for (const {name} of covered) named.add(name);
    }
    const counts = new Map<string, number>();
    for (const name of named) {
      const domain = this.ofTopic(name);
      if (domain !== NO_DOMAIN) counts.set(domain, (counts.get(domain) ?? 0) + 1);
    }
    const [best] = [...counts].sort(([a, one], [b, other]) => other - one || compareText(a, b));
    return best?.[0] ?? NO_DOMAIN;
  }
}
