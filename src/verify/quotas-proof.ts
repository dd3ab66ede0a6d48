import {type Admin, withAdmin} from '../cluster/admin.ts';
import {readBrokerConfigs} from '../cluster/broker-configs.ts';
import {type LiveQuota, readQuotas} from '../cluster/facts.ts';
import {describeFailure} from '../cluster/failure.ts';
import {type BurstTask, fetchBurst, produceBurst} from '../cluster/quota-burst.ts';
import {RawProducer} from '../cluster/raw-producer.ts';
import {type LiveTopicLayout, readLayout} from '../cluster/topics.ts';
import type {Verdict} from '../findings/finding.ts';
import {type AclBinding, QUOTA_RATES} from '../specs/model.ts';
import {canaryFor} from './mirror.ts';
import {outcomeOf, untilAllowed} from './outcome.ts';
import {BEYOND, BURST_BYTES_MAX, type Driver, driverOf, type QuotaTask, quotaTasks} from './quota-plan.ts';
import {type Measured, type QuotaWindows, quotaVerdict} from './quota-verdicts.ts';
import type {ScenarioContext} from './scenario.ts';

const CHUNK_BYTES_MAX = 768 * 1024;
const CHUNK_BYTES_MIN = 4096;
/** Of how many chunks a burst is made, so that the throttle begins near the quota. */
const CHUNKS = 24;
const SETTLE_TIMEOUT_MS = 5_000;

/**
 * As whoever meets each declared quota of bytes, moves bytes to or from one broker until it throttles, and holds the rate that
 * it throttles to against the declared one. What is produced is refused for its size and stored nowhere. A quota is the
 * user's real one: for as long as the broker throttles, its other clients on that broker wait, too.
 */
export async function proveQuotas(context: ScenarioContext): Promise<Verdict[]> {
  const {model, admin, signal} = context;
  const tasks = quotaTasks(model);
  const [windows, live] = [await windowsOf(admin), await readQuotas(admin)];
  const verdicts: Verdict[] = [];
  // One after another: bytes of one would delay the other, and a rate is a matter of time.
  for (const task of tasks) {
    signal.throwIfAborted();
    context.note(`quota ${task.quota.name}`);
    verdicts.push(quotaVerdict(context, task, await measure(context, task, windows, liveRate(live, task))));
  }
  return verdicts;
}

/** As the broker counts (quota.window.num, quota.window.size.seconds): all windows but the current one are full. */
async function windowsOf(admin: Admin): Promise<QuotaWindows> {
  const {brokers} = await readLayout(admin, []);
  const [config] = await readBrokerConfigs(admin, brokers.slice(0, 1));
  const of = (name: string, usual: number) => Number(config?.values[name] ?? usual);
  return {windowMs: (of('quota.window.num', 11) - 1) * of('quota.window.size.seconds', 1) * 1000};
}

function liveRate(live: readonly LiveQuota[], {quota, rate}: QuotaTask): number | undefined {
  const {type, name} = quota.spec.entity;
  const found = live.find(({entity}) => entity.length === 1 && entity[0]?.type === type && entity[0].name === name);
  return found?.values[QUOTA_RATES[rate]];
}

async function measure(
  context: ScenarioContext,
  task: QuotaTask,
  windows: QuotaWindows,
  liveBytesPerSecond: number | undefined,
): Promise<Measured> {
  const untilBytes = Math.ceil((task.bytesPerSecond * BEYOND * windows.windowMs) / 1000);
  const most = BURST_BYTES_MAX[context.mode];
  if (untilBytes > most) {
    const unavailable = `to see it throttled takes ${untilBytes} bytes at once, and the mode ${context.mode} allows ${most}`;
    return {unavailable};
  }
  const driver = await driverOf(context.model, context.target, task.quota.spec);
  if ('unavailable' in driver) return driver;
  const chunkBytes = Math.round(Math.min(CHUNK_BYTES_MAX, Math.max(CHUNK_BYTES_MIN, untilBytes / CHUNKS)));
  try {
    const burst = await moveBytes(context, task, driver, {chunkBytes, untilBytes});
    return 'unavailable' in burst ? burst : {burst, windows, liveBytesPerSecond};
  } catch (thrown) {
    context.signal.throwIfAborted();
    return {unavailable: describeFailure(thrown).reason};
  }
}

async function moveBytes(
  context: ScenarioContext,
  {rate}: QuotaTask,
  driver: Driver,
  {chunkBytes, untilBytes}: {chunkBytes: number; untilBytes: number},
) {
  const topic = await quotaTopic(context, driver, rate);
  const [partition] = topic.partitions;
  const {brokers} = await readLayout(context.admin, []);
  const leader = brokers.find(({id}) => id === partition?.leaderId);
  if (leader === undefined) throw new Error(`canary ${topic.name} has no leader`);
  const {connection, clientId} = driver;
  const task: BurstTask = {connection, leader, clientId, topic, chunkBytes, untilBytes};
  if (rate === 'producerByteRate') return await produceBurst(task);
  await fill(context, topic.name, chunkBytes);
  const outcome = await untilAllowed(() => outcomeOf(() => fetchBurst(task)), {timeoutMs: SETTLE_TIMEOUT_MS});
  if (outcome.status === 'done') return outcome.value;
  return {unavailable: outcome.status === 'denied' ? outcome.error : outcome.reason};
}

/** A topic that the user may use for this alone. Where it produces, the topic takes no record, however small. */
async function quotaTopic({canaries, admin}: ScenarioContext, {principal}: Driver, rate: QuotaTask['rate']): Promise<LiveTopicLayout> {
  const {name} = canaryFor(canaries.prefix(), 'quota');
  const config: Record<string, string> = rate === 'producerByteRate' ? {'max.message.bytes': '1'} : {};
  const replicationFactor = Math.min(3, (await readLayout(admin, [])).brokers.length);
  const [topic] = await canaries.createTopics([{name, partitions: 1, replicationFactor, config}]);
  const binding: AclBinding = {
    principal,
    host: '*',
    resourceType: 'topic',
    resourceName: name,
    pattern: 'literal',
    operation: rate === 'producerByteRate' ? 'write' : 'read',
    permission: 'allow',
  };
  await canaries.grant([binding]);
  if (topic === undefined) throw new Error(`canary ${name} is gone`);
  return topic;
}

async function fill(context: ScenarioContext, topic: string, bytes: number): Promise<void> {
  await withAdmin(await context.target.admin(), async admin => {
    const producer = await RawProducer.open(admin);
    await producer.send(topic, 0, [{key: Buffer.from('quota'), value: Buffer.alloc(bytes, 'x')}]);
  });
}
