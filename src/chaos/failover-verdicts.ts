import type {PartitionLog} from '../cluster/read-log.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Objectives, Resource} from '../specs/model.ts';
import type {Outcome} from '../verify/outcome.ts';
import {judge, type ScenarioContext} from '../verify/scenario.ts';
import {readSeededId} from '../verify/seeded-ids.ts';
import {latencies, longestAckGap} from '../verify/timeline.ts';
import {checkDelivery, type Delivery} from './checkers/delivery.ts';
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

/** How many of each anomaly are listed; their number is always given. */
const EXAMPLES_MAX = 20;

/** What a failover showed, judged at the lines that promise it. Pure. */
export function failoverVerdicts(context: Context, topic: Resource<'Topic'>, measured: FailoverMeasured): Verdict[] {
  return [...deliveryVerdicts(context, topic, measured), ...objectiveVerdicts(context, topic, measured)];
}

function deliveryVerdicts(
  context: Context,
  topic: Resource<'Topic'>,
  {produced, log, canary, partition, leaderId}: FailoverMeasured,
): Verdict[] {
  const promises = 'min.insync.replicas' in topic.spec.config ? '/spec/config/min.insync.replicas' : '/spec/replicationFactor';
  const delivery =
    log.status === 'done'
      ? checkDelivery(produced.operations, {
          startOffset: log.value.startOffset,
          entries: log.value.records.map(record => ({offset: record.offset, id: readSeededId(record)})),
        })
      : undefined;
  const common = {
    canary,
    partition,
    killedBroker: leaderId,
    client: 'kafkajs, acks=all, idempotent, one send in flight',
    readBackBy: 'raw fetches of the independent client up to the high watermark',
    notCovered: 'SIGKILL leaves the page cache, so records that were never flushed to disk are not proved to survive a power failure',
    producers: produced.producers,
    ...(produced.lastError === undefined ? {} : {lastError: produced.lastError}),
    ...(delivery === undefined ? {} : summary(delivery)),
  };
  const unread = log.status === 'done' ? undefined : `the log could not be read back: ${'error' in log ? log.error : log.reason}`;
  const one = (
    rule: string,
    pointer: string,
    claim: string,
    evidence: (delivery: Delivery) => {judged: Judged; counted: string; evidence: Record<string, unknown>},
  ) => {
    const at = {resource: topic, pointer};
    if (delivery === undefined)
      return judge(context, at, {rule, claim, status: 'unknown', ...(unread === undefined ? {} : {reason: unread}), evidence: common});
    // Without an acknowledged record there was nothing to lose.
    if (delivery.acknowledged === 0)
      return judge(context, at, {rule, claim, status: 'unknown', reason: 'no record was acknowledged at all', evidence: common});
    const found = evidence(delivery);
    const measured = `${delivery.acknowledged} acknowledged, ${found.counted}`;
    return judge(context, at, {rule, claim, ...found.judged, measured, evidence: {...common, ...found.evidence}});
  };
  return [
    one(
      'proof/no-acknowledged-record-lost',
      promises,
      'no acknowledged record is lost when the leader of a partition is killed',
      ({lost, expired, acknowledged}) => ({
        judged:
          lost.length > 0
            ? {
                status: 'fail',
                reason: `${lost.length} of ${acknowledged} acknowledged records are not in the log, the first: ${lost[0]?.id}`,
              }
            : expired > 0
              ? {
                  status: 'unknown',
                  reason: `${expired} acknowledged records lie below the start of the log, where they can no longer be read`,
                }
              : {status: 'pass'},
        counted: `${lost.length} lost`,
        evidence: {lostExamples: lost.slice(0, EXAMPLES_MAX)},
      }),
    ),
    one(
      'proof/no-record-duplicated',
      '/spec/replicationFactor',
      'no record of an idempotent producer is stored twice when the leader of a partition is killed',
      ({duplicated}) => ({
        judged:
          duplicated.length > 0
            ? {
                status: 'fail',
                reason: `${duplicated.length} records stand in the log more than once, the first: ${duplicated[0]?.id} at ${duplicated[0]?.offsets.join(' and ')}`,
              }
            : {status: 'pass'},
        counted: `${duplicated.length} stored twice`,
        evidence: {duplicatedExamples: duplicated.slice(0, EXAMPLES_MAX)},
      }),
    ),
    one(
      'proof/log-as-sent',
      '/spec/replicationFactor',
      'the log holds what was sent, in that order and at the acknowledged offsets',
      delivery => ({
        judged: judgeLog(delivery),
        counted: `${delivery.reordered.length} out of order, ${delivery.misplaced.length} elsewhere, ${delivery.foreign.length + delivery.phantom.length} not sent`,
        evidence: {
          phantomExamples: delivery.phantom.slice(0, EXAMPLES_MAX),
          foreignExamples: delivery.foreign.slice(0, EXAMPLES_MAX),
          misplacedExamples: delivery.misplaced.slice(0, EXAMPLES_MAX),
          reorderedExamples: delivery.reordered.slice(0, EXAMPLES_MAX),
        },
      }),
    ),
  ];
}

function judgeLog({phantom, foreign, misplaced, reordered}: Delivery): Judged {
  if (foreign.length > 0)
    return {status: 'fail', reason: `${foreign.length} records were changed or are nobody's, the first at offset ${foreign[0]}`};
  if (phantom.length > 0)
    return {
      status: 'fail',
      reason: `${phantom.length} records are in the log that were refused or never sent, the first: ${phantom[0]?.id}`,
    };
  if (misplaced.length > 0)
    return {
      status: 'fail',
      reason: `${misplaced.length} records are not at the offset that was acknowledged, the first: ${misplaced[0]?.id}`,
    };
  if (reordered.length > 0)
    return {
      status: 'fail',
      reason: `${reordered.length} records stand in another order than they were sent, the first: ${reordered[0]?.before} after ${reordered[0]?.id}`,
    };
  return {status: 'pass'};
}

function summary(delivery: Delivery): Record<string, number> {
  const {acknowledged, indeterminate, indeterminateWritten, expired, lost, duplicated, phantom, foreign, misplaced, reordered} = delivery;
  return {
    acknowledged,
    indeterminate,
    indeterminateWritten,
    expired,
    lost: lost.length,
    duplicated: duplicated.length,
    phantom: phantom.length,
    foreign: foreign.length,
    misplaced: misplaced.length,
    reordered: reordered.length,
  };
}

function objectiveVerdicts(context: Context, topic: Resource<'Topic'>, measured: FailoverMeasured): Verdict[] {
  const {leaderFailover, ackGap, isrRecovery} = effectiveObjectives(context.cluster, topic);
  const {killedMs, newLeaderMs, firstAckMs, healBeganMs, fullIsrMs, watch, produced, waitedMs} = measured;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const unseen = watch.polls === 0 ? 'no broker answered while its metadata was watched' : undefined;
  const verdicts: Verdict[] = [];
  const within = (
    objective: EffectiveObjective,
    rule: string,
    claim: string,
    ms: number | undefined,
    waited: number,
    evidence: Record<string, unknown>,
    blind?: string,
  ) => {
    const judged: Judged =
      ms === undefined
        ? blind === undefined
          ? {status: waited > objective.ms ? 'fail' : 'unknown', reason: `not within the ${seconds(waited)} that it was waited for`}
          : {status: 'unknown', reason: blind}
        : ms <= objective.ms
          ? {status: 'pass'}
          : {status: 'fail', reason: `it took ${seconds(ms)}`};
    verdicts.push(
      judge(context, objective, {
        rule,
        claim: `${claim} ${seconds(objective.ms)}`,
        ...judged,
        ...(ms === undefined ? {} : {measured: `${seconds(ms)} of ${seconds(objective.ms)} allowed`}),
        evidence: {...evidence, objectiveMs: objective.ms},
      }),
    );
  };
  if (leaderFailover !== undefined) {
    const ms = newLeaderMs === undefined ? undefined : Math.round(newLeaderMs - killedMs);
    const evidence = {
      leaderFailoverMs: ms ?? null,
      partitions: measured.partitionsLed,
      killedBroker: measured.leaderId,
      wasController: measured.wasController,
      seenBy: 'metadata of another broker',
      ...watch,
    };
    within(
      leaderFailover,
      'proof/leader-failover',
      'every partition of a killed broker has a new leader within',
      ms,
      waitedMs.failover,
      evidence,
      unseen,
    );
  }
  const gap = longestAckGap(produced.operations, produced.startedMs, produced.stoppedMs);
  if (ackGap !== undefined) {
    const evidence = {
      ackGapMs: gap === undefined ? null : Math.round(gap.gapMs),
      firstAckAfterKillMs: firstAckMs === undefined ? null : Math.round(firstAckMs - killedMs),
      latency: latencies(produced.operations) ?? null,
      probes: produced.operations.length,
      client: 'kafkajs',
    };
    const ms = gap === undefined ? undefined : Math.round(gap.gapMs);
    within(
      ackGap,
      'proof/ack-gap',
      'a producer sees no longer pause between two acknowledgements than',
      ms,
      0,
      evidence,
      gap === undefined ? 'no record was acknowledged at all' : undefined,
    );
  }
  if (isrRecovery !== undefined) {
    const ms = fullIsrMs === undefined ? undefined : Math.round(fullIsrMs - healBeganMs);
    const evidence = {isrRecoveryMs: ms ?? null, brokerRegisteredMs: Math.round(measured.registeredMs - healBeganMs), ...watch};
    within(
      isrRecovery,
      'proof/isr-recovery',
      'every in-sync set is full again, counted from the start of the killed broker, within',
      ms,
      waitedMs.isr,
      evidence,
      unseen,
    );
  }
  return verdicts;
}
