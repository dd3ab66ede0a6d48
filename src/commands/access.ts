import {type ExitCode, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import type {AccessAction} from './access/action.ts';
import {command} from './command.ts';

/** Loaded when it is asked for: a question about access is answered in the time that a person waits for a prompt. */
const ACTIONS: Record<string, Action> = {
  derive: {usage: 'derive [APPLICATION…]', takes: [], load: async () => (await import('./access/derive.ts')).default},
  why: {usage: 'why PRINCIPAL OPERATION TYPE:NAME', takes: ['host'], load: async () => (await import('./access/why.ts')).default},
  'who-can': {
    usage: 'who-can OPERATION TYPE:NAME',
    takes: ['host', 'live'],
    load: async () => (await import('./access/who-can.ts')).default,
  },
  can: {
    usage: 'can PRINCIPAL OPERATION TYPE:NAME',
    takes: ['host', 'live'],
    load: async () => (await import('./access/can.ts')).default,
  },
  graph: {usage: 'graph', takes: ['domain'], load: async () => (await import('./access/graph.ts')).default},
  matrix: {usage: 'matrix', takes: ['live', 'domain'], load: async () => (await import('./access/matrix.ts')).default},
};

/** The options that some actions alone take. */
const OPTIONS = ['host', 'live', 'domain'] as const;

interface Action {
  /** Without words after its name it takes none. */
  usage: string;
  takes: readonly (typeof OPTIONS)[number][];
  load(): Promise<AccessAction>;
}

const takers = (option: (typeof OPTIONS)[number]): string =>
  Object.keys(ACTIONS)
    .filter(name => ACTIONS[name]?.takes.includes(option))
    .join(', ');

/** What an action would leave unread may be what the answer was to depend on. */
function refuseWhatIsNotTaken(
  name: string,
  {usage, takes}: Action,
  {words, options}: {words: readonly string[]; options: Partial<Record<(typeof OPTIONS)[number], unknown>>},
): void {
  const option = OPTIONS.find(one => options[one] !== undefined && !takes.includes(one));
  if (option !== undefined)
    throw usageError('access/option', `weir access ${name} takes no --${option}`, `actions that take it: ${takers(option)}`);
  const [word] = words;
  if (usage === name && word !== undefined)
    throw usageError(
      'access/words',
      `weir access ${name} takes no words, and here is ${JSON.stringify(word)}`,
      `write weir access ${usage}`,
    );
}

export default command({
  summary:
    'derive ACLs from what applications do, say why each exists, and answer who may do what: derive, why, can, who-can, graph, matrix',
  examples: [
    {line: 'weir access derive', does: 'lists the ACLs that every Application needs, with the reason of each'},
    {line: 'weir access derive order-service --format yaml', does: 'writes those of one as Acl documents'},
    {
      line: 'weir access why order-service write topic:orders.placed.v1',
      does: 'says which intent or Acl gives this, and where Kafka asks for it',
    },
    {
      line: 'weir access can User:audit read topic:orders.placed.v1',
      does: 'answers as the broker would, with the ACL that decides; exit 1 where it is denied',
    },
    {line: 'weir access can audit read group:audit --host 10.0.0.7 --live', does: 'the same by the ACLs that are on the cluster'},
    {line: 'weir access who-can write topic:orders.placed.v1', does: 'lists everybody who may'},
    {
      line: 'weir access graph --format html --output access.html',
      does: 'draws who writes and reads what, and where consent is missing; mermaid and dot go into other documents',
    },
    {
      line: 'weir access matrix --domain orders',
      does: 'a table of who may do what there, judged as the broker does; html tells what gives each right',
    },
  ],
  covers: ['SE3', 'C04.4', 'C09.3'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument(
        '[words...]',
        Object.values(ACTIONS)
          .map(({usage}) => usage)
          .join('; '),
      )
      .option('--host <address>', `${takers('host')}: the address of the client; an address that no ACL names unless given`)
      .option('--live', `${takers('live')}: by the ACLs on the cluster, in place of those declared`)
      .option('--domain <name>', `${takers('domain')}: this domain alone; graph shows those that it shares topics with, too`),
  async run(context, {args: [name, words], options}): Promise<ExitCode> {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) {
      const names = Object.keys(ACTIONS);
      throw usageError('access/action', `there is no action ${name}${suggestion(name, names)}`, `actions: ${names.join(', ')}`);
    }
    refuseWhatIsNotTaken(name, action, {words, options});
    return await (await action.load())(context, {words, options, usage: `weir access ${action.usage}`});
  },
});
