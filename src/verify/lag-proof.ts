import {defaultGroup} from '../access/archetypes/archetype.ts';
import {describeFailure} from '../cluster/failure.ts';
import {type GroupLag, type LagReading, readLag} from '../cluster/lag.ts';
import {type PartitionLag, totalOf} from '../cluster/partition-lag.ts';
import type {Verdict} from '../findings/finding.ts';
import {suggestion} from '../findings/suggest.ts';
import type {ConsumeIntent, IntendedTopic, Model, Resource} from '../specs/model.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/** One intent to consume, with the group that does it. */
export interface ConsumingGroup {
  application: Resource<'Application'>;
  intent: ConsumeIntent;
  group: string;
}

/** Every intent to consume of a model, and who reads for it. */
export function consumingGroups({applications}: Pick<Model, 'applications'>): ConsumingGroup[] {
  return applications.flatMap(application =>
    application.spec.consumes.map(intent => ({application, intent, group: intent.group ?? defaultGroup(application)})),
  );
}

/** Declared topics by group, so that a partition without a commit is asked about, too. */
export function declaredTopicsOf(consuming: readonly ConsumingGroup[], {topics}: Pick<Model, 'topics'>): Map<string, string[]> {
  const byGroup = new Map<string, string[]>();
  for (const {group, intent} of consuming) {
    const named = topics.map(({name}) => name).filter(name => intent.topics.some(one => isMeant(one, name)));
    byGroup.set(group, [...new Set([...(byGroup.get(group) ?? []), ...named])]);
  }
  return byGroup;
}

function isMeant({name, pattern}: IntendedTopic, topic: string): boolean {
  return pattern === 'prefixed' ? topic.startsWith(name) : topic === name;
}

/**
 * Judges every `consumes[].maxLag` and `maxLagSeconds` by the live group, at its line: fail where a partition is further
 * behind, unknown where the group is not there, has committed nothing, or a partition's lag cannot be known. Reads only.
 */
export async function lagVerdicts(context: Pick<ScenarioContext, 'model' | 'cluster' | 'admin'>): Promise<Verdict[]> {
  const claiming = consumingGroups(context.model).filter(({intent}) => intent.maxLag !== undefined || intent.maxLagMs !== undefined);
  if (claiming.length === 0) return [];
  const groups = [...new Set(claiming.map(({group}) => group))];
  const expected = declaredTopicsOf(claiming, context.model);
  const time = claiming.some(({intent}) => intent.maxLagMs !== undefined);
  try {
    return judgeLag(context, claiming, await readLag(context.admin, {groups, expected, time}));
  } catch (thrown) {
    const {reason} = describeFailure(thrown);
    return judgeLag(context, claiming, unread(groups, `the lag of groups cannot be read: ${reason}`));
  }
}

/** A reading that came to nothing: every claim is then unknown, for one reason. */
function unread(groups: readonly string[], problem: string): LagReading {
  const silent = {
    state: '',
    protocol: undefined,
    protocolType: '',
    coordinatorId: undefined,
    members: {unknown: problem},
    partitions: [],
    problem,
  };
  return {atMs: Date.now(), groups: groups.map(name => ({name, ...silent})), missing: [], known: []};
}

/** {@link lagVerdicts} by what was read already. Pure. */
export function judgeLag(context: Pick<ScenarioContext, 'cluster'>, consuming: readonly ConsumingGroup[], reading: LagReading): Verdict[] {
  const byName = new Map(reading.groups.map(one => [one.name, one]));
  return consuming.flatMap(one => {
    const lag = byName.get(one.group);
    const {maxLag, maxLagMs} = one.intent;
    const about = {context, one, lag, known: reading.known};
    return [
      ...(maxLag === undefined ? [] : [verdictOf(about, recordsClaim(maxLag))]),
      ...(maxLagMs === undefined ? [] : [verdictOf(about, timeClaim(maxLagMs))]),
    ];
  });
}

/** What is claimed of each partition, and how it is judged. */
interface LagClaim {
  rule: string;
  /** Key below the intent. */
  key: string;
  atMost: string;
  limit: number;
  of(partition: PartitionLag): {known: number} | {unknown: string};
  text(value: number): string;
  evidenceKey: string;
}

function recordsClaim(limit: number): LagClaim {
  return {
    rule: 'proof/max-lag',
    key: 'maxLag',
    limit,
    atMost: `${limit} records`,
    of: ({records}) => ('known' in records ? {known: Number(records.known)} : records),
    text: value => `${value} records`,
    evidenceKey: 'mostRecords',
  };
}

function timeClaim(limitMs: number): LagClaim {
  return {
    rule: 'proof/max-lag-seconds',
    key: 'maxLagSeconds',
    limit: limitMs,
    atMost: `${limitMs / 1000} s`,
    of: ({lagMs}) => lagMs ?? {unknown: 'its time was not read'},
    text: value => `${(value / 1000).toFixed(1)} s`,
    evidenceKey: 'longestMs',
  };
}

interface About {
  context: Pick<ScenarioContext, 'cluster'>;
  one: ConsumingGroup;
  lag: GroupLag | undefined;
  known: readonly string[];
}

function verdictOf({context, one, lag, known}: About, claim: LagClaim): Verdict {
  const {application, intent, group} = one;
  const names = intent.topics.map(({name, pattern}) => (pattern === 'prefixed' ? `${name}*` : name)).join(', ');
  const partitions = lag?.partitions.filter(({topic}) => intent.topics.some(meant => isMeant(meant, topic))) ?? [];
  return judge(
    context,
    {resource: application, pointer: `${intent.at}/${claim.key}`},
    {
      rule: claim.rule,
      claim: `group ${group} is at most ${claim.atMost} behind in every partition of ${names}`,
      ...outcomeOf(partitions, claim, lag === undefined ? `there is no group ${group}${suggestion(group, known)}` : lag.problem),
      evidence: evidenceOf(group, lag, partitions, claim),
    },
  );
}

function outcomeOf(
  partitions: readonly PartitionLag[],
  claim: LagClaim,
  problem: string | undefined,
): Pick<Verdict, 'status'> & {reason?: string; measured?: string} {
  const measured = partitions.flatMap(partition => {
    const value = claim.of(partition);
    return 'known' in value ? [{partition, value: value.known}] : [];
  });
  const worst = measured.reduce<(typeof measured)[number] | undefined>(
    (most, one) => (most === undefined || one.value > most.value ? one : most),
    undefined,
  );
  if (worst !== undefined && worst.value > claim.limit) {
    const over = measured.filter(({value}) => value > claim.limit).length;
    const {topic, partition, member} = worst.partition;
    const who = member === undefined ? 'nobody is assigned it' : `${member.clientId} at ${member.host} has it`;
    return {
      status: 'fail',
      reason: `${topic}-${partition} is ${claim.text(worst.value)} behind, and ${who}${over > 1 ? `; ${over} partitions are over` : ''}`,
    };
  }
  if (problem !== undefined) return {status: 'unknown', reason: problem};
  if (partitions.length === 0)
    return {status: 'unknown', reason: 'it has committed nothing for these topics, and they are not on the cluster'};
  if (partitions.every(({committed}) => committed === undefined))
    return {status: 'unknown', reason: 'it has committed nothing for these topics'};
  const open = partitions
    .filter(one => !one.isUntouched)
    .flatMap(one => {
      const value = claim.of(one);
      return 'unknown' in value ? [{...one, reason: value.unknown}] : [];
    });
  const [first] = open;
  if (first !== undefined)
    return {
      status: 'unknown',
      reason: `${open.length} of ${partitions.length} partitions, like ${first.topic}-${first.partition}: ${first.reason}`,
    };
  return {status: 'pass', measured: `at most ${claim.text(worst?.value ?? 0)} behind in ${partitions.length} partitions`};
}

function evidenceOf(
  group: string,
  lag: GroupLag | undefined,
  partitions: readonly PartitionLag[],
  claim: LagClaim,
): Record<string, unknown> {
  if (lag === undefined) return {group};
  const total = totalOf(partitions);
  const expired = partitions.reduce((sum, {expiredRecords}) => sum + (expiredRecords ?? 0n), 0n);
  const values = partitions.flatMap(partition => {
    const value = claim.of(partition);
    return 'known' in value ? [value.known] : [];
  });
  return {
    group,
    state: lag.state,
    memberCount: 'known' in lag.members ? lag.members.known.length : null,
    partitionCount: partitions.length,
    [claim.evidenceKey]: values.length === 0 ? null : values.reduce((most, one) => Math.max(most, one), 0),
    totalRecords: Number(total.records),
    unknownPartitionCount: partitions.filter(one => !one.isUntouched && 'unknown' in claim.of(one)).length,
    ...(expired > 0n ? {expiredRecords: Number(expired)} : {}),
  };
}
