import {type Location, type Verdict, verdict} from '../../src/findings/finding.ts';
import {type Report, reportOf} from '../../src/findings/report.ts';
import type {Probe, Timeline} from '../../src/findings/timeline.ts';
import {sampleFinding} from './sample-report.ts';

export const SPEC_FILE = 'topic-specs/payments/orders.yaml';
export const SPEC = `apiVersion: weir/v1
kind: Topic
metadata: {name: payments.orders.placed.v1, owner: team-payments}
spec:
  partitions: 12
  replicationFactor: 3
  config:
    min.insync.replicas: 2
    retention.ms: 400d
`;

const INTERVAL_MS = 50;
const KILLED_MS = 4_000;
const NEW_LEADER_MS = 12_610;
const FIRST_ACK_MS = 12_844;

/** What a leader's failover looks like: steady answers, a stall, a burst that was waiting, steady answers. */
export function failoverTimeline(parts: Partial<Timeline> = {}): Timeline {
  const probes: Probe[] = Array.from({length: 520}, (_, index) => {
    const intendedMs = index * INTERVAL_MS;
    if (intendedMs >= KILLED_MS && intendedMs < KILLED_MS + 3 * INTERVAL_MS) return {intendedMs};
    const usualMs = 3 + ((index * 7) % 11) / 3;
    return {intendedMs, ackedMs: intendedMs >= KILLED_MS && intendedMs < FIRST_ACK_MS ? FIRST_ACK_MS : intendedMs + usualMs};
  });
  return {
    title: 'Leader failover on a canary of payments.orders.placed.v1',
    startedAt: '2026-11-22T17:00:04.000Z',
    events: [
      {atMs: KILLED_MS, name: 'killed', label: 'broker 2 killed (SIGKILL)'},
      {atMs: NEW_LEADER_MS, name: 'new-leader', label: 'new leaders elected'},
      {atMs: FIRST_ACK_MS, name: 'first-ack', label: 'first acknowledgement after'},
      {atMs: 15_900, name: 'restarted', label: 'broker 2 started again'},
      {atMs: 20_050, name: 'registered', label: 'broker 2 registered'},
      {atMs: 22_300, name: 'full-isr', label: 'full in-sync sets'},
    ],
    probes,
    probesTotal: probes.length,
    objectives: [
      {name: 'leaderFailover', ms: 15_000},
      {name: 'ackGap', ms: 8_000},
      {name: 'isrRecovery', ms: 60_000},
    ],
    ...parts,
  };
}

const place = (line: number, column: number, endColumn: number, pointer: string): Location => ({
  file: SPEC_FILE,
  line,
  column,
  endLine: line,
  endColumn,
  pointer,
});

const topic = {kind: 'Topic', name: 'payments.orders.placed.v1'};
const proved = (parts: Omit<Parameters<typeof verdict>[0], 'resource' | 'clusters'>): Verdict =>
  verdict({resource: topic, clusters: ['sandbox'], ...parts});

/** One verdict of each status, each at its line. */
export function failoverVerdicts(): Verdict[] {
  return [
    proved({
      rule: 'proof/no-acknowledged-record-lost',
      claim: 'no acknowledged record is lost when the leader of a partition is killed',
      location: place(8, 26, 27, '/spec/config/min.insync.replicas'),
      status: 'pass',
      evidence: {
        canary: 'weir-canary-7f3a-payments.orders.placed.v1',
        partition: 0,
        killedBroker: 2,
        client: 'kafkajs, acks=all, idempotent, one send in flight',
        readBackBy: 'raw fetches of the independent client up to the high watermark',
        acknowledged: 1517,
        indeterminate: 3,
        lost: 0,
        lostExamples: [],
      },
    }),
    proved({
      rule: 'proof/ack-gap',
      claim: 'a producer sees no longer pause between two acknowledgements than within 8 s',
      location: place(6, 22, 23, '/spec/replicationFactor'),
      status: 'fail',
      reason: 'it took 8.9 s',
      evidence: {ackGapMs: 8_893, latency: {count: 517, p50Ms: 5, p99Ms: 8_844, maxMs: 8_844}, client: 'kafkajs', objectiveMs: 8_000},
    }),
    proved({
      rule: 'proof/access-granted',
      claim: 'User:audit may read from payments.orders.placed.v1',
      location: place(3, 18, 43, '/metadata/name'),
      status: 'unknown',
      reason: 'AUDIT_PASSWORD is not set, so there is no credential to try it with',
      evidence: {},
    }),
  ];
}

/** An evidence document, as a proof on a live cluster writes it. */
export function sampleEvidence({
  verdicts = failoverVerdicts(),
  timelines = [failoverTimeline()] as unknown[],
} = {}): Report & {evidence: unknown} {
  const findings = [
    sampleFinding({
      rule: 'topic/retention',
      message: 'a retention of 400 days is above 90 days',
      resource: topic,
      clusters: ['staging', 'production'],
      location: place(9, 19, 23, '/spec/config/retention.ms'),
      fix: {'/spec/config/retention.ms': '90d'},
    }),
  ];
  return {
    ...reportOf({version: '0.1.0', command: 'verify', findings, verdicts, documents: 34, files: 12}),
    evidence: {
      cluster: 'sandbox',
      clusterId: '4L6g3nShT-eMCtK--X86sw',
      runId: '7f3a91',
      startedAt: '2026-11-22T17:00:00.000Z',
      finishedAt: '2026-11-22T17:01:12.000Z',
      steps: [
        {name: 'drift', startedAt: '2026-11-22T17:00:00.000Z', durationMs: 840},
        {name: 'smoke access', startedAt: '2026-11-22T17:00:00.840Z', durationMs: 3_160},
        {name: 'chaos leader-failover', startedAt: '2026-11-22T17:00:04.000Z', durationMs: 68_000},
      ],
      timelines,
    },
  };
}
