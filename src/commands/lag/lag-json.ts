import type {GroupLag} from '../../cluster/lag.ts';
import {type PartitionLag, totalOf} from '../../cluster/partition-lag.ts';

type Json = Record<string, unknown>;

/** A group's lag as programs read it. Offsets are JSON numbers, exact to 2^53; what is unknown is null, its reason beside it. */
export function groupLagJson({name, state, protocol, protocolType, members, partitions, problem}: GroupLag): Json {
  const total = totalOf(partitions);
  return {
    name,
    state,
    protocol: protocol ?? null,
    protocolType,
    ...(problem === undefined ? {} : {problem}),
    lagRecords: Number(total.records),
    lagSeconds: total.longestMs === undefined ? null : total.longestMs / 1000,
    unknownPartitionCount: total.unknownRecordsCount,
    members: 'known' in members ? members.known : null,
    partitions: partitions.map(partitionJson),
  };
}

function partitionJson(one: PartitionLag): Json {
  const number = (name: string, fact: {known: bigint | number} | {unknown: string} | undefined, per = 1): Json => {
    if (fact === undefined) return {};
    return 'known' in fact ? {[name]: Number(fact.known) / per} : {[name]: null, [`${name}Unknown`]: fact.unknown};
  };
  return {
    topic: one.topic,
    partition: one.partition,
    committed: one.committed === undefined ? null : Number(one.committed),
    metadata: one.metadata,
    ...number('start', one.start),
    ...number('end', one.end),
    ...number('lagRecords', one.records),
    ...number('lagSeconds', one.lagMs, 1000),
    ...(one.clock === undefined ? {} : {clock: one.clock}),
    ...(one.expiredRecords === undefined ? {} : {expiredRecords: Number(one.expiredRecords)}),
    member: one.member ?? null,
  };
}
