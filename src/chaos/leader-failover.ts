import {type PartitionLog, readLog} from '../cluster/read-log.ts';
import {type ClusterLayout, type LiveTopicLayout, readLayout, underReplicated} from '../cluster/topics.ts';
import {unfinished, usageError} from '../findings/error.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Resource} from '../specs/model.ts';
import {canaryName} from '../verify/canaries.ts';
import {outcomeOf} from '../verify/outcome.ts';
import type {ScenarioContext} from '../verify/scenario.ts';
import {type Clock, startClock} from './clock.ts';
import {failoverTimeline} from './failover-timeline.ts';
import {effectiveObjectives, type FailoverMeasured, failoverVerdicts} from './failover-verdicts.ts';
import {underFault} from './faults/fault.ts';
import {killBroker} from './faults/kill-broker.ts';
import {LayoutWatch} from './layout-watch.ts';
import {type Preflight, preflight} from './preflight.ts';
import {OpenLoopProducer, type OpenLoopResult} from './workloads/open-loop-producer.ts';

export interface LeaderFailoverOptions {
  intervalMs?: number;
  /** Acknowledgements before the fault: the pace without it. */
  warmUpAcks?: number;
  /** How long the producer goes on after the new leader's first acknowledgement, and after full ISR. */
  settleMs?: number;
  /** For tests of what happens when a proof breaks in the middle: called while the broker is dead. */
  whileDead?: () => Promise<void>;
}

const INTERVAL_MS = 50;
const WARM_UP_ACKS = 40;
const WARM_UP_TIMEOUT_MS = 30_000;
const SETTLE_MS = 1_000;
const POLL_MS = 20;
/** Where nothing is declared, and at least: longer than the brokers' session timeout of 9 s and the election after it. */
const FAILOVER_WAIT_MIN_MS = 60_000;
const ISR_WAIT_MIN_MS = 120_000;
/** More partitions make the same leader no likelier to be found; three spread over three brokers. */
const PARTITIONS_MAX = 3;

/**
 * Kills the leader of a partition under an open-loop producer, watches the cluster elect another, heals, reads the whole log
 * back by another client and judges what the documents promise: nothing acknowledged is lost, nothing is stored twice,
 * and the objectives for failover, acknowledgement gap and recovery hold.
 */
export async function proveLeaderFailover(context: ScenarioContext, options: LeaderFailoverOptions = {}): Promise<Verdict[]> {
  const topic = chooseTopic(context);
  const ready = await preflight(context);
  const objectives = effectiveObjectives(context.cluster, topic);
  const canary = await makeCanary(context, topic);
  const {partition, leaderId} = chooseLeader(canary, ready.controllerId);
  context.note(`producing to a canary of ${topic.name}; broker ${leaderId} leads`);

  const clock = startClock();
  const producer = await OpenLoopProducer.start({
    connection: await context.target.admin(),
    topic: canary.name,
    partition,
    seed: context.run.id,
    intervalMs: options.intervalMs ?? INTERVAL_MS,
    clock,
  });
  let stopped: OpenLoopResult | undefined;
  let measured: Omit<FailoverMeasured, 'produced' | 'log'>;
  try {
    await warmUp(context, producer, options.warmUpAcks ?? WARM_UP_ACKS);
    measured = await failOver(context, {ready, canary, partition, leaderId, producer, clock, objectives, options});
    await pause(options.settleMs ?? SETTLE_MS, context.signal);
  } finally {
    stopped = await producer.stop();
  }
  context.note('reading the whole log back');
  const log = await outcomeOf<PartitionLog>(() => readLog(context.admin, canary.name, partition));
  const complete: FailoverMeasured = {...measured, produced: stopped, log};
  context.record(failoverTimeline(complete, {topic: topic.name, clock, objectives}));
  return failoverVerdicts(context, topic, complete);
}

/** A declared topic that promises to survive the loss of one broker. */
function chooseTopic({model, options, cluster}: ScenarioContext): Resource<'Topic'> {
  const survives = ({spec}: Resource<'Topic'>) => {
    const minInsync = Number(spec.config['min.insync.replicas'] ?? '1');
    return spec.replicationFactor >= 3 && minInsync >= 2 && minInsync < spec.replicationFactor;
  };
  if (options.topic !== undefined) {
    const named = model.topics.find(one => one.name === options.topic);
    if (named === undefined)
      throw usageError('chaos/no-such-topic', `no Topic document of cluster ${cluster.name} is named ${options.topic}`);
    if (!survives(named))
      throw usageError(
        'chaos/topic-not-replicated',
        `topic ${named.name} does not promise to survive the loss of a broker`,
        'Choose one with replicationFactor ≥ 3 and 2 ≤ min.insync.replicas < replicationFactor.',
      );
    return named;
  }
  const keepsRecords = (one: Resource<'Topic'>) => !(one.spec.config['cleanup.policy'] ?? 'delete').includes('compact');
  const found = model.topics.find(one => survives(one) && keepsRecords(one)) ?? model.topics.find(survives);
  if (found === undefined)
    throw usageError(
      'chaos/topic-not-replicated',
      `no Topic document of cluster ${cluster.name} promises to survive the loss of a broker`,
      'The proof needs replicationFactor ≥ 3 and 2 ≤ min.insync.replicas < replicationFactor.',
    );
  return found;
}

async function makeCanary(context: ScenarioContext, topic: Resource<'Topic'>): Promise<LiveTopicLayout> {
  const {partitions, replicationFactor, config} = topic.spec;
  const name = canaryName(context.canaries.prefix(), topic.name);
  const [canary] = await context.canaries.createTopics([
    {name, partitions: Math.min(partitions, PARTITIONS_MAX), replicationFactor, config},
  ]);
  if (canary === undefined) throw unfinished('verify/canary-not-ready', `canary topic ${name} is gone`);
  return canary;
}

/** Not the active controller's where there is a choice: its death is two elections, and another proof. */
function chooseLeader({partitions}: LiveTopicLayout, controllerId: number): {partition: number; leaderId: number} {
  const chosen = partitions.find(one => one.leaderId !== controllerId) ?? partitions[0];
  return {partition: chosen?.partition ?? 0, leaderId: chosen?.leaderId ?? -1};
}

async function warmUp({signal}: ScenarioContext, producer: OpenLoopProducer, acks: number): Promise<void> {
  const deadlineMs = performance.now() + WARM_UP_TIMEOUT_MS;
  while (producer.acknowledged < acks) {
    if (performance.now() > deadlineMs)
      throw unfinished(
        'chaos/no-baseline',
        `no fault was injected: only ${producer.acknowledged} records were acknowledged within ${WARM_UP_TIMEOUT_MS / 1000} s`,
        {retriable: true},
      );
    await pause(50, signal);
  }
}

interface FailOver {
  ready: Preflight;
  canary: LiveTopicLayout;
  partition: number;
  leaderId: number;
  producer: OpenLoopProducer;
  clock: Clock;
  objectives: ReturnType<typeof effectiveObjectives>;
  options: LeaderFailoverOptions;
}

async function failOver(context: ScenarioContext, proof: FailOver): Promise<Omit<FailoverMeasured, 'produced' | 'log'>> {
  const {ready, canary, partition, leaderId, producer, clock, objectives, options} = proof;
  const {signal, note, model} = context;
  const topics = [canary.name, ...model.topics.map(one => one.name).filter(name => ready.layout.topics.some(live => live.name === name))];
  const {topics: before} = await readLayout(context.admin, topics);
  const led = before.flatMap(({name, partitions}) =>
    partitions.filter(one => one.leaderId === leaderId && one.replicas.length > 1).map(({partition}) => ({name, partition})),
  );
  const ask = ready.layout.brokers.filter(one => one.id !== leaderId);
  const watch = new LayoutWatch(context.admin, {topics, ask, intervalMs: POLL_MS, clock});
  const failoverWaitMs = Math.max(3 * (objectives.leaderFailover?.ms ?? 0), FAILOVER_WAIT_MIN_MS);
  let newLeaderMs: number | undefined;
  let firstAckMs: number | undefined;
  try {
    const times = await underFault(
      context,
      {fault: killBroker(ready.brokers, leaderId), clusterId: ready.layout.clusterId, clock},
      async injectedMs => {
        note(`broker ${leaderId} is dead; waiting for new leaders of ${led.length} partitions`);
        await options.whileDead?.();
        newLeaderMs = (await watch.until(layout => ledByOthers(layout, led, leaderId), {timeoutMs: failoverWaitMs, signal}))?.atMs;
        firstAckMs = await firstAck(producer, injectedMs, {timeoutMs: failoverWaitMs, signal});
        await pause(options.settleMs ?? SETTLE_MS, signal);
        note(`starting broker ${leaderId} again`);
      },
    );
    note('waiting for full in-sync sets');
    const isrWaitMs = Math.max(2 * (objectives.isrRecovery?.ms ?? 0), ISR_WAIT_MIN_MS);
    const brokers = ready.layout.brokers.length;
    const full = await watch.until(
      layout => layout.brokers.length >= brokers && layout.topics.length === topics.length && underReplicated(layout.topics).length === 0,
      {timeoutMs: isrWaitMs, signal},
    );
    return {
      leaderId,
      wasController: leaderId === ready.controllerId,
      partitionsLed: led.length,
      killedMs: times.injectedMs,
      newLeaderMs,
      firstAckMs,
      healBeganMs: times.healBeganMs,
      registeredMs: times.healedMs,
      fullIsrMs: full?.atMs,
      waitedMs: {failover: failoverWaitMs, isr: isrWaitMs},
      watch: watch.counts,
      canary: canary.name,
      partition,
    };
  } finally {
    await watch.stop();
  }
}

function ledByOthers(layout: ClusterLayout, led: {name: string; partition: number}[], dead: number): boolean {
  const topics = new Map(layout.topics.map(one => [one.name, one]));
  return led.every(({name, partition}) => {
    const leaderId = topics.get(name)?.partitions.find(one => one.partition === partition)?.leaderId ?? -1;
    return leaderId >= 0 && leaderId !== dead;
  });
}

async function firstAck(
  producer: OpenLoopProducer,
  killedMs: number,
  {timeoutMs, signal}: {timeoutMs: number; signal: AbortSignal},
): Promise<number | undefined> {
  const deadlineMs = performance.now() + timeoutMs;
  while (performance.now() < deadlineMs) {
    const ackedMs = producer.firstAckAfter(killedMs);
    if (ackedMs !== undefined) return ackedMs;
    await pause(20, signal);
  }
  return undefined;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, {once: true});
  });
}
