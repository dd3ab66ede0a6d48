import type {Admin} from './admin.ts';
import type {Fact} from './facts.ts';
import {describeFailure} from './failure.ts';
import {type LogSample, sampleLog} from './log-sample.ts';
import {type LogSize, readLogSizes} from './log-sizes.ts';
import {EARLIEST, LATEST, MAX_TIMESTAMP, type OffsetQuery, readOffsets} from './offsets.ts';
import type {TopicReader} from './topic-readers.ts';
import {readTopicSettings, type TopicSettings} from './topic-settings.ts';
import {type LivePartition, type LiveTopicLayout, readLayout} from './topics.ts';

/** What is to be known of one topic. Its layout and settings always are. */
export interface TopicQuestion {
  name: string;
  /** Records and bytes. */
  contents: boolean;
  /** Keys and sizes of its newest batches. */
  sample: boolean;
  /** The setting that the plan gives it, where records older than that are to be counted: Kafka's text, or undefined for the default. */
  retention?: {ms: string | undefined};
}

/** One partition's log, by offsets: a compacted log has fewer records than offsets. */
export interface PartitionLogFacts {
  partition: number;
  startOffset: bigint;
  endOffset: bigint;
  /** Timestamp of its first record; -1 where it is empty. */
  oldestMs: bigint;
  /** The latest timestamp of its records, by the producers' clocks or the brokers', as message.timestamp.type says; -1 where it is empty. */
  newestMs: bigint;
  /** The first offset that is not older than the retention of the question; absent where none was asked for. */
  keptFromOffset?: bigint;
}

export interface TopicFacts {
  name: string;
  id: string;
  partitions: LivePartition[];
  settings: Fact<TopicSettings>;
  log: Fact<PartitionLogFacts[]>;
  /** Of every replica. */
  sizes: Fact<LogSize[]>;
  sample: Fact<LogSample>;
  /** Groups that read it. */
  readers: Fact<TopicReader[]>;
}

export interface FoundTopics {
  topics: TopicFacts[];
  /** Topics about which the brokers say nothing, and why. */
  hidden: {name: string; unknown: string}[];
}

export const NOT_ASKED = {unknown: 'it was not read, because no rule of Weir asks for it with this change'} as const;

const UNKNOWN_TOPIC = 3;
/** Settings with what is behind them are about 16 kB a topic; this keeps each answer under 10 MB. */
const TOPICS_AT_ONCE = 500;

/**
 * Reads the topics of some questions in batches, a few requests a broker. A topic that is not there is left out; one that
 * may not be described, or part of which cannot be read, says why.
 */
export async function readTopicFacts(admin: Admin, questions: readonly TopicQuestion[], nowMs: number): Promise<FoundTopics> {
  const found: FoundTopics = {topics: [], hidden: []};
  for (let first = 0; first < questions.length; first += TOPICS_AT_ONCE) {
    const {topics, hidden} = await readSome(admin, questions.slice(first, first + TOPICS_AT_ONCE), nowMs);
    found.topics.push(...topics);
    found.hidden.push(...hidden);
  }
  return found;
}

async function readSome(admin: Admin, questions: readonly TopicQuestion[], nowMs: number): Promise<FoundTopics> {
  const {topics: layouts, missing} = await readLayout(
    admin,
    questions.map(({name}) => name),
  );
  const hidden = missing
    .filter(({errorCode}) => errorCode !== UNKNOWN_TOPIC)
    .map(({name, errorCode}) => ({name, unknown: `the topic may not be described (error ${errorCode})`}));
  const asked = new Map(questions.map(one => [one.name, one]));
  const withContents = layouts.filter(({name}) => asked.get(name)?.contents === true);
  const settings = await fact(() => readTopicSettings(admin, layouts));
  const cutoffs = new Map(
    withContents.flatMap(({name}): [string, bigint][] => {
      const cutoffMs = cutoffOf(asked.get(name), 'known' in settings ? settings.known.get(name)?.defaults : undefined, nowMs);
      return cutoffMs === undefined ? [] : [[name, cutoffMs]];
    }),
  );
  const [logs, sizes] = await Promise.all([
    fact(() => readLogs(admin, withContents, cutoffs)),
    fact(async () => (withContents.length === 0 ? [] : await readLogSizes(admin, withContents))),
  ]);
  const topics: TopicFacts[] = [];
  for (const layout of layouts) {
    const question = asked.get(layout.name);
    const log = question?.contents === true ? part(logs, known => known.get(layout.name) ?? []) : NOT_ASKED;
    topics.push({
      name: layout.name,
      id: layout.id,
      partitions: layout.partitions,
      settings: part(settings, known => known.get(layout.name) ?? {overrides: {}, defaults: {}}),
      log,
      sizes: question?.contents === true ? part(sizes, known => known.filter(({topic}) => topic === layout.name)) : NOT_ASKED,
      sample: question?.sample === true ? await sampleOf(admin, layout, log) : NOT_ASKED,
      readers: NOT_ASKED,
    });
  }
  return {topics, hidden};
}

async function fact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return {known: await read()};
  } catch (thrown) {
    return {unknown: describeFailure(thrown).reason};
  }
}

function part<T, U>(whole: Fact<T>, select: (known: T) => U): Fact<U> {
  return 'known' in whole ? {known: select(whole.known)} : whole;
}

async function sampleOf(admin: Admin, {name, id, partitions}: LiveTopicLayout, log: Fact<PartitionLogFacts[]>): Promise<Fact<LogSample>> {
  if ('unknown' in log) return log;
  return await fact(() => sampleLog(admin, {name, id, partitions, offsets: log.known}));
}

/** Records older than this go; undefined where none goes by its age, or what would hold is not known. */
function cutoffOf(question: TopicQuestion | undefined, defaults: Record<string, string> | undefined, nowMs: number): bigint | undefined {
  if (question?.retention === undefined) return undefined;
  const text = question.retention.ms ?? defaults?.['retention.ms'];
  if (text === undefined || !/^[0-9]+$/.test(text)) return undefined;
  const cutoffMs = BigInt(nowMs) - BigInt(text);
  return cutoffMs < 0n ? 0n : cutoffMs;
}

async function readLogs(
  admin: Admin,
  layouts: readonly LiveTopicLayout[],
  cutoffs: ReadonlyMap<string, bigint>,
): Promise<Map<string, PartitionLogFacts[]>> {
  const at = async (timestamp: bigint) =>
    byPartition(
      await readOffsets(
        admin,
        layouts.map(one => ({topic: one.name, partitions: one.partitions, timestamp})),
      ),
    );
  const kept: OffsetQuery[] = layouts.flatMap(({name, partitions}) => {
    const timestamp = cutoffs.get(name);
    return timestamp === undefined ? [] : [{topic: name, partitions, timestamp}];
  });
  const [start, end, oldest, newest, keptFrom] = await Promise.all([
    at(EARLIEST),
    at(LATEST),
    // The first record that is not from before 1970.
    at(0n),
    at(MAX_TIMESTAMP),
    readOffsets(admin, kept).then(byPartition),
  ]);
  return new Map(
    layouts.map(({name, partitions}) => [
      name,
      partitions.map(({partition}): PartitionLogFacts => {
        const key = `${name}\n${partition}`;
        const startOffset = start.get(key)?.offset;
        const endOffset = end.get(key)?.offset;
        const from = keptFrom.get(key)?.offset;
        if (startOffset === undefined || endOffset === undefined) throw new Error(`no offset of ${name}-${partition} is in the answer`);
        return {
          partition,
          startOffset,
          endOffset,
          oldestMs: oldest.get(key)?.timestampMs ?? -1n,
          newestMs: newest.get(key)?.timestampMs ?? -1n,
          // No record as late as that: all are older.
          ...(from === undefined ? {} : {keptFromOffset: from < 0n ? endOffset : from}),
        };
      }),
    ]),
  );
}

function byPartition<T extends {topic: string; partition: number}>(offsets: readonly T[]): Map<string, T> {
  return new Map(offsets.map(one => [`${one.topic}\n${one.partition}`, one]));
}
