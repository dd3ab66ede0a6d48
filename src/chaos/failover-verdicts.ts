import type {PartitionLog} from '../cluster/read-log.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Objectives, Resource} from '../specs/model.ts';
import type {Outcome} from '../verify/outcome.ts';
import {judge, type ScenarioContext} from '../verify/scenario.ts';
import {latencies, longestAckGap} from '../verify/timeline.ts';
import {deliveryVerdicts} from './delivery-verdicts.ts';
import type {OpenLoopResult} from './workloads/open-loop-producer.ts';

/** Times in ms since the producer's start; undefined for what did not happen while it was waited for. */
export interface FailoverMeasured {
  leaderId: number;
  /** Its death costs an election of the controller, too. */
  wasController: boolean;
  /** Partitions of declared topics and the canary that the killed broker led. */
  partitionsLed: number;
  killedMs: number;
  newLeaderMs: number | undefined;
  firstAckMs: number | undefined;
  healBeganMs: number;
  registeredMs: number;
  fullIsrMs: number | undefined;
  waitedMs: {failover: number; isr: number};
  watch: {polls: number; failures: number};
  canary: string;
  partition: number;
  produced: OpenLoopResult;
  log: Outcome<PartitionLog>;
}

/** An objective with the document that states it. */
export interface EffectiveObjective {
  ms: number;
  resource: Resource;
  pointer: string;
}

export type EffectiveObjectives = Partial<Record<'leaderFailover' | 'ackGap' | 'isrRecovery', EffectiveObjective>>;

/** The cluster's objectives, where the topic does not tighten them. */
export function effectiveObjectives(cluster: Resource<'Cluster'>, topic: Resource<'Topic'>): EffectiveObjectives {
  const names = {leaderFailover: 'leaderFailoverMs', ackGap: 'ackGapMs', isrRecovery: 'isrRecoveryMs'} as const satisfies Record<
    string,
    keyof Objectives
  >;
  const effective: EffectiveObjectives = {};
  for (const name of ['leaderFailover', 'ackGap', 'isrRecovery'] as const) {
    const onCluster = cluster.spec.verification.objectives[names[name]];
    const onTopic = topic.spec.objectives[names[name]];
    if (onTopic !== undefined && onTopic <= (onCluster ?? onTopic))
      effective[name] = {ms: onTopic, resource: topic, pointer: `/spec/objectives/${name}`};
    else if (onCluster !== undefined)
      effective[name] = {ms: onCluster, resource: cluster, pointer: `/spec/verification/objectives/${name}`};
  }
  return effective;
}

type Context = Pick<ScenarioContext, 'cluster'>;
type Judged = {status: Verdict['status']; reason?: string};

/** What a failover showed, judged at the lines that promise it. Pure. */
export function failoverVerdicts(context: Context, topic: Resource<'Topic'>, measured: FailoverMeasured): Verdict[] {
  return [...deliveryVerdicts(context, topic, measured), ...objectiveVerdicts(context, topic, measured)];
}

/** One claim about a time: what was measured, and how long it was waited for where it was not seen. */
interface TimedClaim {
  objective: EffectiveObjective | undefined;
  rule: string;
  /** Ends before the objective's time. */
  claim: string;
  ms: number | undefined;
  waitedMs: number;
  evidence: Record<string, unknown>;
  /** Why nothing could be seen. */
  blind: string | undefined;
}

function objectiveVerdicts(context: Context, topic: Resource<'Topic'>, measured: FailoverMeasured): Verdict[] {
  const {leaderFailover, ackGap, isrRecovery} = effectiveObjectives(context.cluster, topic);
  const claims = [leaderClaim(leaderFailover, measured), gapClaim(ackGap, measured), isrClaim(isrRecovery, measured)];
  return claims.flatMap(one => (one.objective === undefined ? [] : [within(context, one.objective, one)]));
}

function within(context: Context, objective: EffectiveObjective, {rule, claim, ms, waitedMs, evidence, blind}: TimedClaim): Verdict {
  return judge(context, objective, {
    rule,
    claim: `${claim} ${seconds(objective.ms)}`,
    ...judgeTime(objective, {ms, waitedMs, blind}),
    ...(ms === undefined ? {} : {measured: `${seconds(ms)} of ${seconds(objective.ms)} allowed`}),
    evidence: {...evidence, objectiveMs: objective.ms},
  });
}

function judgeTime(objective: EffectiveObjective, {ms, waitedMs, blind}: Pick<TimedClaim, 'ms' | 'waitedMs' | 'blind'>): Judged {
  if (ms !== undefined) return ms <= objective.ms ? {status: 'pass'} : {status: 'fail', reason: `it took ${seconds(ms)}`};
  if (blind !== undefined) return {status: 'unknown', reason: blind};
  return {status: waitedMs > objective.ms ? 'fail' : 'unknown', reason: `not within the ${seconds(waitedMs)} that it was waited for`};
}

function leaderClaim(objective: EffectiveObjective | undefined, measured: FailoverMeasured): TimedClaim {
  const ms = since(measured.newLeaderMs, measured.killedMs);
  return {
    objective,
    rule: 'proof/leader-failover',
    claim: 'every partition of a killed broker has a new leader within',
    ms,
    waitedMs: measured.waitedMs.failover,
    evidence: {
      leaderFailoverMs: ms ?? null,
      partitions: measured.partitionsLed,
      killedBroker: measured.leaderId,
      wasController: measured.wasController,
      seenBy: 'metadata of another broker',
      ...measured.watch,
    },
    blind: unwatched(measured),
  };
}

function gapClaim(objective: EffectiveObjective | undefined, {produced, firstAckMs, killedMs}: FailoverMeasured): TimedClaim {
  const gap = longestAckGap(produced.operations, produced.startedMs, produced.stoppedMs);
  const ms = gap === undefined ? undefined : Math.round(gap.gapMs);
  return {
    objective,
    rule: 'proof/ack-gap',
    claim: 'a producer sees no longer pause between two acknowledgements than',
    ms,
    waitedMs: 0,
    evidence: {
      ackGapMs: ms ?? null,
      firstAckAfterKillMs: since(firstAckMs, killedMs) ?? null,
      latency: latencies(produced.operations) ?? null,
      probes: produced.operations.length,
      client: 'kafkajs',
    },
    blind: gap === undefined ? 'no record was acknowledged at all' : undefined,
  };
}

function isrClaim(objective: EffectiveObjective | undefined, measured: FailoverMeasured): TimedClaim {
  const {fullIsrMs, healBeganMs, registeredMs, waitedMs, watch} = measured;
  const ms = since(fullIsrMs, healBeganMs);
  return {
    objective,
    rule: 'proof/isr-recovery',
    claim: 'every in-sync set is full again, counted from the start of the killed broker, within',
    ms,
    waitedMs: waitedMs.isr,
    evidence: {isrRecoveryMs: ms ?? null, brokerRegisteredMs: Math.round(registeredMs - healBeganMs), ...watch},
    blind: unwatched(measured),
  };
}

function unwatched({watch}: FailoverMeasured): string | undefined {
  return watch.polls === 0 ? 'no broker answered while its metadata was watched' : undefined;
}

function since(atMs: number | undefined, startMs: number): number | undefined {
  return atMs === undefined ? undefined : Math.round(atMs - startMs);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
