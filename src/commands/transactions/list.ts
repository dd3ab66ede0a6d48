import Table from 'cli-table3';
import type {Admin} from '../../cluster/admin.ts';
import {readTransactions} from '../../cluster/hanging-transactions.ts';
import {EXIT, type ExitCode} from '../../findings/error.ts';
import type {CommandContext} from '../command.ts';
import {textOrJson} from '../text-or-json.ts';
import type {TransactionsOptions} from '../transactions.ts';
import {hangingJson, hangingLine, lasting, placesOf, transactionJson} from './words.ts';

const ENDED = ['Empty', 'CompleteCommit', 'CompleteAbort', 'Dead'];

/** Open transactions, those that hang, and what could not be looked at. */
export async function listAll(context: CommandContext, admin: Admin, {options}: {options: TransactionsOptions}): Promise<ExitCode> {
  const seen = await readTransactions(admin, options.topic === undefined ? null : [options.topic]);
  const nowMs = Date.now();
  const shown = options.all === true ? seen.transactions : seen.transactions.filter(one => !ENDED.includes(one.state));
  if (textOrJson(options.format) === 'json') {
    const document = {transactions: shown.map(transactionJson), hanging: seen.hanging.map(hangingJson), refused: seen.refused};
    context.result(`${JSON.stringify(document, null, 2)}\n`);
    return EXIT.ok;
  }
  const table = new Table({head: ['transactional id', 'state', 'open for', 'timeout', 'partitions'], style: {head: [], border: []}});
  for (const one of shown) {
    const openFor = one.startedAtMs === undefined ? '–' : lasting(nowMs - one.startedAtMs);
    table.push([one.transactionalId, one.state, openFor, lasting(one.timeoutMs), one.partitions.length === 0 ? '–' : placesOf(one)]);
  }
  const ended = seen.transactions.length - shown.length;
  const rest = ended === 0 ? '' : ` (${ended} ids whose last transaction has ended are shown by --all)`;
  const lines = [shown.length === 0 ? `no transaction is open${rest}` : `${table.toString()}${rest === '' ? '' : `\n${rest.trim()}`}`];
  for (const one of seen.hanging) lines.push(`hanging: ${hangingLine(one, nowMs)}`);
  for (const {topic, partition, errorCode} of seen.refused)
    lines.push(`unknown: the producers of ${topic}-${partition}: error ${errorCode}`);
  if (seen.hanging.length > 0) lines.push('weir transactions abort ends them: readers of committed records wait before them');
  context.result(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
