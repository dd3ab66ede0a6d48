import type {AclBinding, AclResourceType, Model} from '../../specs/model.ts';
import {originsOf} from '../origins.ts';
import {SortedNames} from '../sorted-names.ts';

/** A resource, or all those that an ACL is about and that have no column of their own. */
export interface MatrixColumn {
  name: string;
  /** `wildcard`: all names that no other column is about. */
  pattern: 'literal' | 'prefixed' | 'wildcard';
  /** Of a declared topic, or of the documents that name the resource, where they agree. */
  domain: string | undefined;
  /** The name that the authorizer is asked about. */
  probe: string;
}

/** Unique among the columns of a table. */
export function columnKey({name, pattern}: Pick<MatrixColumn, 'name' | 'pattern'>): string {
  return `${pattern}:${name}`;
}

/** What a person reads: `orders.*` stands for the other names that start so. */
export function columnText({name, pattern}: Pick<MatrixColumn, 'name' | 'pattern'>): string {
  if (pattern === 'wildcard') return 'any other';
  return pattern === 'prefixed' ? `${name}*` : name;
}

/** Declared topics, then whatever ACLs of the type name; by domain and name, those of no domain last. */
export function columnsOf(type: AclResourceType, model: Model, bindings: readonly AclBinding[]): MatrixColumn[] {
  const declared = type === 'topic' ? new Map(model.topics.map(({name, domain}) => [name, domain])) : new Map<string, string>();
  const ofType = bindings.filter(({resourceType}) => resourceType === type);
  const byKey = Map.groupBy(ofType, columnKeyOf);
  const taken = new SortedNames(ofType.map(({resourceName}) => ({name: resourceName})).concat([...declared.keys()].map(name => ({name}))));
  const topics = new SortedNames([...declared].map(([name, domain]) => ({name, domain})));
  const stating = new Map([...model.acls, ...model.applications].map(({kind, name, domain}) => [`${kind} ${name}`, domain]));
  const columns = [...declared].map(([name, domain]): MatrixColumn => ({name, pattern: 'literal', domain, probe: name}));
  for (const same of byKey.values()) {
    const [first] = same;
    if (first === undefined) continue;
    const {name, pattern} = patternOf(first);
    if (pattern === 'literal' && declared.has(name)) continue;
    const probe = pattern === 'literal' ? name : probeOf(pattern === 'prefixed' ? name : '', taken);
    columns.push({name, pattern, domain: domainOf(pattern, name, topics) ?? statedIn(same, model, stating), probe});
  }
  return columns.sort(byDomain);
}

function columnKeyOf(acl: AclBinding): string {
  return columnKey(patternOf(acl));
}

function patternOf({resourceType, resourceName, pattern}: AclBinding): Pick<MatrixColumn, 'name' | 'pattern'> {
  // The cluster is one resource, however it is written.
  if (resourceType === 'cluster') return {name: 'kafka-cluster', pattern: 'literal'};
  return {name: resourceName, pattern: pattern === 'literal' && resourceName === '*' ? 'wildcard' : pattern};
}

/** A name that starts so, and with nothing longer that an ACL or a document names: it stands for all of those. */
function probeOf(prefix: string, taken: SortedNames<{name: string}>): string {
  const next = new Set(taken.startingWith(prefix).map(({name}) => name.charAt(prefix.length)));
  // Private use: no name that Kafka takes for a topic has them, and hardly any other.
  for (let code = 0xe000; code < 0xf8ff; code++) if (!next.has(String.fromCharCode(code))) return prefix + String.fromCharCode(code);
  throw new Error('every character of the private use area follows the prefix');
}

/** The domain of all declared topics that a prefix is about, where it is one. */
function domainOf(pattern: MatrixColumn['pattern'], name: string, topics: SortedNames<{name: string; domain: string}>): string | undefined {
  if (pattern !== 'prefixed') return undefined;
  return only(topics.startingWith(name).map(({domain}) => domain));
}

/** The domain of the documents that state or need the ACLs, where it is one; `domains` has it by kind and name. */
function statedIn(acls: readonly AclBinding[], model: Model, domains: ReadonlyMap<string, string>): string | undefined {
  return only(acls.flatMap(acl => originsOf(model, acl).map(({kind, name}) => domains.get(`${kind} ${name}`))));
}

function only(domains: readonly (string | undefined)[]): string | undefined {
  return new Set(domains).size === 1 ? domains[0] : undefined;
}

function byDomain(one: MatrixColumn, other: MatrixColumn): number {
  const [left, right] = [one.domain ?? '\uffff', other.domain ?? '\uffff'];
  if (left !== right) return left < right ? -1 : 1;
  const [leftKey, rightKey] = [columnText(one), columnText(other)];
  return leftKey === rightKey ? 0 : leftKey < rightKey ? -1 : 1;
}
