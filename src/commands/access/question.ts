import {usageError} from '../../findings/error.ts';
import {nearest, suggestion} from '../../findings/suggest.ts';
import {visible} from '../../findings/visible.ts';
import {ACL_OPERATIONS, ACL_RESOURCE_TYPES, HONOURED_OPERATIONS} from '../../specs/kinds/acl.ts';
import {hostProblem} from '../../specs/kinds/acl-host.ts';
import {type AclOperation, type AclResourceType, type Model, principalOf} from '../../specs/model.ts';
import type {DeclaredTopics} from './specs.ts';

/** May somebody do an operation on a resource? */
export interface Question {
  operation: AclOperation;
  resource: {type: AclResourceType; name: string};
  /** Undefined: an address that no ACL names. */
  host: string | undefined;
  /** What is odd about it, though it has an answer: names that no document declares. */
  notes: string[];
}

/** Reads `OPERATION TYPE:NAME`; anything else is wrong use, and says what was meant. `topics`: asked for only where a name is unknown. */
export function readQuestion(
  words: readonly string[],
  {host, model, usage, topics}: {host: string | undefined; model: Model; usage: string; topics(): readonly DeclaredTopics[]},
): Question {
  const [operationWord, resourceWord, ...rest] = words;
  if (operationWord === undefined || resourceWord === undefined || rest.length > 0)
    throw usageError(
      'access/question',
      words.length === 0 ? 'no question is asked' : 'that is no question',
      `write ${usage}, like read topic:orders.placed.v1`,
    );
  const resource = readResource(resourceWord);
  const operation = readOperation(operationWord, resource.type);
  const problem = host === undefined ? undefined : hostProblem(host, '');
  if (problem !== undefined) throw usageError('access/host', problem.message, 'give --host one address of a client, as the broker sees it');
  return {operation, resource, host: host === '*' ? undefined : host, notes: notesOn(resource, model, topics)};
}

/** `topic:orders.placed.v1`; the cluster needs no name. A name may hold colons. */
function readResource(word: string): Question['resource'] {
  const colon = word.indexOf(':');
  const stated = kebab(colon < 0 ? word : word.slice(0, colon));
  const name = colon < 0 ? '' : word.slice(colon + 1);
  const type = ACL_RESOURCE_TYPES.find(one => one === stated);
  if (type === undefined) {
    const isName = colon < 0 && nearest(stated, ACL_RESOURCE_TYPES) === undefined;
    throw usageError(
      'access/resource',
      isName
        ? `${JSON.stringify(word)} has no type`
        : `there is no type of resource ${JSON.stringify(stated)}${suggestion(stated, ACL_RESOURCE_TYPES)}`,
      `write TYPE:NAME, like topic:${name || word}; types: ${ACL_RESOURCE_TYPES.join(', ')}`,
    );
  }
  if (type === 'cluster') {
    if (name !== '' && name !== 'kafka-cluster')
      throw usageError('access/resource', 'the cluster has no name to choose', 'write cluster alone');
    return {type, name: 'kafka-cluster'};
  }
  if (name === '') throw usageError('access/resource', `which ${type}?`, `write ${type}:NAME`);
  return {type, name};
}

function readOperation(word: string, type: AclResourceType): AclOperation {
  const operation = ACL_OPERATIONS.find(one => one === kebab(word));
  if (operation === undefined)
    throw usageError(
      'access/operation',
      `there is no operation ${word}${suggestion(kebab(word), ACL_OPERATIONS)}`,
      `operations: ${ACL_OPERATIONS.join(', ')}`,
    );
  const honoured = HONOURED_OPERATIONS[type];
  if (!honoured.includes(operation))
    throw usageError(
      'access/operation',
      `the broker never asks for ${operation} on a ${type}`,
      `it asks for ${honoured.filter(one => one !== 'all').join(', ')}`,
    );
  return operation;
}

/** `DescribeConfigs`, `DESCRIBE_CONFIGS` and `describe-configs` are one, as Kafka's own tools take them. */
function kebab(word: string): string {
  return word
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

/**
 * The principal that a word means: written with its type (`User:audit`), or the name of a User, or of an Application, which
 * stands for its User. Any other bare name is a SASL user's.
 */
export function readPrincipal(word: string | undefined, model: Model, usage: string): {principal: string; notes: string[]} {
  if (word === undefined || word === '') throw usageError('access/principal', 'nobody is named', `write ${usage}`);
  const byName = new Map(model.users.map(user => [user.name, principalOf(user)]));
  const own = byName.get(word);
  const application = model.applications.find(({name}) => name === word);
  if (application !== undefined) {
    const runsAs = byName.get(application.spec.user);
    if (own === undefined) return {principal: runsAs ?? refuseWithoutUser(application, model), notes: []};
    const other = runsAs ?? `${application.spec.user}, which no User document declares${on(model)}`;
    const hint = runsAs === undefined ? '' : `; write ${runsAs} to ask about the Application`;
    const note = `this is about the User ${word}, and not about the Application of that name, which runs as ${other}${hint}`;
    return {principal: own, notes: own === runsAs ? [] : [note]};
  }
  const principal = own ?? (word.includes(':') ? word : `User:${word}`);
  const declared = new Set([...byName.values(), 'User:ANONYMOUS']);
  if (declared.has(principal) || model.users.length === 0) return {principal, notes: []};
  const written = word.includes(':') ? [...declared] : [...byName.keys(), ...model.applications.map(({name}) => name)];
  return {principal, notes: [`no User document declares ${principal}${suggestion(word, written)}`]};
}

/** Its principal is unknown, so that no answer would be about it. */
function refuseWithoutUser({name, spec}: Model['applications'][number], model: Model): never {
  throw usageError(
    'access/principal',
    `Application ${visible(name)} runs as ${visible(spec.user)}, which no User document declares${on(model)}`,
    `declare that User there, or ask about a principal by its type: User:${visible(spec.user)}`,
  );
}

function on({cluster}: Model): string {
  return cluster === undefined ? '' : ` on ${visible(cluster.name)}`;
}

/** `topics` holds the topic that is asked about where any document declares it; to guess another needs the names of all. */
function notesOn({type, name}: Question['resource'], {cluster, topics}: Model, declared: () => readonly DeclaredTopics[]): string[] {
  if (type !== 'topic' || name === '*' || topics.some(topic => topic.name === name)) return [];
  const all = declared();
  if (all.every(({names}) => names.length === 0)) return [];
  const elsewhere = all.filter(({names}) => names.includes(name)).flatMap(one => one.cluster ?? []);
  if (elsewhere.length > 0) return [`the Topic ${name} is declared for ${elsewhere.join(', ')}, and not for ${cluster?.name}`];
  const here = all.find(one => one.cluster === cluster?.name)?.names ?? [];
  return [`no Topic document declares ${name}${suggestion(name, here)}`];
}
