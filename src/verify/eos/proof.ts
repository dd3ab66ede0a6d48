import {randomInt} from 'node:crypto';
import {messageOf} from '../../findings/error.ts';
import type {Verdict} from '../../findings/finding.ts';
import type {TopicSpec} from '../../specs/model.ts';
import {judge, type ScenarioContext} from '../scenario.ts';
import {CONTROLS, type Control} from './controls.ts';
import type {EosRun, EosRunOptions} from './eos-run.ts';
import {occurrencesOf} from './occurrences.ts';
import {runExactlyOnce} from './run.ts';
import {type Answer, answersOf, CLAIMS, claimants, controlVerdict, type EosClaim, RULES, verdictsOf} from './verdicts.ts';

export interface ExactlyOnceOptions {
  /** Integers that go through the processors; 400 unless given. */
  records?: number;
  /** How often a process is killed; 4 unless given: once at each place of a transaction. */
  kills?: number;
  /** What kills, batches and values follow from; a random one unless given, which the evidence tells. */
  seed?: number;
  /** A mistake to make, of {@link CONTROLS}, in place of proving the claims: then the verdict is that the judge finds it out. */
  control?: string;
}

const RECORDS = 400;
const KILLS = 4;
/** Settings of a declared topic that a canary takes over; others, like compaction, would take records away. */
const COPIED = ['min.insync.replicas', 'unclean.leader.election.enable', 'compression.type'];
const SEEDS = 2 ** 31;

export type ExactlyOnceContext = Pick<ScenarioContext, 'model' | 'cluster' | 'target' | 'mode' | 'admin' | 'canaries' | 'signal' | 'note'>;

/**
 * Proves on canary topics what Applications with transactional ids rely on: two processors of the library, killed in their
 * transactions, taken over while one of them hangs, and a transaction that is left open; judged by what lies in the logs.
 * Writes, so that it is unknown where the mode is read-only. What times out is unknown, too.
 */
export async function proveExactlyOnce(context: ExactlyOnceContext, options: ExactlyOnceOptions = {}): Promise<Verdict[]> {
  if (context.mode === 'read-only')
    return unknowns(context, 'it writes to canary topics, and verification.mode of the Cluster is read-only');
  const control = options.control === undefined ? undefined : CONTROLS[options.control];
  const seed = options.seed ?? randomInt(SEEDS);
  let run: EosRun;
  try {
    run = await runOn(context, {...options, seed}, control);
  } catch (thrown) {
    context.signal.throwIfAborted();
    return unknowns(context, `the run with seed ${seed} could not be finished: ${messageOf(thrown)}`);
  }
  const witnesses = Object.values<Answer>(answersOf(run)).flatMap(one => one.witnesses);
  const occurrences = await occurrencesOf(context.admin, run, witnesses).catch(() => []);
  if (control !== undefined && options.control !== undefined)
    return [controlVerdict(context, {name: options.control, control}, {run, occurrences})];
  return verdictsOf(context, run, occurrences);
}

async function runOn(
  context: ExactlyOnceContext,
  options: ExactlyOnceOptions & {seed: number},
  control: Control | undefined,
): Promise<EosRun> {
  const {admin, canaries, signal, note} = context;
  const {records = RECORDS, kills = KILLS, seed} = options;
  const connection = await context.target.admin();
  const base: EosRunOptions = {records, kills, seed, kind: 'library', zombieAt: 'after-offsets', like: likeDeclared(context)};
  const made = control === undefined ? base : {...withoutZombie(base), ...control.run};
  return await runExactlyOnce({admin, connection, canaries, signal, note}, made);
}

function withoutZombie({zombieAt: _, ...rest}: EosRunOptions): EosRunOptions {
  return rest;
}

/** As the first topic that an Application with transactional ids writes; as the first topic where none does. */
function likeDeclared({model}: ExactlyOnceContext): EosRunOptions['like'] {
  const written = model.applications
    .filter(({spec}) => spec.transactionalId !== undefined)
    .flatMap(({spec}) => spec.produces.flatMap(({topics}) => topics.map(({name}) => name)));
  const topic = model.topics.find(({name}) => written.includes(name)) ?? model.topics[0];
  if (topic === undefined) return {replicationFactor: 3, config: {'min.insync.replicas': '2'}};
  return {replicationFactor: topic.spec.replicationFactor, config: copied(topic.spec)};
}

function copied({config}: TopicSpec): Record<string, string> {
  return Object.fromEntries(Object.entries(config).filter(([name]) => COPIED.includes(name)));
}

function unknowns(context: ExactlyOnceContext, reason: string): Verdict[] {
  const claims = Object.keys(CLAIMS) as EosClaim[];
  return claims.flatMap(claim =>
    claimants(context, claim).map(at =>
      judge(context, at, {rule: RULES[claim], claim: CLAIMS[claim], status: 'unknown', reason, evidence: {}}),
    ),
  );
}
