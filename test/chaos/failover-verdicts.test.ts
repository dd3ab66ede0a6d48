import {describe, expect, it} from 'vitest';
import {type FailoverMeasured, failoverVerdicts} from '../../src/chaos/failover-verdicts.ts';
import type {LogRecord} from '../../src/cluster/read-log.ts';
import {seededRecord} from '../../src/verify/seeded-ids.ts';
import {cluster, topic} from '../fixtures/model.ts';

const probes = Array.from({length: 100}, (_, index) => ({index, intendedMs: index * 50, ackedMs: index * 50 + 5}));

function record(index: number): LogRecord {
  const {key, value, headers} = seededRecord('run', 't-0', index);
  const entries = Object.entries(headers).map(([name, one]): [Buffer, Buffer] => [Buffer.from(name), one]);
  return {offset: BigInt(index), key, value, headers: entries, timestampMs: 0n, producerId: 1n, transactional: false};
}

function measured(more: Partial<FailoverMeasured> = {}): FailoverMeasured {
  return {
    leaderId: 1,
    wasController: false,
    partitionsLed: 1,
    killedMs: 1_000,
    newLeaderMs: 9_000,
    firstAckMs: 9_500,
    healBeganMs: 10_000,
    registeredMs: 14_000,
    fullIsrMs: 15_000,
    waitedMs: {failover: 60_000, isr: 120_000},
    watch: {polls: 100, failures: 0},
    canary: 't',
    partition: 0,
    produced: {
      operations: probes.map(one => ({
        ...one,
        id: seededRecord('run', 't-0', one.index).id,
        status: 'ok' as const,
        offset: BigInt(one.index),
      })),
      startedMs: 0,
      stoppedMs: 5_000,
      producers: 1,
      lastError: undefined,
    },
    log: {status: 'done', value: {startOffset: 0n, endOffset: 100n, records: probes.map(one => record(one.index))}},
    ...more,
  };
}

function judged(more: Partial<FailoverMeasured> = {}, spec: Parameters<typeof topic>[1] = {}) {
  const verdicts = failoverVerdicts({cluster: cluster()}, topic('orders', spec), measured(more));
  return verdicts.map(({status, location, finding, reason}) => ({
    status,
    at: location.file + location.pointer,
    rule: finding?.rule,
    reason,
  }));
}

const statuses = (more: Partial<FailoverMeasured> = {}) => judged(more).map(one => one.status);
const log = (records: LogRecord[]): Partial<FailoverMeasured> => ({
  log: {status: 'done', value: {startOffset: 0n, endOffset: 100n, records}},
});
const all = probes.map(one => record(one.index));

describe('the verdicts of a failover', () => {
  it('pass where everything was as promised, each at the line that promises it', () => {
    expect(judged().map(({status, at}) => [status, at])).toEqual([
      ['pass', 'Topic-orders.yaml/spec/config/min.insync.replicas'],
      ['pass', 'Topic-orders.yaml/spec/replicationFactor'],
      ['pass', 'Topic-orders.yaml/spec/replicationFactor'],
      ['pass', 'Cluster-sandbox.yaml/spec/verification/objectives/leaderFailover'],
      ['pass', 'Cluster-sandbox.yaml/spec/verification/objectives/ackGap'],
      ['pass', 'Cluster-sandbox.yaml/spec/verification/objectives/isrRecovery'],
    ]);
  });

  it('fail where an acknowledged record is not in the log', () => {
    const [lost] = judged(log(all.filter((_, index) => index !== 42)));
    expect(lost).toMatchObject({status: 'fail', rule: 'proof/no-acknowledged-record-lost', reason: expect.stringContaining('run/t-0/42')});
  });

  it('fail where a record is taken out of the history', () => {
    const {produced} = measured();
    const operations = produced.operations.filter(one => one.index !== 42);
    expect(judged({produced: {...produced, operations}})[2]).toMatchObject({status: 'fail', rule: 'proof/log-as-sent'});
  });

  it('fail where a record is stored twice', () => {
    expect(judged(log([...all, {...record(42), offset: 100n}]))[1]).toMatchObject({status: 'fail', rule: 'proof/no-record-duplicated'});
  });

  it('fail where a record was changed', () => {
    const changed = all.map((one, index) => (index === 42 ? {...one, value: Buffer.from('x')} : one));
    expect(statuses(log(changed)).slice(0, 3)).toEqual(['fail', 'pass', 'fail']);
  });

  it('are unknown without an acknowledged record', () => {
    const produced = {
      ...measured().produced,
      operations: measured().produced.operations.map(({ackedMs: _, offset: __, ...one}) => ({...one, status: 'unknown' as const})),
    };
    expect(statuses({produced})).toEqual(['unknown', 'unknown', 'unknown', 'pass', 'unknown', 'pass']);
  });

  it('are unknown where the log could not be read back', () => {
    expect(statuses({log: {status: 'unknown', reason: 'timed out'}}).slice(0, 3)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('fail where an objective was missed, and where it was waited for longer in vain', () => {
    expect(statuses({newLeaderMs: 16_001}).slice(3)).toEqual(['fail', 'pass', 'pass']);
    expect(statuses({newLeaderMs: undefined, fullIsrMs: undefined}).slice(3)).toEqual(['fail', 'pass', 'fail']);
  });

  it('are unknown where nobody could watch', () => {
    const blind = {newLeaderMs: undefined, fullIsrMs: undefined, watch: {polls: 0, failures: 50}};
    expect(statuses(blind).slice(3)).toEqual(['unknown', 'pass', 'unknown']);
  });

  it('stand at the topic where it tightens an objective, and do not loosen there', () => {
    const tight = judged({}, {objectives: {leaderFailoverMs: 5_000}})[3];
    expect(tight).toMatchObject({status: 'fail', at: 'Topic-orders.yaml/spec/objectives/leaderFailover'});
    const loose = judged({newLeaderMs: 17_000}, {objectives: {leaderFailoverMs: 99_000}})[3];
    expect(loose).toMatchObject({status: 'fail', at: 'Cluster-sandbox.yaml/spec/verification/objectives/leaderFailover'});
  });

  it('claim nothing that no document states', () => {
    const bare = cluster({verification: {mode: 'canary', chaos: true, objectives: {}}});
    expect(failoverVerdicts({cluster: bare}, topic('orders'), measured()).length).toBe(3);
  });
});
