import {setTimeout as sleep} from 'node:timers/promises';
import {ABORT_SCAN_MS, AbandonedTransaction, LATE_MS, type StuckPartition, untilStable} from './abandoned-transaction.ts';
import type {EosRun, EosRunOptions, EosScene, ReaderJudged} from './eos-run.ts';
import {judgeReadings} from './judge.ts';
import {LogFates} from './log-fates.ts';
import {type Behind, behind} from './progress.ts';
import {putInput} from './put-input.ts';
import {type KillSchedule, killSchedule, seededRandom} from './schedule.ts';
import {Supervisor} from './supervisor.ts';
import {TopicReader} from './topic-reader.ts';

const INPUT_PARTITIONS = 2;
const MIDDLE_PARTITIONS = 2;
const OUTPUT_PARTITIONS = 3;
const KEYS = 12;
const BATCH_RECORDS = 15;
const ABANDONED_TIMEOUT_MS = 1_000;
/** Longer than a zombie is stopped for; what a crashed run leaves open is over soon after it. */
const TRANSACTION_TIMEOUT_MS = 15_000;
const PATIENCE_MS = 30_000;
/** Without a new record for so long the run is over. */
const STALL_MS = 30_000;
const POLL_MS = 300;
const MARGIN_MS = 5_000;

/**
 * One run: unique integers through two processors that are killed and taken over, and everything that can be learned of what came
 * out. Whatever happens, no process is left behind.
 */
export async function runExactlyOnce(scene: EosScene, options: EosRunOptions): Promise<EosRun> {
  const run = new ExactlyOnceRun(scene, options);
  try {
    return await run.run();
  } finally {
    await run.close();
  }
}

class ExactlyOnceRun {
  readonly #scene: EosScene;
  readonly #options: EosRunOptions;
  /** Ends whatever still polls when the run is over, however it ended. */
  readonly #over = new AbortController();
  readonly #startedAtMs = performance.now();
  readonly #tag: string;
  readonly #prefix: string;
  readonly #topics: EosRun['topics'];
  #supervisors: Supervisor[] = [];

  constructor(scene: EosScene, options: EosRunOptions) {
    this.#scene = {...scene, signal: AbortSignal.any([scene.signal, this.#over.signal])};
    this.#options = options;
    this.#prefix = scene.canaries.prefix();
    this.#topics = {input: `${this.#prefix}input`, middle: `${this.#prefix}middle`, output: `${this.#prefix}output`};
    this.#tag = seededTag(options.seed);
  }

  async run(): Promise<EosRun> {
    const {note, signal} = this.#scene;
    const {records, seed, reads = 'committed', abandons = true} = this.#options;
    const random = seededRandom(seed);
    const schedule = this.#options.schedule ?? killSchedule(this.#options.kills, random);
    note('makes topics and puts the input in');
    const preparing = this.#makeTopics(random);
    this.#supervisors = this.#makeSupervisors(schedule);
    await preparing;
    const abandoned = abandons ? await this.#abandon() : undefined;
    const abortedAfter = abandoned?.abortedAfterMs(signal) ?? Promise.resolve(undefined);
    // It is awaited at the end; that the run may fail before is no error without a handler.
    abortedAfter.catch(() => undefined);
    const beside = this.#reader(this.#topics.output, reads, undefined);
    let isOver = false;
    const following = this.#follow(beside, () => isOver);
    following.catch(() => undefined);
    await Promise.all(this.#supervisors.map(one => one.disturb()));
    note('waits until everything is processed');
    const left = await this.#untilProcessed(beside, records);
    await this.end();
    const abortedAfterMs = await abortedAfter;
    note('waits until no transaction is open');
    const stuck = await this.#untilStable(abandoned);
    isOver = true;
    await following;
    note('reads and judges the logs');
    return await this.#judged({beside, left, abandoned, abortedAfterMs, stuck});
  }

  /** Ends every process, and all that was begun beside. */
  async close(): Promise<void> {
    this.#over.abort();
    await this.end();
  }

  /** Ends every process. */
  async end(): Promise<void> {
    await Promise.all(this.#supervisors.map(one => one.end()));
  }

  get #transactionTimeoutMs(): number {
    return this.#options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS;
  }

  async #makeTopics(random: () => number): Promise<void> {
    const {admin, canaries, signal} = this.#scene;
    const {like, records} = this.#options;
    const {input, middle, output} = this.#topics;
    await canaries.createTopics([
      {name: input, partitions: INPUT_PARTITIONS, ...like},
      {name: middle, partitions: MIDDLE_PARTITIONS, ...like},
      {name: output, partitions: OUTPUT_PARTITIONS, ...like},
    ]);
    await putInput(admin, {topic: input, partitions: INPUT_PARTITIONS, tag: this.#tag, keys: KEYS, records, random, signal});
  }

  #makeSupervisors(schedule: KillSchedule): Supervisor[] {
    const {admin, connection, canaries, signal, note} = this.#scene;
    const {input, middle, output} = this.#topics;
    const stages = [
      {letter: 'a', input, output: middle, outputPartitions: MIDDLE_PARTITIONS, kills: schedule[0], zombieAt: this.#options.zombieAt},
      {letter: 'b', input: middle, output, outputPartitions: OUTPUT_PARTITIONS, kills: schedule[1], zombieAt: undefined},
    ];
    return stages.map(({letter, kills, zombieAt, ...between}) => {
      const name = `${this.#prefix}${letter}`;
      const order = {
        connection,
        kind: this.#options.kind,
        clientId: name,
        group: canaries.useGroup(name),
        ...between,
        transactionalIdPrefix: `${name}-`,
        transactionTimeoutMs: this.#transactionTimeoutMs,
        letter,
        batchRecords: BATCH_RECORDS,
      };
      return new Supervisor({admin, order, kills, zombieAt, patienceMs: PATIENCE_MS, signal, note});
    });
  }

  async #abandon(): Promise<AbandonedTransaction> {
    return await AbandonedTransaction.open(this.#scene.admin, {
      topic: this.#topics.output,
      partition: 0,
      transactionalId: `${this.#prefix}abandoned`,
      timeoutMs: ABANDONED_TIMEOUT_MS,
      tag: this.#tag,
      keys: KEYS,
      // The first after the input of key 0, whose home is partition 0.
      integer: Math.ceil(this.#options.records / KEYS) * KEYS,
    });
  }

  #reader(topic: string, isolation: 'committed' | 'all', fates: LogFates | undefined): TopicReader {
    const {admin, signal} = this.#scene;
    const {input, middle} = this.#topics;
    const partitions = topic === input ? INPUT_PARTITIONS : topic === middle ? MIDDLE_PARTITIONS : OUTPUT_PARTITIONS;
    const path = topic === input ? '' : topic === middle ? 'a' : 'ab';
    const shape = {tag: this.#tag, keys: KEYS, path};
    return new TopicReader(admin, {topic, partitions, shape, isolation, signal, ...(fates === undefined ? {} : {fates})});
  }

  async #follow(reader: TopicReader, isOver: () => boolean): Promise<void> {
    for (;;) {
      const wasOver = isOver();
      await reader.catchUp();
      if (wasOver) return;
      await sleep(POLL_MS, undefined, {signal: this.#scene.signal});
    }
  }

  /** Waits until both groups have committed the last records; gives where they have not when nothing moves any more. */
  async #untilProcessed(beside: TopicReader, records: number): Promise<Behind[]> {
    const {admin, signal} = this.#scene;
    const {input, middle} = this.#topics;
    const first = this.#reader(input, 'committed', undefined);
    const second = this.#reader(middle, 'committed', undefined);
    await first.catchUp();
    let movedAtMs = performance.now();
    let seen = -1;
    for (;;) {
      // In this order: what the first one commits after that is none of what the second is held to.
      const before = await behind(admin, `${this.#prefix}a`, input, first.lastOffsets);
      const unstable = await this.#unstable();
      await second.catchUp();
      const left = [...before, ...unstable, ...(await behind(admin, `${this.#prefix}b`, middle, second.lastOffsets))];
      if (left.length === 0) return [];
      const moved = beside.reading.records + second.reading.records;
      if (moved > seen) movedAtMs = performance.now();
      seen = Math.max(seen, moved);
      const isWhole = beside.reading.distinct >= records && left.every(({committed}) => committed >= 0);
      if (performance.now() - movedAtMs > (isWhole ? MARGIN_MS : STALL_MS)) return left;
      await sleep(POLL_MS, undefined, {signal});
    }
  }

  /** Where a transaction of the first processor is not over, though its offsets may be committed: markers take their time. */
  async #unstable(): Promise<Behind[]> {
    const topic = this.#topics.middle;
    const stuck = await untilStable(this.#scene.admin, [{topic, partitions: MIDDLE_PARTITIONS}], {
      deadlineMs: 0,
      signal: this.#scene.signal,
    });
    return stuck.map(({partition, lastStableOffset, highWatermark}) => {
      return {group: `${this.#prefix}a`, topic, partition, committed: lastStableOffset, last: highWatermark - 1};
    });
  }

  async #untilStable(abandoned: AbandonedTransaction | undefined): Promise<StuckPartition[]> {
    const {admin, signal} = this.#scene;
    const {middle, output} = this.#topics;
    // What the last processes may have left open is aborted within their own timeout and a scan.
    const deadlineMs = Math.max(abandoned?.deadlineMs ?? 0, performance.now() + this.#transactionTimeoutMs + ABORT_SCAN_MS + LATE_MS);
    const topics = [
      {topic: middle, partitions: MIDDLE_PARTITIONS},
      {topic: output, partitions: OUTPUT_PARTITIONS},
    ];
    return await untilStable(admin, topics, {deadlineMs, signal});
  }

  async #judged(seen: {
    beside: TopicReader;
    left: Behind[];
    abandoned: AbandonedTransaction | undefined;
    abortedAfterMs: number | undefined;
    stuck: StuckPartition[];
  }): Promise<EosRun> {
    const {beside, left, abandoned, abortedAfterMs, stuck} = seen;
    const input = this.#reader(this.#topics.input, 'committed', undefined);
    await input.catchUp();
    const fates = new LogFates();
    const after = this.#reader(this.#topics.output, 'committed', fates);
    await after.catchUp();
    const judge = (reader: ReaderJudged['reader'], output: TopicReader): ReaderJudged => ({
      reader,
      judgements: judgeReadings({input: input.reading, output: output.reading, fates, ...unfinished(left)}),
    });
    const [first, second] = this.#supervisors;
    return {
      topics: this.#topics,
      tag: this.#tag,
      keys: KEYS,
      seed: this.#options.seed,
      records: {input: input.reading.records, output: after.reading.records, aborted: fates.abortedCount},
      readers: [judge('beside', beside), judge('after', after)],
      kills: [...(first?.kills ?? []), ...(second?.kills ?? [])],
      missedKills: (first?.missed ?? 0) + (second?.missed ?? 0),
      deaths: [...(first?.deaths ?? []), ...(second?.deaths ?? [])],
      troubles: [...(first?.troubles ?? []), ...(second?.troubles ?? [])],
      zombie: first?.zombie,
      behind: left,
      abandoned:
        abandoned === undefined
          ? undefined
          : {transactionalId: abandoned.transactionalId, producerId: abandoned.producerId, abortedAfterMs, withinMs: abandoned.withinMs},
      stuck,
      durationMs: performance.now() - this.#startedAtMs,
    };
  }
}

function unfinished([first]: readonly Behind[]): {unfinished?: string} {
  if (first === undefined) return {};
  const {group, topic, partition, committed, last} = first;
  return {unfinished: `group ${group} had come to offset ${committed} of ${topic}-${partition}, whose last record is at ${last}`};
}

/** Eight characters by the seed. */
function seededTag(seed: number): string {
  const random = seededRandom(seed ^ 0x5eed);
  return Array.from({length: 8}, () => Math.floor(random() * 36).toString(36)).join('');
}
