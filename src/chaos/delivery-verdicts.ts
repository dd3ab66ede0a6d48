import type {PartitionLog} from '../cluster/read-log.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Resource} from '../specs/model.ts';
import type {Outcome} from '../verify/outcome.ts';
import {judge, type ScenarioContext} from '../verify/scenario.ts';
import {readSeededId} from '../verify/seeded-ids.ts';
import {checkDelivery, type Delivery} from './checkers/delivery.ts';
import type {OpenLoopResult} from './workloads/open-loop-producer.ts';

type Judged = {status: Verdict['status']; reason?: string};

/** How many of each anomaly are listed; their number is always given. */
const EXAMPLES_MAX = 20;

export interface DeliveryMeasured {
  canary: string;
  partition: number;
  /** The broker that was killed. */
  leaderId: number;
  produced: OpenLoopResult;
  log: Outcome<PartitionLog>;
}

/** What one claim makes of a delivery. */
interface DeliveryClaim {
  rule: string;
  pointer: string;
  claim: string;
  judge(delivery: Delivery): Judged;
  /** For the table: `0 lost`. */
  counted(delivery: Delivery): string;
  examples(delivery: Delivery): Record<string, unknown>;
}

/** What was acknowledged against what the log holds, one verdict a claim. Pure. */
export function deliveryVerdicts(
  context: Pick<ScenarioContext, 'cluster'>,
  topic: Resource<'Topic'>,
  measured: DeliveryMeasured,
): Verdict[] {
  const {produced, log} = measured;
  const delivery =
    log.status === 'done'
      ? checkDelivery(produced.operations, {
          startOffset: log.value.startOffset,
          entries: log.value.records.map(record => ({offset: record.offset, id: readSeededId(record)})),
        })
      : undefined;
  const evidence = evidenceOf(measured, delivery);
  return [nothingLost(topic), nothingDuplicated(), logAsSent()].map(one => {
    const {rule, claim} = one;
    const open = openReason(log, delivery);
    const at = {resource: topic, pointer: one.pointer};
    if (delivery === undefined || open !== undefined)
      return judge(context, at, {rule, claim, status: 'unknown', ...(open === undefined ? {} : {reason: open}), evidence});
    return judge(context, at, {
      rule,
      claim,
      ...one.judge(delivery),
      measured: `${delivery.acknowledged} acknowledged, ${one.counted(delivery)}`,
      evidence: {...evidence, ...one.examples(delivery)},
    });
  });
}

function openReason(log: Outcome<PartitionLog>, delivery: Delivery | undefined): string | undefined {
  if (log.status !== 'done') return `the log could not be read back: ${'error' in log ? log.error : log.reason}`;
  // Without an acknowledged record there was nothing to lose.
  return delivery?.acknowledged === 0 ? 'no record was acknowledged at all' : undefined;
}

function evidenceOf({canary, partition, leaderId, produced}: DeliveryMeasured, delivery: Delivery | undefined): Record<string, unknown> {
  return {
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
}

function nothingLost(topic: Resource<'Topic'>): DeliveryClaim {
  return {
    rule: 'proof/no-acknowledged-record-lost',
    pointer: 'min.insync.replicas' in topic.spec.config ? '/spec/config/min.insync.replicas' : '/spec/replicationFactor',
    claim: 'no acknowledged record is lost when the leader of a partition is killed',
    judge: ({lost, expired, acknowledged}) => {
      if (lost.length > 0)
        return {
          status: 'fail',
          reason: `${lost.length} of ${acknowledged} acknowledged records are not in the log, the first: ${lost[0]?.id}`,
        };
      if (expired > 0)
        return {
          status: 'unknown',
          reason: `${expired} acknowledged records lie below the start of the log, where they can no longer be read`,
        };
      return {status: 'pass'};
    },
    counted: ({lost}) => `${lost.length} lost`,
    examples: ({lost}) => ({lostExamples: lost.slice(0, EXAMPLES_MAX)}),
  };
}

function nothingDuplicated(): DeliveryClaim {
  return {
    rule: 'proof/no-record-duplicated',
    pointer: '/spec/replicationFactor',
    claim: 'no record of an idempotent producer is stored twice when the leader of a partition is killed',
    judge: ({duplicated}) => {
      const [first] = duplicated;
      if (first === undefined) return {status: 'pass'};
      return {
        status: 'fail',
        reason: `${duplicated.length} records stand in the log more than once, the first: ${first.id} at ${first.offsets.join(' and ')}`,
      };
    },
    counted: ({duplicated}) => `${duplicated.length} stored twice`,
    examples: ({duplicated}) => ({duplicatedExamples: duplicated.slice(0, EXAMPLES_MAX)}),
  };
}

function logAsSent(): DeliveryClaim {
  return {
    rule: 'proof/log-as-sent',
    pointer: '/spec/replicationFactor',
    claim: 'the log holds what was sent, in that order and at the acknowledged offsets',
    judge: judgeLog,
    counted: ({reordered, misplaced, foreign, phantom}) =>
      `${reordered.length} out of order, ${misplaced.length} elsewhere, ${foreign.length + phantom.length} not sent`,
    examples: ({phantom, foreign, misplaced, reordered}) => ({
      phantomExamples: phantom.slice(0, EXAMPLES_MAX),
      foreignExamples: foreign.slice(0, EXAMPLES_MAX),
      misplacedExamples: misplaced.slice(0, EXAMPLES_MAX),
      reorderedExamples: reordered.slice(0, EXAMPLES_MAX),
    }),
  };
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
