import type {Admin} from '../../cluster/admin.ts';
import type {Connection} from '../../cluster/connection.ts';
import type {Canaries, CanaryLike} from '../canaries.ts';
import type {StuckPartition} from './abandoned-transaction.ts';
import type {Judgement} from './judge.ts';
import type {Behind} from './progress.ts';
import type {KillSchedule} from './schedule.ts';
import type {KillDone, ZombieDone} from './supervisor.ts';
import type {ProcessorKind, Stage} from './worker-protocol.ts';

export interface EosRunOptions {
  records: number;
  kills: number;
  seed: number;
  /** What both processors are. */
  kind: ProcessorKind;
  /** Where one process is stopped past its successor's take-over; none unless given. */
  zombieAt?: Stage;
  /** In place of the seed's own kills. */
  schedule?: KillSchedule;
  /** How the reader beside the run reads; anything but `committed` is a mistake. */
  reads?: 'committed' | 'all';
  /** Of the processors; 15 s unless given. */
  transactionTimeoutMs?: number;
  /** Whether a producer leaves a transaction open. */
  abandons?: boolean;
  /** Replication and settings of the topics. */
  like: Pick<CanaryLike, 'replicationFactor' | 'config'>;
}

export interface EosScene {
  admin: Admin;
  connection: Connection;
  canaries: Canaries;
  signal: AbortSignal;
  note(text: string): void;
}

/** What one reader's judgement is of: the reader that went along, or the one that read everything afterwards. */
export interface ReaderJudged {
  reader: 'beside' | 'after';
  judgements: Judgement[];
}

export interface EosRun {
  topics: {input: string; middle: string; output: string};
  tag: string;
  keys: number;
  seed: number;
  /** By the judge's own reading of the logs. */
  records: {input: number; output: number; aborted: number};
  readers: ReaderJudged[];
  kills: KillDone[];
  missedKills: number;
  deaths: string[];
  /** What processes last had to try again. */
  troubles: string[];
  zombie: ZombieDone | undefined;
  /** Where the processors did not come to the end in time. */
  behind: Behind[];
  abandoned: {transactionalId: string; producerId: bigint; abortedAfterMs: number | undefined; withinMs: number} | undefined;
  stuck: StuckPartition[];
  durationMs: number;
}
