import {type ActionEntry, runAction} from './actions.ts';
import {command} from './command.ts';
import type {TopicsOptions} from './topics/action.ts';

const CHANGES = ['yes', 'dryRun', 'evenDeclared'] as const;
const ACTIONS: Record<string, ActionEntry<TopicsOptions>> = {
  list: {usage: 'list [PATTERN]', takes: ['internal'], load: async () => (await import('./topics/list.ts')).default},
  describe: {usage: 'describe TOPIC…', takes: ['all'], load: async () => (await import('./topics/describe.ts')).default},
  create: {
    usage: 'create TOPIC… --partitions N --replication-factor N [--set NAME=VALUE]',
    takes: ['partitions', 'replicationFactor', 'set', ...CHANGES],
    load: async () => (await import('./topics/create.ts')).default,
  },
  delete: {usage: 'delete TOPIC…', takes: CHANGES, load: async () => (await import('./topics/delete.ts')).default},
  configure: {
    usage: 'configure TOPIC… [--set NAME=VALUE] [--unset NAME]',
    takes: ['set', 'unset', ...CHANGES],
    load: async () => (await import('./topics/configure.ts')).default,
  },
  grow: {
    usage: 'grow TOPIC… --partitions N',
    takes: ['partitions', ...CHANGES],
    load: async () => (await import('./topics/grow.ts')).default,
  },
};
const OWN = ['partitions', 'replicationFactor', 'set', 'unset', 'internal', 'all', ...CHANGES] as const;

const takers = (option: (typeof OWN)[number]): string =>
  Object.keys(ACTIONS)
    .filter(name => ACTIONS[name]?.takes.includes(option))
    .join(', ');

export default command({
  summary: 'topics of a live cluster: list, describe, and by hand what no document declares: create, delete, configure, grow',
  examples: [
    {line: "weir topics list 'orders.*'", does: 'lists topics with their partitions, copies and owners'},
    {line: 'weir topics describe orders.order.placed.v1', does: 'shows leaders, in-sync copies, offsets, sizes and settings'},
    {
      line: 'weir topics create scratch.replay --partitions 6 --replication-factor 3 --set retention.ms=1d',
      does: 'asks the brokers whether they would, and shows it; --yes does it',
    },
    {line: 'weir topics configure scratch.replay --set retention.ms=2d --unset segment.ms', does: 'shows old and new values side by side'},
    {line: 'weir topics delete scratch.replay --yes', does: 'deletes it with all its records'},
  ],
  covers: ['P06', 'P07'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument(
        '[words...]',
        Object.values(ACTIONS)
          .map(({usage}) => usage)
          .join('; '),
      )
      .option('--internal', `${takers('internal')}: Kafka's own topics, too`)
      .option('--all', `${takers('all')}: settings that it inherits, too`)
      .option('--partitions <count>', `${takers('partitions')}: how many there are to be`)
      .option('--replication-factor <count>', `${takers('replicationFactor')}: copies of each partition; there is no default`)
      .option('--set <name=value>', `${takers('set')}: a setting, with units as in documents; can be repeated`, collect)
      .option('--unset <name>', `${takers('unset')}: take an override away; can be repeated`, collect)
      .option('--yes', `${takers('yes')}: do what is shown, without being asked`)
      .option('--dry-run', `${takers('dryRun')}: show it, and ask nothing`)
      .option('--even-declared', `${takers('evenDeclared')}: though a document declares the topic`),
  run: (context, {args: [name, words], options}) =>
    runAction(context, {command: 'topics', actions: ACTIONS, own: OWN}, {name, words, options}),
});

function collect(text: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}
