import type {Verdict, VerdictStatus} from '../../findings/finding.ts';
import type {Resource} from '../../specs/model.ts';
import {judge, type ScenarioContext} from '../scenario.ts';
import type {Control} from './controls.ts';
import type {EosRun} from './eos-run.ts';
import {PROMISES, type Promised, type Witness} from './judge.ts';
import type {Occurrence} from './occurrences.ts';

/** What a run says of one claim. */
export interface Answer {
  status: VerdictStatus;
  reason?: string;
  witnesses: Witness[];
}

export type EosClaim = Promised | 'fenced' | 'unstuck';

export const CLAIMS: Readonly<Record<EosClaim, string>> = {
  complete: 'everything that exactly-once processors are given comes out, though they are killed in their transactions',
  unique: 'nothing that exactly-once processors are given comes out twice, though they are killed in their transactions',
  committed: 'a read_committed reader is given no record of an aborted transaction',
  ordered: 'records of one key come out in their order',
  fenced: 'a process that was taken over while it hung commits nothing when it wakes up',
  unstuck: 'a transaction that was left open is aborted in time, and readers go on',
};

/** The id of the finding where a claim fails. */
export const RULES: Readonly<Record<EosClaim, string>> = {
  complete: 'proof/eos-complete',
  unique: 'proof/eos-unique',
  committed: 'proof/eos-committed',
  ordered: 'proof/eos-ordered',
  fenced: 'proof/eos-fenced',
  unstuck: 'proof/eos-unstuck',
};

/** What a run says of each claim. */
export function answersOf(run: EosRun): Record<EosClaim, Answer> {
  return {
    ...(Object.fromEntries(PROMISES.map(promise => [promise, answerOf(run, promise)])) as Record<Promised, Answer>),
    fenced: fencedAnswer(run),
    unstuck: unstuckAnswer(run),
  };
}

/** Both readers have to say so; what the one that went along was given may differ. */
export function answerOf(run: EosRun, promise: Promised): Answer {
  const all = run.readers.flatMap(({reader, judgements}) =>
    judgements.filter(one => one.promise === promise).map(one => ({...one, reader})),
  );
  const worst = all.find(one => one.status === 'fail') ?? all.find(one => one.status === 'unknown');
  if (worst === undefined)
    return all.length === 0 ? {status: 'unknown', reason: 'nobody read the output', witnesses: []} : {status: 'pass', witnesses: []};
  const who = worst.reader === 'beside' ? 'the reader beside the run: ' : '';
  return {status: worst.status, reason: `${who}${worst.reason ?? 'no reason'}`, witnesses: worst.witnesses};
}

function fencedAnswer({zombie}: EosRun): Answer {
  if (zombie === undefined) return {status: 'unknown', reason: 'no process was stopped past its take-over', witnesses: []};
  const {outcome, during = 'an unknown stretch', code = 'no answer'} = zombie;
  if (outcome === 'refused') return {status: 'pass', reason: `its commit was refused: ${code}`, witnesses: []};
  if (outcome === 'committed')
    return {status: 'fail', reason: `it committed its transaction of ${during}, which its successor had committed`, witnesses: []};
  const reason = outcome === 'silent' ? 'the process that woke up said nothing' : 'no successor took over in time';
  return {status: 'unknown', reason, witnesses: []};
}

function unstuckAnswer({abandoned, stuck}: EosRun): Answer {
  const [first] = stuck;
  if (first !== undefined) {
    const {topic, partition, lastStableOffset, highWatermark} = first;
    const witnesses: Witness[] = [{kind: 'skipped', partition, offset: lastStableOffset}];
    return {status: 'fail', reason: `${topic}-${partition} stays at last stable offset ${lastStableOffset} of ${highWatermark}`, witnesses};
  }
  if (abandoned === undefined) return {status: 'unknown', reason: 'no transaction was left open', witnesses: []};
  const {transactionalId, abortedAfterMs, withinMs} = abandoned;
  if (abortedAfterMs === undefined)
    return {status: 'fail', reason: `${transactionalId} is still open after its timeout and the brokers' scan`, witnesses: []};
  if (abortedAfterMs > withinMs) {
    const reason = `it was aborted after ${seconds(abortedAfterMs)}, and ${seconds(withinMs)} are its time: the brokers or this machine were too busy to tell`;
    return {status: 'unknown', reason, witnesses: []};
  }
  return {status: 'pass', witnesses: []};
}

/** What happened to the processes is often why nothing is known. */
function withDeaths(reason: string, {deaths, troubles}: EosRun): string {
  const last = deaths.at(-1);
  if (last !== undefined) return `${reason}; ${deaths.length} processes ended by themselves, the last one by ${last}`;
  const trouble = troubles.at(-1);
  return trouble === undefined ? reason : `${reason}; a process had to try again to ${trouble}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Where the documents make a claim: at each Application with transactional ids, or at the Cluster where there is none. */
export function claimants(
  {model, cluster}: Pick<ScenarioContext, 'model' | 'cluster'>,
  claim: EosClaim,
): {resource: Resource; pointer: string}[] {
  const applications = model.applications.filter(({spec}) => spec.transactionalId !== undefined);
  if (applications.length === 0) return [{resource: cluster, pointer: ''}];
  const at = applications.map(application => {
    // How it reads is what its ClientProfile says.
    const profile = claim === 'committed' ? model.profiles.find(one => one.name === application.spec.client) : undefined;
    if (profile?.spec.consumer?.['isolation.level'] !== undefined) return {resource: profile, pointer: '/spec/consumer/isolation.level'};
    return {resource: application, pointer: '/spec/transactionalId'};
  });
  return at.filter((one, index) => at.findIndex(({resource}) => resource === one.resource) === index);
}

/** A verdict a claim and document. */
export function verdictsOf(
  context: Pick<ScenarioContext, 'model' | 'cluster'>,
  run: EosRun,
  occurrences: readonly Occurrence[],
): Verdict[] {
  const answers = answersOf(run);
  const claims = Object.keys(CLAIMS) as EosClaim[];
  return claims.flatMap(claim => {
    const {status, reason, witnesses} = answers[claim];
    const evidence = {...evidenceOf(run), ...(witnesses.length === 0 ? {} : {witnesses, occurrences})};
    return claimants(context, claim).map(at =>
      judge(context, at, {
        rule: RULES[claim],
        claim: CLAIMS[claim],
        status,
        ...(reason === undefined || status === 'pass' ? {} : {reason: status === 'unknown' ? withDeaths(reason, run) : reason}),
        measured: measured(run, claim),
        evidence,
      }),
    );
  });
}

/** A control's verdict: the judge has to find the mistake out. */
export function controlVerdict(
  context: Pick<ScenarioContext, 'model' | 'cluster'>,
  {name, control}: {name: string; control: Control},
  {run, occurrences}: {run: EosRun; occurrences: readonly Occurrence[]},
): Verdict {
  const {mistake, breaks} = control;
  const found = answerOf(run, breaks);
  const idle = found.status === 'pass' ? withoutEffect(run, control) : undefined;
  const {status, reason, witnesses} = idle === undefined ? found : {...found, status: 'unknown' as const, reason: idle};
  const caught = {fail: 'pass', pass: 'fail', unknown: 'unknown'} as const;
  const why = status === 'fail' ? {} : {reason: status === 'pass' ? 'it did not' : (reason ?? 'nothing is known')};
  return judge(
    context,
    {resource: context.cluster, pointer: ''},
    {
      rule: 'proof/eos-control',
      claim: `the judge finds out the mistake ${name}: ${mistake}`,
      status: caught[status],
      ...why,
      measured: status === 'fail' ? `found: ${reason ?? ''}` : `${run.records.output} records`,
      evidence: {...evidenceOf(run), witnesses, occurrences},
    },
  );
}

/** Why the mistake of a control could break nothing in this run, if so. */
function withoutEffect({zombie, missedKills, records}: EosRun, {run}: Control): string | undefined {
  if (missedKills > 0) return 'a process never came to where it was to be killed';
  if (run.zombieAt !== undefined && zombie?.outcome !== 'committed')
    return `the process that woke up committed nothing: ${zombie?.code ?? zombie?.outcome ?? 'there was none'}`;
  return run.reads === 'all' && records.aborted === 0 ? 'no record was aborted' : undefined;
}

function measured(run: EosRun, claim: EosClaim): string {
  const {records, kills, zombie, abandoned} = run;
  if (claim === 'fenced') return zombie?.code === undefined ? (zombie?.outcome ?? 'not tried') : `refused: ${zombie.code}`;
  if (claim === 'unstuck') return abandoned?.abortedAfterMs === undefined ? 'open' : `aborted after ${seconds(abandoned.abortedAfterMs)}`;
  if (claim === 'committed') return `${records.aborted} aborted records, ${records.output} committed`;
  return `${records.input} in, ${records.output} out, ${kills.length} kills`;
}

function evidenceOf(run: EosRun): Record<string, unknown> {
  const {records, seed, kills, missedKills, deaths, troubles, zombie, abandoned, stuck, behind, topics, durationMs} = run;
  return {
    records,
    seed,
    kills,
    missedKills,
    ...(deaths.length === 0 ? {} : {deaths}),
    ...(troubles.length === 0 ? {} : {troubles}),
    ...(zombie === undefined ? {} : {zombie}),
    ...(abandoned === undefined ? {} : {abandoned: {...abandoned, producerId: String(abandoned.producerId)}}),
    ...(stuck.length === 0 ? {} : {stuck}),
    ...(behind.length === 0 ? {} : {behind}),
    topics,
    durationMs: Math.round(durationMs),
  };
}
