import {requestFailed} from '../../cluster/failure.ts';
import type {LagReading} from '../../cluster/lag.ts';
import {readLag} from '../../cluster/lag.ts';
import {type LagTrend, samplesOf, trendOf} from '../../cluster/lag-trend.ts';
import {totalOf} from '../../cluster/partition-lag.ts';
import {unfinished, WeirError} from '../../findings/error.ts';
import type {Verdict} from '../../findings/finding.ts';
import {suggestion} from '../../findings/suggest.ts';
import {consumingGroups, declaredTopicsOf, judgeLag} from '../../verify/lag-proof.ts';
import {type GroupOwner, groupOwners} from '../groups/action.ts';
import type {LiveCluster} from '../live-cluster.ts';
import {pause} from '../watch-interval.ts';

export interface LagLook {
  reading: LagReading;
  owners: Map<string, GroupOwner>;
  verdicts: Verdict[];
  /** Declared groups that are not on the cluster. */
  absent: string[];
}

/** Reads the groups that were named, or all, and judges what the documents claim of them. */
export async function lookAtLag({model, admin}: LiveCluster, names: readonly string[], {time}: {time: boolean}): Promise<LagLook> {
  const owners = groupOwners(model);
  const consuming = consumingGroups(model).filter(({group}) => names.length === 0 || names.includes(group));
  const expected = declaredTopicsOf(consuming, model);
  const reading = await readLag(admin, {expected, time, ...(names.length === 0 ? {} : {groups: names})}).catch(thrown => {
    throw thrown instanceof WeirError ? thrown : requestFailed(model.cluster.name, 'read how far groups are behind', thrown);
  });
  const stranger = reading.missing.find(name => !owners.has(name));
  if (stranger !== undefined)
    throw unfinished(
      'lag/unknown-group',
      `there is no group ${stranger} on ${model.cluster.name}, and no Application declares it${suggestion(stranger, [...reading.known, ...owners.keys()])}`,
      {hint: 'weir groups list shows all'},
    );
  const there = new Set(reading.groups.map(({name}) => name));
  return {
    reading,
    owners,
    verdicts: judgeLag(model, consuming, reading).filter(one => time || !one.location.pointer.endsWith('/maxLagSeconds')),
    absent: [...new Set(names.length === 0 ? [...owners.keys()] : names)].filter(name => !there.has(name)),
  };
}

/** Where lags are going: a second look at the groups that are behind, records alone. Empty where none is. */
export async function trendsAfter(
  {admin}: LiveCluster,
  reading: LagReading,
  {afterMs, signal}: {afterMs: number; signal: AbortSignal},
): Promise<Map<string, LagTrend>> {
  const behind = reading.groups.filter(({partitions}) => totalOf(partitions).records > 0n).map(({name}) => name);
  if (behind.length === 0) return new Map();
  await pause(afterMs, signal);
  signal.throwIfAborted();
  const [before, after] = [samplesOf(reading), samplesOf(await readLag(admin, {groups: behind, time: false}))];
  return new Map(
    behind.flatMap(name => {
      const trend = trendOf(before.get(name), after.get(name));
      return trend === undefined ? [] : [[name, trend] as const];
    }),
  );
}
