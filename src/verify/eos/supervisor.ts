import {setTimeout as sleep} from 'node:timers/promises';
import type {Admin} from '../../cluster/admin.ts';
import {evictMembers} from '../../cluster/evict-members.ts';
import {describeFailure} from '../../cluster/failure.ts';
import type {Kill} from './schedule.ts';
import {type Heard, WorkerProcess} from './worker-process.ts';
import type {Stage, WorkerOrder} from './worker-protocol.ts';

/** What was done to a processor, for the evidence. */
export interface KillDone {
  processor: string;
  /** A place in a transaction, or the time after it began to work. */
  at: Stage | `${number} ms`;
  /** The records of the input whose transaction was under way: `partition 1, offsets 40–59`. */
  during?: string;
}

/** A process that was stopped past its successor's take-over, and what became of the transaction that it then went on with. */
export interface ZombieDone {
  processor: string;
  outcome: 'refused' | 'committed' | 'silent' | 'not-tried';
  /** What the brokers, or its client, said. */
  code?: string;
  during?: string;
}

export interface SupervisorOptions {
  admin: Admin;
  /** For each process a new client id is made of this one's. */
  order: Omit<WorkerOrder, 'halt'>;
  kills: readonly Kill[];
  /** Ends with one process stopped at this place past its successor's take-over. */
  zombieAt: Stage | undefined;
  /** How long a process may take to come to the place where it is to be killed. */
  patienceMs: number;
  signal: AbortSignal;
  note(text: string): void;
}

const RESTARTS_MAX = 8;
const TROUBLES_TOLD = 5;
const SWEEP_EVERY_MS = 1_000;

/** Keeps one processor working: kills its process by the schedule, and starts the next one. */
export class Supervisor {
  readonly kills: KillDone[] = [];
  /** Kills whose place no process came to. */
  missed = 0;
  /** Ends that nobody ordered. */
  readonly deaths: string[] = [];
  zombie: ZombieDone | undefined;

  /** What its processes last had to try again, newest last. */
  get troubles(): string[] {
    const told = this.#all.flatMap(one => one.heard.flatMap(heard => (heard.event === 'trouble' ? [heard.message] : [])));
    return told.slice(-TROUBLES_TOLD);
  }

  readonly #options: SupervisorOptions;
  readonly #all: WorkerProcess[] = [];
  /** Client ids of processes that are gone, or stopped. */
  readonly #gone = new Set<string>();
  #spare: WorkerProcess;
  #count = 0;
  #hasEnded = false;
  #running: WorkerProcess | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#spare = this.#start();
  }

  /** Goes through the kills and leaves a process running. */
  async disturb(): Promise<void> {
    const {kills, zombieAt} = this.#options;
    for (const kill of kills) await this.#killOne(kill);
    if (zombieAt !== undefined) await this.#makeZombie(zombieAt);
    await this.keepRunning();
  }

  /** Starts a process where none runs. */
  async keepRunning(): Promise<void> {
    if (this.#running === undefined || this.#running.hasExited) await this.#next({});
  }

  /** Ends every process, whatever its state. */
  async end(): Promise<void> {
    const wasRunning = this.#hasEnded ? undefined : this.#running;
    this.#hasEnded = true;
    await Promise.all(this.#all.map(one => one.kill()));
    // Its group can be removed only once it has no member.
    if (wasRunning !== undefined) await this.#evict(wasRunning);
  }

  async #killOne(kill: Kill): Promise<void> {
    const {patienceMs, order, note, signal} = this.#options;
    const worker = await this.#next('at' in kill ? {halt: {stage: kill.at, transaction: kill.transaction}} : {});
    let halted: Heard | undefined;
    if ('at' in kill) halted = await worker.until(one => one.event === 'halted', {withinMs: patienceMs});
    else if ((await worker.until(one => one.event === 'running', {withinMs: patienceMs})) !== undefined)
      await sleep(kill.afterMs, undefined, {signal});
    if ('at' in kill && halted === undefined) {
      this.missed++;
      return;
    }
    const at = 'at' in kill ? kill.at : (`${kill.afterMs} ms` as const);
    note(`kills processor ${order.letter} ${'at' in kill ? kill.at.replace('-', ' ') : `after ${kill.afterMs} ms`}`);
    await this.#remove(worker);
    this.kills.push({processor: order.letter, at, ...during(halted)});
  }

  async #makeZombie(stage: Stage): Promise<void> {
    const {patienceMs, order, note} = this.#options;
    const zombie = await this.#next({halt: {stage, transaction: 0}});
    const halted = await zombie.until(one => one.event === 'halted', {withinMs: patienceMs});
    if (halted === undefined) {
      this.zombie = {processor: order.letter, outcome: 'not-tried'};
      return;
    }
    note(`stops processor ${order.letter} ${stage.replace('-', ' ')}, and lets another one take over`);
    zombie.signal('SIGSTOP');
    await this.#evict(zombie);
    this.#running = undefined;
    const successor = await this.#next({});
    const tookOver = await successor.until(one => isSameBatch(one, halted), {withinMs: patienceMs});
    const from = zombie.heard.length;
    zombie.signal('SIGCONT');
    zombie.go();
    const ended = await zombie.until(one => ['refused', 'failed'].includes(one.event) || isSameBatch(one, halted), {
      withinMs: patienceMs,
      from,
    });
    await this.#remove(zombie, successor);
    this.zombie = {processor: order.letter, ...outcomeOf(tookOver, ended), ...during(halted)};
  }

  /** The next process, which takes over at once where one was removed before. */
  async #next(halt: Pick<WorkerOrder, 'halt'>): Promise<WorkerProcess> {
    const {order, signal} = this.#options;
    signal.throwIfAborted();
    const before = this.#running;
    if (before !== undefined) {
      // It ran without an order to stop anywhere, or never came to the place of its own.
      await this.#remove(before);
    }
    const worker = this.#spare;
    this.#spare = this.#start();
    worker.begin({...order, ...halt, clientId: `${order.clientId}-${this.#count++}`});
    this.#running = worker;
    void worker.exited.then(() => this.#onExit(worker));
    void this.#sweepUntilWorking(worker);
    return worker;
  }

  async #remove(worker: WorkerProcess, runningAfter?: WorkerProcess): Promise<void> {
    this.#running = runningAfter;
    await worker.kill();
    await this.#evict(worker);
  }

  async #evict({order}: WorkerProcess): Promise<void> {
    if (order === undefined) return;
    this.#gone.add(order.clientId);
    await this.#sweep(order.group);
  }

  /** Where it does not work out, the brokers find the member gone when its session ends: slower, and just as right. */
  async #sweep(group: string): Promise<void> {
    await evictMembers(this.#options.admin, group, this.#gone).catch(thrown => {
      this.#options.note(`a dead member stays until its session ends: ${describeFailure(thrown).reason}`);
    });
  }

  /** A process that was killed while it joined may be a member only afterwards: looked for until its successor works. */
  async #sweepUntilWorking(worker: WorkerProcess): Promise<void> {
    const {order} = this.#options;
    const isWorking = (): boolean => worker.hasExited || worker.heard.some(one => ['running', 'halted', 'committed'].includes(one.event));
    while (!isWorking() && !this.#hasEnded && this.#running === worker) {
      await sleep(SWEEP_EVERY_MS);
      if (!isWorking() && !this.#hasEnded && this.#gone.size > 0) await this.#sweep(order.group);
    }
  }

  /** A process that ended by itself is one that failed: another one goes on in its place. */
  #onExit(worker: WorkerProcess): void {
    if (this.#running !== worker || this.#hasEnded) return;
    const failed = worker.heard.find(one => one.event === 'failed');
    this.deaths.push(
      failed?.event === 'failed' ? `${failed.code}: ${failed.message}` : worker.stderr.trim().slice(-500) || 'it ended without a word',
    );
    this.#running = undefined;
    if (this.deaths.length > RESTARTS_MAX || this.#options.signal.aborted) return;
    void this.#evict(worker).then(async () => {
      if (this.#running === undefined && !this.#hasEnded) await this.#next({});
    });
  }

  #start(): WorkerProcess {
    const worker = new WorkerProcess();
    this.#all.push(worker);
    return worker;
  }
}

/** The same stretch of the input, or one that holds its first record: a successor may take other batches. */
function isSameBatch(one: Heard, halted: Heard): boolean {
  if (one.event !== 'committed' || halted.event !== 'halted') return false;
  return one.partition === halted.partition && one.first <= halted.first && halted.first <= one.last;
}

function outcomeOf(tookOver: Heard | undefined, ended: Heard | undefined): Pick<ZombieDone, 'outcome' | 'code'> {
  if (tookOver === undefined) return {outcome: 'not-tried'};
  if (ended === undefined) return {outcome: 'silent'};
  if (ended.event === 'committed') return {outcome: 'committed'};
  return {outcome: 'refused', ...(ended.event === 'refused' || ended.event === 'failed' ? {code: ended.code} : {})};
}

function during(halted: Heard | undefined): {during?: string} {
  if (halted?.event !== 'halted') return {};
  return {during: `partition ${halted.partition}, offsets ${halted.first}–${halted.last}`};
}
