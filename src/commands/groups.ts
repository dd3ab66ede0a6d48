import {type ActionEntry, runAction} from './actions.ts';
import {command} from './command.ts';
import type {GroupsOptions} from './groups/action.ts';

const TARGETS = ['toEarliest', 'toLatest', 'toOffset', 'toTime', 'shiftBy', 'toGroup'] as const;
const ACTIONS: Record<string, ActionEntry<GroupsOptions>> = {
  list: {usage: 'list [PATTERN]', takes: [], load: async () => (await import('./groups/list.ts')).default},
  describe: {usage: 'describe GROUP…', takes: [], load: async () => (await import('./groups/describe.ts')).default},
  reset: {
    usage: 'reset GROUP --to-earliest | --to-latest | --to-offset N | --to-time TIME | --shift-by N | --to-group GROUP',
    takes: [...TARGETS, 'topic', 'partition', 'create', 'yes', 'dryRun'],
    load: async () => (await import('./groups/reset.ts')).default,
  },
  delete: {usage: 'delete GROUP…', takes: ['yes', 'dryRun'], load: async () => (await import('./groups/delete.ts')).default},
};
const OWN = [...TARGETS, 'topic', 'partition', 'create', 'yes', 'dryRun'] as const;

export default command({
  summary: 'consumer groups of a live cluster: list, describe (members, lag), reset offsets, delete',
  examples: [
    {line: 'weir groups list', does: 'lists groups with their state and owner'},
    {line: 'weir groups describe order-service', does: 'shows its members, what each reads, and how far behind it is'},
    {
      line: 'weir groups reset order-service --to-time 2026-11-26T14:00:00Z',
      does: 'shows old and new offsets side by side; --yes sets them, and a group with members is refused',
    },
    {
      line: 'weir groups reset order-service --topic orders.order.placed.v1 --shift-by -100 --yes',
      does: 'reads the last hundred of each partition again',
    },
    {line: 'weir groups reset order-service-v2 --to-group order-service --create --yes', does: 'starts a new group where another one is'},
    {line: 'weir groups delete order-service-v1 --yes', does: 'deletes a group with its offsets'},
  ],
  covers: ['P08', 'CO4'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument(
        '[words...]',
        Object.values(ACTIONS)
          .map(({usage}) => usage)
          .join('; '),
      )
      .option('--to-earliest', 'reset: to the first record that is there')
      .option('--to-latest', 'reset: to the end')
      .option('--to-offset <offset>', 'reset: to this offset in every partition')
      .option('--to-time <time>', 'reset: to the first record at or after 2026-11-26T14:00:00Z, or -2h')
      .option('--shift-by <count>', 'reset: by so many records, back where it is negative')
      .option('--to-group <group>', 'reset: to where another group is')
      .option('--topic <topic>', 'reset: this topic alone; can be repeated', collect)
      .option('--partition <topic:number>', 'reset: this partition alone; can be repeated', collect)
      .option('--create', 'reset: though there is no such group yet')
      .option('--yes', 'reset, delete: do what is shown, without being asked')
      .option('--dry-run', 'reset, delete: show it, and ask nothing'),
  run: (context, {args: [name, words], options}) =>
    runAction(context, {command: 'groups', actions: ACTIONS, own: OWN}, {name, words, options}),
});

function collect(text: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}
