import type {Admin} from '../../cluster/admin.ts';
import {listTransactions} from '../../cluster/live-transactions.ts';
import {scanLog} from '../../cluster/scan-log.ts';
import {readLayout} from '../../cluster/topics.ts';
import type {EosRun} from './eos-run.ts';
import type {Witness} from './judge.ts';

/** Where a witness lies: the least that shows what went wrong. */
export interface Occurrence {
  topic: string;
  partition: number;
  offset: number;
  value: string;
  /** Of the transaction that wrote it. */
  producerId: number;
  /** The id whose producer that is now; absent for one that the coordinators do not know any more. */
  transactionalId?: string;
  committed: boolean;
}

const MOST = 40;

/** Looks witnesses up in the logs of a run: every place where their integers lie, and the records at their offsets. */
export async function occurrencesOf(
  admin: Admin,
  {topics, tag}: Pick<EosRun, 'topics' | 'tag'>,
  witnesses: readonly Witness[],
): Promise<Occurrence[]> {
  if (witnesses.length === 0) return [];
  const integers = new Set(witnesses.flatMap(({integer, after}) => [integer, after]).filter(one => one !== undefined));
  const places = new Set(witnesses.filter(one => one.integer === undefined).map(({partition, offset}) => `${partition} ${offset}`));
  const {topics: layouts, brokers} = await readLayout(admin, Object.values(topics));
  const found: Occurrence[] = [];
  for (const {name, partitions} of layouts) {
    for (const {partition} of partitions) {
      const isWitness = (value: string, offset: number) =>
        integers.has(integerIn(value, tag)) || (name === topics.output && places.has(`${partition} ${offset}`));
      await scanLog(
        admin,
        {topic: name, partition},
        {
          record(record, {producerId, aborted}) {
            const value = record.value()?.toString() ?? '';
            const {offset} = record;
            if (found.length < MOST && isWitness(value, offset))
              found.push({topic: name, partition, offset, value, producerId, committed: !aborted});
          },
        },
        {isolation: 'committed'},
      );
    }
  }
  const ids = new Map((await listTransactions(admin, brokers)).map(one => [Number(one.producerId), one.transactionalId]));
  return found.map(one => {
    const transactionalId = ids.get(one.producerId);
    return transactionalId === undefined ? one : {...one, transactionalId};
  });
}

function integerIn(value: string, tag: string): number {
  const [own, integer] = value.split(':');
  return own === tag ? Number(integer) : -1;
}
