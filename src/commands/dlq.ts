import {type ActionEntry, runAction} from './actions.ts';
import {command} from './command.ts';
import type {DlqOptions} from './dlq/action.ts';

const ACTIONS: Record<string, ActionEntry<DlqOptions>> = {
  list: {usage: 'list [TOPIC…]', takes: [], load: async () => (await import('./dlq/list.ts')).default},
  show: {
    usage: 'show TOPIC [PARTITION:OFFSET]',
    takes: ['error', 'origin', 'limit'],
    load: async () => (await import('./dlq/show.ts')).default,
  },
  replay: {
    usage: 'replay TOPIC [PARTITION:OFFSET…]',
    takes: ['error', 'origin', 'yes', 'dryRun'],
    load: async () => (await import('./dlq/replay.ts')).default,
  },
  purge: {usage: 'purge TOPIC', takes: ['replayed', 'yes', 'dryRun'], load: async () => (await import('./dlq/purge.ts')).default},
};
const OWN = ['error', 'origin', 'limit', 'replayed', 'yes', 'dryRun'] as const;

export default command({
  summary: 'dead letters of a live cluster: list, show one, replay to where they came from, purge',
  examples: [
    {line: 'weir dlq list', does: 'counts the letters of every dead-letter topic that an Application names, by origin and error'},
    {line: 'weir dlq show payments.carts.dlq.v1', does: 'lists its newest letters; --error and --origin choose among them'},
    {line: 'weir dlq show payments.carts.dlq.v1 0:17', does: 'shows one: where it came from, the error, and its bytes as they can be read'},
    {
      line: 'weir dlq replay payments.carts.dlq.v1',
      does: 'says what would be sent back; --yes sends it, and what was sent once is never sent again',
    },
    {line: 'weir dlq replay payments.carts.dlq.v1 --error app/timeout --yes', does: 'sends back those of one error alone'},
    {
      line: 'weir dlq purge payments.carts.dlq.v1 --replayed',
      does: 'deletes letters up to the first that was not replayed, and asks first',
    },
  ],
  covers: ['P12', 'C11.4'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument(
        '[words...]',
        Object.values(ACTIONS)
          .map(({usage}) => usage)
          .join('; '),
      )
      .option('--error <code>', 'show, replay: letters with this error code alone')
      .option('--origin <topic>', 'show, replay: letters from this topic alone')
      .option('--limit <number>', 'show: so many letters, the newest; 20')
      .option('--replayed', 'purge: only up to the first letter that was not replayed')
      .option('--yes', 'replay, purge: do what is shown, without being asked')
      .option('--dry-run', 'replay, purge: show it, and ask nothing'),
  run: (context, {args: [name, words], options}) =>
    runAction(context, {command: 'dlq', actions: ACTIONS, own: OWN}, {name, words, options}),
});
