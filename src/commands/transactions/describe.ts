import Table from 'cli-table3';
import type {Admin} from '../../cluster/admin.ts';
import {describeProducers, describeTransaction, type LiveTransaction} from '../../cluster/live-transactions.ts';
import {endsOf} from '../../cluster/scan-log.ts';
import {readLayout} from '../../cluster/topics.ts';
import {EXIT, type ExitCode, unfinished, usageError} from '../../findings/error.ts';
import type {CommandContext} from '../command.ts';
import {textOrJson} from '../text-or-json.ts';
import type {TransactionsOptions} from '../transactions.ts';
import {lasting, transactionJson} from './words.ts';

interface PartitionSeen {
  topic: string;
  partition: number;
  /** Of this producer's records in the open transaction; undefined where it has sent none there. */
  startOffset: bigint | undefined;
  lastStableOffset: bigint;
  highWatermark: bigint;
}

/** One transactional id, and how far readers of committed records get in the partitions of its open transaction. */
export async function describeOne(
  context: CommandContext,
  admin: Admin,
  {id, options}: {id: string | undefined; options: TransactionsOptions},
): Promise<ExitCode> {
  const transaction = await knownTransaction(admin, id, 'describe');
  const partitions = await partitionsOf(admin, transaction);
  if (textOrJson(options.format) === 'json') {
    const parts = partitions.map(one => ({
      ...one,
      startOffset: one.startOffset === undefined ? null : String(one.startOffset),
      lastStableOffset: String(one.lastStableOffset),
      highWatermark: String(one.highWatermark),
    }));
    context.result(`${JSON.stringify({...transactionJson(transaction), partitions: parts}, null, 2)}\n`);
    return EXIT.ok;
  }
  const {startedAtMs, timeoutMs} = transaction;
  const lines = [
    `${transaction.transactionalId}: ${transaction.state}`,
    `  producer ${transaction.producerId}, epoch ${transaction.producerEpoch}; coordinated by broker ${transaction.coordinatorId}`,
    startedAtMs === undefined
      ? `  nothing is open; a transaction of its may last ${lasting(timeoutMs)}`
      : `  open for ${lasting(Date.now() - startedAtMs)}, since ${new Date(startedAtMs).toISOString()}; aborted by the broker after ${lasting(timeoutMs)}`,
  ];
  const table = new Table({head: ['partition', 'open from', 'last stable offset', 'high watermark'], style: {head: [], border: []}});
  for (const one of partitions)
    table.push([`${one.topic}-${one.partition}`, `${one.startOffset ?? '–'}`, `${one.lastStableOffset}`, `${one.highWatermark}`]);
  if (partitions.length > 0) lines.push(table.toString());
  context.result(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

/** Fails where no id is given, or no coordinator knows it. */
export async function knownTransaction(admin: Admin, id: string | undefined, action: string): Promise<LiveTransaction> {
  if (id === undefined)
    throw usageError(
      'transactions/no-id',
      'no transactional id is named',
      `weir transactions list shows them; then weir transactions ${action} ID`,
    );
  const transaction = await describeTransaction(admin, id);
  if (transaction !== undefined) return transaction;
  throw unfinished('transactions/unknown-id', `no coordinator knows the transactional id ${id}`, {
    hint: 'weir transactions list --all shows those that it may see; an unused id is forgotten after transactional.id.expiration.ms.',
  });
}

async function partitionsOf(admin: Admin, {partitions, producerId}: LiveTransaction): Promise<PartitionSeen[]> {
  const {topics} = await readLayout(admin, [...new Set(partitions.map(one => one.topic))]);
  const {producers} = await describeProducers(admin, topics);
  return await Promise.all(
    partitions.map(async ({topic, partition}) => {
      const own = producers.find(one => one.topic === topic && one.partition === partition && one.producerId === producerId);
      return {topic, partition, startOffset: own?.startOffset, ...(await endsOf(admin, {topic, partition}))};
    }),
  );
}
