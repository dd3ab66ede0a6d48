import type {Admin} from './admin.ts';
import type {Fact} from './facts.ts';
import {describeFailure} from './failure.ts';
import {type LogSize, readLogSizes} from './log-sizes.ts';
import {type LiveTopicLayout, readLayout} from './topics.ts';

/** Bytes that one user writes. */
export interface WriteRate {
  /** The user's name, as quotas have it. */
  user: string;
  /** The topics that this user alone may write: others, which it shares, are not counted. */
  topics: string[];
  measured: Fact<{
    /** Of the broker that took most, over the window: quotas count by broker. */
    bytesPerSecondMax: number;
    brokerId: number;
    windowMs: number;
    /** Partitions left out because their log shrank meanwhile: retention or the cleaner took more than was written. */
    shrunkCount: number;
  }>;
}

const WINDOW_MS = 2_000;

/**
 * Measures how fast logs grow on the brokers that lead them: sizes (DescribeLogDirs) twice, two seconds apart, for all
 * users together. What a broker stores is what it was sent, but for the heads of requests and where it compresses anew, so
 * that this is a lower bound of what a producer quota counts (KIP-13).
 */
export async function measureWriteRates(admin: Admin, users: readonly {user: string; topics: readonly string[]}[]): Promise<WriteRate[]> {
  const names = [...new Set(users.flatMap(({topics}) => topics))];
  const measured = names.length === 0 ? undefined : await grownBytes(admin, names);
  return users.map(({user, topics}): WriteRate => {
    const own = [...topics];
    if (measured === undefined || own.length === 0)
      return {user, topics: own, measured: {unknown: 'there is no topic that this user alone may write'}};
    if ('unknown' in measured) return {user, topics: own, measured};
    return {user, topics: own, measured: {known: rateOf(measured.known, new Set(own))}};
  });
}

interface Growth {
  windowMs: number;
  logs: {topic: string; brokerId: number; grownBytes: number}[];
}

async function grownBytes(admin: Admin, names: readonly string[]): Promise<Fact<Growth>> {
  try {
    const {topics} = await readLayout(admin, [...names]);
    const first = await leaderSizes(admin, topics);
    const startedAtMs = performance.now();
    await new Promise(resolve => setTimeout(resolve, WINDOW_MS));
    const windowMs = performance.now() - startedAtMs;
    const second = new Map((await leaderSizes(admin, topics)).map(one => [keyOf(one), one.sizeBytes]));
    const logs = first.flatMap(one => {
      const sizeBytes = second.get(keyOf(one));
      return sizeBytes === undefined ? [] : [{topic: one.topic, brokerId: one.brokerId, grownBytes: sizeBytes - one.sizeBytes}];
    });
    return {known: {windowMs, logs}};
  } catch (thrown) {
    return {unknown: describeFailure(thrown).reason};
  }
}

async function leaderSizes(admin: Admin, topics: readonly LiveTopicLayout[]): Promise<LogSize[]> {
  return (await readLogSizes(admin, topics)).filter(({isLeader}) => isLeader);
}

function keyOf({topic, partition, brokerId}: LogSize): string {
  return `${topic}\n${partition}\n${brokerId}`;
}

function rateOf({windowMs, logs}: Growth, topics: ReadonlySet<string>) {
  const own = logs.filter(({topic}) => topics.has(topic));
  const byBroker = new Map<number, number>();
  for (const {brokerId, grownBytes} of own) if (grownBytes > 0) byBroker.set(brokerId, (byBroker.get(brokerId) ?? 0) + grownBytes);
  const [brokerId, bytes] = [...byBroker].sort(([, a], [, b]) => b - a)[0] ?? [own[0]?.brokerId ?? -1, 0];
  return {
    bytesPerSecondMax: Math.round((bytes * 1000) / windowMs),
    brokerId,
    windowMs: Math.round(windowMs),
    shrunkCount: own.filter(({grownBytes}) => grownBytes < 0).length,
  };
}
