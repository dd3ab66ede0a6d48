import type {Burst} from '../cluster/quota-burst.ts';
import type {Verdict} from '../findings/finding.ts';
import {BEYOND, type QuotaTask} from './quota-plan.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/** A rate that is measured may be off by as much: the windows of a broker are whole seconds, and a record has a head. */
export const TOLERANCE = 0.25;

/** How a broker counts: an average over windows, of which those that are not over count as full (Rate.windowSize of Kafka). */
export interface QuotaWindows {
  /** Shortest time over which a rate is taken. */
  windowMs: number;
}

export type Measured = {burst: Burst; windows: QuotaWindows; liveBytesPerSecond: number | undefined} | {unavailable: string};

/**
 * Pure. A broker throttles so long that the average falls to the quota (ClientQuotaManager), so what it was sent, over its
 * window and the time of the throttle, is the rate that it holds a client to.
 */
export function quotaVerdict(context: Pick<ScenarioContext, 'cluster'>, task: QuotaTask, measured: Measured): Verdict {
  const {quota, rate, bytesPerSecond} = task;
  const does = rate === 'producerByteRate' ? 'produces' : 'consumes';
  const claim = `${entityWords(task)} ${does} no more than ${bytesPerSecond} bytes a second on a broker, and is throttled there`;
  const at = {resource: quota, pointer: `/spec/${rate}`};
  const rule = 'proof/quota-throttles';
  if ('unavailable' in measured) return judge(context, at, {rule, claim, status: 'unknown', reason: measured.unavailable, evidence: {}});
  const {burst, windows, liveBytesPerSecond} = measured;
  const {movedBytes, throttleTimeMs, durationMs} = burst;
  const heldTo = Math.round((movedBytes * 1000) / (Math.max(windows.windowMs, durationMs) + throttleTimeMs));
  const evidence = {
    declaredBytesPerSecond: bytesPerSecond,
    liveBytesPerSecond: liveBytesPerSecond ?? null,
    movedBytes,
    durationMs: Math.round(durationMs),
    throttleTimeMs,
    windowMs: windows.windowMs,
    ...(throttleTimeMs === 0 ? {} : {heldToBytesPerSecond: heldTo}),
    tolerance: TOLERANCE,
  };
  // What left the broker's window again is not counted any more.
  if (throttleTimeMs === 0 && durationMs >= windows.windowMs) {
    const reason = `it took ${Math.round(durationMs)} ms to move ${movedBytes} bytes, which the quota may have let pass`;
    return judge(context, at, {rule, claim, status: 'unknown', reason, evidence});
  }
  if (throttleTimeMs === 0) {
    const reason = `${movedBytes} bytes in ${Math.round(durationMs)} ms were not throttled, ${BEYOND} times what the quota takes`;
    return judge(context, at, {rule, claim, status: 'fail', reason, evidence});
  }
  if (heldTo > bytesPerSecond * (1 + TOLERANCE))
    return judge(context, at, {rule, claim, status: 'fail', reason: `the broker holds it to ${heldTo} bytes a second`, evidence});
  if (heldTo < bytesPerSecond * (1 - TOLERANCE)) {
    const reason = `the broker throttled after ${movedBytes} bytes, as a quota of ${heldTo} would`;
    if (liveBytesPerSecond !== bytesPerSecond) return judge(context, at, {rule, claim, status: 'fail', reason, evidence});
    const busy = `${reason}; the quota on the cluster is the declared one, so somebody else used it at the same time`;
    return judge(context, at, {rule, claim, status: 'unknown', reason: busy, evidence});
  }
  const words = `throttled for ${throttleTimeMs} ms after ${movedBytes} bytes: held to ${heldTo} a second`;
  return judge(context, at, {rule, claim, status: 'pass', measured: words, evidence});
}

function entityWords({quota}: QuotaTask): string {
  const {type, name} = quota.spec.entity;
  if (name === undefined) return type === 'user' ? 'a user without a quota of its own' : 'a client id without a quota of its own';
  return `${type === 'user' ? 'user' : 'client id'} ${name}`;
}
