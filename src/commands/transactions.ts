import {Admin} from '../cluster/admin.ts';
import {readLayout} from '../cluster/topics.ts';
import {type ExitCode, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {openTarget} from '../sandbox/target.ts';
import {loadSpecs} from '../specs/load.ts';
import {assertIntendedCluster, assertSameCluster} from '../terraform/cluster-pin.ts';
import {chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {abortTransactions} from './transactions/abort.ts';
import {describeOne} from './transactions/describe.ts';
import {listAll} from './transactions/list.ts';

/** What the actions of `weir transactions` take. */
export interface TransactionsOptions extends GlobalOptions {
  topic?: string;
  partition?: string;
  yes?: true;
  all?: true;
}

export type TransactionsAction = (
  context: CommandContext,
  admin: Admin,
  input: {id: string | undefined; options: TransactionsOptions},
) => Promise<ExitCode>;

const ACTIONS: Record<string, {writes: boolean; run: TransactionsAction}> = {
  list: {writes: false, run: listAll},
  describe: {writes: false, run: describeOne},
  abort: {writes: true, run: abortTransactions},
};

export default command({
  summary: 'transactions that are open, those that hang, and the partitions that wait for them: list, describe ID, abort',
  examples: [
    {line: 'weir transactions list', does: 'shows open and hanging transactions; --all those that ended, too'},
    {line: 'weir transactions describe order-service-0', does: 'shows one transactional id, and how far readers get in its partitions'},
    {line: 'weir transactions abort order-service-0', does: 'says what aborting it would do; --yes does it, which fences its producer'},
    {
      line: 'weir transactions abort --topic orders.order.placed.v1 --partition 2 --yes',
      does: 'ends a transaction that no coordinator knows of any more',
    },
  ],
  covers: ['EO4', 'EO5'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument('[id]', 'describe, abort: a transactional id')
      .option('--all', 'list: also ids whose last transaction has ended')
      .option('--topic <name>', 'list: look at the producers of this topic alone; abort: where a transaction hangs')
      .option('--partition <number>', 'abort: which partition of the topic')
      .option('--yes', 'abort: do it, without being asked'),
  async run(context, {args: [name, id], options}) {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) {
      const names = Object.keys(ACTIONS);
      throw usageError('transactions/action', `there is no action ${name}${suggestion(name, names)}`, `actions: ${names.join(', ')}`);
    }
    const {models} = loadSpecs({cwd: context.cwd, directory: options.specs});
    const {cluster} = chooseCluster(models, {cluster: options.cluster, writes: action.writes});
    const {cwd, env, signal} = context;
    const admin = await Admin.open(await openTarget(cluster, {cwd, env}).admin(), {signal});
    try {
      const {clusterId} = await readLayout(admin, []);
      if (action.writes) assertIntendedCluster(cluster, clusterId, cwd);
      else assertSameCluster(cluster, clusterId, cwd);
      return await action.run(context, admin, {id, options});
    } finally {
      await admin.close();
    }
  },
});
