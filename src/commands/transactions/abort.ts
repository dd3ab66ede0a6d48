import {abortOrphaned, takeTransactionalId} from '../../cluster/abort-transactions.ts';
import type {Admin} from '../../cluster/admin.ts';
import {requestFailed} from '../../cluster/failure.ts';
import {type Hanging, readTransactions} from '../../cluster/hanging-transactions.ts';
import {type ActiveProducer, describeTransaction} from '../../cluster/live-transactions.ts';
import {EXIT, type ExitCode, unfinished, usageError} from '../../findings/error.ts';
import type {CommandContext} from '../command.ts';
import {confirmed} from '../confirm.ts';
import {textOrJson} from '../text-or-json.ts';
import type {TransactionsOptions} from '../transactions.ts';
import {knownTransaction} from './describe.ts';
import {lasting, orphanedLine, placesOf} from './words.ts';

/** What is to be done, in words, and how. */
interface Abort {
  what: string;
  does: string;
  run(): Promise<string>;
}

/** Aborts an open transaction by its id, or one that hangs in a partition. Says what it would do unless it is told to. */
export async function abortTransactions(
  context: CommandContext,
  admin: Admin,
  {id, options}: {id: string | undefined; options: TransactionsOptions},
): Promise<ExitCode> {
  const format = textOrJson(options.format);
  const aborts = options.topic === undefined ? [await byId(admin, id)] : await byPartition(admin, id, options);
  for (const {what, does} of aborts) context.say(`  ${what}: ${does}`);
  const done: string[] = [];
  const asked = options.yes !== true && context.interactive;
  if (options.yes === true || (asked && (await confirmed(`Abort ${aborts.length} on ${admin.connection.cluster}?`)))) {
    for (const one of aborts) {
      done.push(
        await one.run().catch(thrown => {
          throw requestFailed(admin.connection.cluster, `abort ${one.what}`, thrown);
        }),
      );
    }
  }
  if (format === 'json') context.result(`${JSON.stringify({aborts: aborts.map(({what, does}) => ({what, does})), done}, null, 2)}\n`);
  else if (done.length > 0) context.result(`${done.join('\n')}\n`);
  else context.result(`${aborts.map(({what, does}) => `would abort ${what}: ${does}`).join('\n')}\nnothing was changed; --yes does it\n`);
  return EXIT.ok;
}

const OPEN = ['Ongoing', 'PrepareEpochFence'];

async function byId(admin: Admin, id: string | undefined): Promise<Abort> {
  const transaction = await knownTransaction(admin, id, 'abort');
  const {transactionalId, state, timeoutMs} = transaction;
  if (!OPEN.includes(state))
    throw usageError(
      'transactions/nothing-open',
      `${transactionalId} has no transaction open: its state is ${state}`,
      'weir transactions list shows what is open, and what hangs in a partition: that is aborted by --topic and --partition',
    );
  return {
    what: `${transactionalId} in ${placesOf(transaction)}`,
    does: 'takes the transactional id, which fences its producer: a program that still runs fails at its next request and has to be started anew',
    async run() {
      await takeTransactionalId(admin, transactionalId, timeoutMs);
      const after = await describeTransaction(admin, transactionalId);
      return `aborted ${transactionalId}: its state is ${after?.state ?? 'gone'}`;
    },
  };
}

async function byPartition(admin: Admin, id: string | undefined, {topic, partition}: TransactionsOptions): Promise<Abort[]> {
  const number = partition === undefined ? undefined : Number(partition);
  if (id !== undefined || topic === undefined || (number !== undefined && !Number.isInteger(number)))
    throw usageError('transactions/words', 'abort takes a transactional id, or --topic with --partition N, and not both');
  const {hanging} = await readTransactions(admin, [topic]);
  const orphaned = hanging.flatMap(one => orphanedProducer(one)).filter(one => number === undefined || one.partition === number);
  if (orphaned.length > 0) return orphaned.map(producer => byMarker(admin, producer));
  throw unfinished('transactions/nothing-hangs', `no transaction hangs in ${topic}${number === undefined ? '' : `-${number}`}`, {
    hint: 'One that a coordinator knows of is aborted by its transactional id: weir transactions list shows it.',
  });
}

function orphanedProducer(one: Hanging): ActiveProducer[] {
  return one.why === 'orphaned' ? [one.producer] : [];
}

function byMarker(admin: Admin, producer: ActiveProducer): Abort {
  const {topic, partition, producerId, startOffset} = producer;
  const where = `the transaction of producer ${producerId} in ${topic}-${partition}`;
  return {
    what: where,
    does: `writes the marker that no coordinator will write, and hides its records from offset ${startOffset} on; ${orphanedLine(producer, Date.now())}`,
    async run() {
      const startedMs = performance.now();
      await abortOrphaned(admin, producer);
      return `aborted ${where}, in ${lasting(performance.now() - startedMs)}`;
    },
  };
}
