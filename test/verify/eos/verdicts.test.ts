import {describe, expect, it} from 'vitest';
import type {ApplicationSpec} from '../../../src/specs/model.ts';
import {CONTROLS} from '../../../src/verify/eos/controls.ts';
import type {EosRun} from '../../../src/verify/eos/eos-run.ts';
import type {Judgement} from '../../../src/verify/eos/judge.ts';
import {answersOf, claimants, controlVerdict, verdictsOf} from '../../../src/verify/eos/verdicts.ts';
import {cluster, model} from '../../fixtures/model.ts';

const judged = (more: Partial<Record<Judgement['promise'], Partial<Judgement>>> = {}): Judgement[] =>
  (['complete', 'unique', 'committed', 'ordered'] as const).map(promise => ({
    promise,
    status: 'pass',
    violations: 0,
    witnesses: [],
    ...more[promise],
  }));

function run(more: Partial<EosRun> = {}): EosRun {
  return {
    topics: {input: 'i', middle: 'm', output: 'o'},
    tag: 'abcd1234',
    keys: 12,
    seed: 1,
    records: {input: 400, output: 400, aborted: 20},
    readers: [
      {reader: 'beside', judgements: judged()},
      {reader: 'after', judgements: judged()},
    ],
    kills: [],
    missedKills: 0,
    deaths: [],
    troubles: [],
    zombie: {processor: 'a', outcome: 'refused', code: 'INVALID_PRODUCER_EPOCH'},
    behind: [],
    abandoned: {transactionalId: 't', producerId: 7n, abortedAfterMs: 3_000, withinMs: 16_000},
    stuck: [],
    durationMs: 10_000,
    ...more,
  };
}

const statuses = (one: EosRun) => Object.fromEntries(Object.entries(answersOf(one)).map(([claim, {status}]) => [claim, status]));

describe('what a run says', () => {
  it('passes where both readers and all that was tried say so', () => {
    expect(new Set(Object.values(statuses(run())))).toEqual(new Set(['pass']));
  });

  it('fails by what either reader was given, and is unknown where one knows nothing', () => {
    const failing = judged({unique: {status: 'fail', reason: '5 was read before', violations: 1}});
    const open = judged({unique: {status: 'unknown', reason: 'too many gaps'}});
    for (const readers of [
      [
        {reader: 'beside' as const, judgements: failing},
        {reader: 'after' as const, judgements: judged()},
      ],
      [
        {reader: 'beside' as const, judgements: open},
        {reader: 'after' as const, judgements: failing},
      ],
    ])
      expect(statuses(run({readers}))['unique']).toBe('fail');
    expect(
      statuses(
        run({
          readers: [
            {reader: 'beside', judgements: judged()},
            {reader: 'after', judgements: open},
          ],
        }),
      )['unique'],
    ).toBe('unknown');
    expect(statuses(run({readers: []}))['unique']).toBe('unknown');
  });

  it('fails where a zombie committed, and knows nothing where none was made or it said nothing', () => {
    const zombie = (outcome: 'committed' | 'silent' | 'not-tried') => statuses(run({zombie: {processor: 'a', outcome}}))['fenced'];
    expect([zombie('committed'), zombie('silent'), zombie('not-tried'), statuses(run({zombie: undefined}))['fenced']]).toEqual([
      'fail',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('fails where readers are held up, and knows nothing of it where no transaction was left open', () => {
    const stuck = [{topic: 'o', partition: 0, lastStableOffset: 5, highWatermark: 9}];
    expect(answersOf(run({stuck})).unstuck).toMatchObject({status: 'fail', reason: 'o-0 stays at last stable offset 5 of 9'});
    expect(statuses(run({abandoned: undefined}))['unstuck']).toBe('unknown');
    expect(statuses(run({abandoned: {transactionalId: 't', producerId: 7n, abortedAfterMs: undefined, withinMs: 16_000}}))['unstuck']).toBe(
      'fail',
    );
  });

  it('knows nothing of a transaction that was aborted, and late', () => {
    const abandoned = {transactionalId: 't', producerId: 7n, abortedAfterMs: 17_000, withinMs: 16_000};
    expect(answersOf(run({abandoned})).unstuck).toMatchObject({status: 'unknown', reason: expect.stringContaining('aborted after 17.0 s')});
  });

  it('is evidence that can be written down', () => {
    const context = {cluster: cluster(), model: model()};
    const verdicts = verdictsOf(context, run({zombie: {processor: 'a', outcome: 'committed'}}), []);
    expect(JSON.parse(JSON.stringify(verdicts))).toEqual(verdicts);
    expect(verdicts.find(one => one.status === 'fail')?.finding?.rule).toBe('proof/eos-fenced');
  });

  it('is a pass of a control where the judge found the mistake out, and of no other promise', () => {
    const control = CONTROLS['auto-commit'];
    if (control === undefined) throw new Error('there is no control auto-commit');
    const about = (promise: Judgement['promise'], status: Judgement['status']) =>
      controlVerdict(
        {cluster: cluster(), model: model()},
        {name: 'auto-commit', control},
        {
          run: run({readers: [{reader: 'after', judgements: judged({[promise]: {status, reason: 'why', violations: 1}})}]}),
          occurrences: [],
        },
      );
    expect(about('unique', 'fail').status).toBe('pass');
    expect(about('ordered', 'fail')).toMatchObject({status: 'fail', finding: {rule: 'proof/eos-control'}});
    expect(about('unique', 'unknown').status).toBe('unknown');
    const random = CONTROLS['random-ids'];
    if (random === undefined) throw new Error('there is no control random-ids');
    // The mistake broke nothing, because it never came to it.
    const idle = controlVerdict({cluster: cluster(), model: model()}, {name: 'random-ids', control: random}, {run: run(), occurrences: []});
    expect(idle).toMatchObject({status: 'unknown', reason: 'the process that woke up committed nothing: INVALID_PRODUCER_EPOCH'});
  });
});

describe('the lines that claim exactly-once', () => {
  const cast = {user: 'u', hosts: ['*'], consumes: [], groups: [], produces: [], acls: 'derived' as const};
  const application = (name: string, spec: Partial<ApplicationSpec>) => ({
    ...cluster({}, name),
    kind: 'Application' as const,
    spec: {...cast, ...spec},
    locate: (pointer: string) => ({file: `${name}.yaml`, line: 1, column: 1, endLine: 1, endColumn: 2, pointer}),
  });
  const exact = {transactionalId: {ids: [{name: 'x-', pattern: 'prefixed' as const, at: '/spec/transactionalId/prefix'}]}};

  it('are those of Applications with transactional ids and of their profiles; else the Cluster', () => {
    const profile = {...application('p', {}), kind: 'ClientProfile' as const, spec: {consumer: {'isolation.level': 'read_committed'}}};
    const context = {
      cluster: cluster(),
      model: model({
        applications: [application('a', {...exact, client: 'p'}), application('b', exact), application('c', {})],
        profiles: [profile],
      }),
    };
    const at = (claim: 'unique' | 'committed') =>
      claimants(context, claim).map(({resource, pointer}) => [resource.kind, resource.name, pointer]);
    expect(at('unique')).toEqual([
      ['Application', 'a', '/spec/transactionalId'],
      ['Application', 'b', '/spec/transactionalId'],
    ]);
    expect(at('committed')).toEqual([
      ['ClientProfile', 'p', '/spec/consumer/isolation.level'],
      ['Application', 'b', '/spec/transactionalId'],
    ]);
    expect(claimants({cluster: cluster(), model: model()}, 'unique').map(({resource}) => resource.kind)).toEqual(['Cluster']);
  });
});
