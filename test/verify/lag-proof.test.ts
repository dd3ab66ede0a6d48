import {expect, it} from 'vitest';
import type {GroupLag, LagReading} from '../../src/cluster/lag.ts';
import type {PartitionLag} from '../../src/cluster/partition-lag.ts';
import type {ConsumeIntent} from '../../src/specs/model.ts';
import {consumingGroups, declaredTopicsOf, judgeLag} from '../../src/verify/lag-proof.ts';
import {application, cluster, topic} from '../fixtures/model.ts';

const intent = (parts: Partial<ConsumeIntent> = {}): ConsumeIntent => ({
  topics: [{name: 'orders.v1', pattern: 'literal', at: '/spec/consumes/0/topic'}],
  at: '/spec/consumes/0',
  ...parts,
});

const partition = (parts: Partial<PartitionLag> = {}): PartitionLag => ({
  topic: 'orders.v1',
  partition: 0,
  committed: 5n,
  metadata: '',
  end: {known: 15n},
  records: {known: 10n},
  lagMs: {known: 4_000},
  isUntouched: false,
  ...parts,
});

function reading(partitions: PartitionLag[], group: Partial<GroupLag> = {}): LagReading {
  const one: GroupLag = {
    name: 'worker',
    state: 'Empty',
    protocol: 'classic',
    protocolType: '',
    coordinatorId: 1,
    members: {known: []},
    partitions,
    ...group,
  };
  return {atMs: 0, groups: [one], missing: [], known: ['worker']};
}

function verdicts(of: Partial<ConsumeIntent>, read: LagReading) {
  const consuming = consumingGroups({applications: [application('worker', {consumes: [intent(of)]})]});
  return judgeLag({cluster: cluster()}, consuming, read).map(({status, reason, measured, location}) => ({
    status,
    text: reason ?? measured,
    at: location.pointer,
  }));
}

it('holds each claim against the partition that is furthest behind', () => {
  const read = reading([partition(), partition({partition: 1, records: {known: 30n}, lagMs: {known: 9_000}})]);
  expect(verdicts({maxLag: 30, maxLagMs: 8_000}, read)).toEqual([
    {status: 'pass', text: 'at most 30 records behind in 2 partitions', at: '/spec/consumes/0/maxLag'},
    {status: 'fail', text: 'orders.v1-1 is 9.0 s behind, and nobody is assigned it', at: '/spec/consumes/0/maxLagSeconds'},
  ]);
  const member = {memberId: 'm', clientId: 'c', host: '10.0.0.1'};
  expect(verdicts({maxLag: 9}, reading([partition({member}), partition({partition: 1, member})]))).toMatchObject([
    {status: 'fail', text: 'orders.v1-0 is 10 records behind, and c at 10.0.0.1 has it; 2 partitions are over'},
  ]);
});

it('knows nothing of a group that is not there, that has committed nothing, or of which a partition is unknown', () => {
  const none = {committed: undefined, records: {unknown: 'it has committed no offset here'}, lagMs: {unknown: 'no commit'}};
  expect(verdicts({maxLag: 1}, {...reading([]), groups: [], known: ['workers']})).toMatchObject([
    {status: 'unknown', text: 'there is no group worker; did you mean "workers"?'},
  ]);
  expect(verdicts({maxLag: 100}, reading([partition(none)]))).toMatchObject([
    {status: 'unknown', text: 'it has committed nothing for these topics'},
  ]);
  expect(verdicts({maxLag: 100}, reading([partition(), partition({...none, partition: 1})]))).toMatchObject([
    {status: 'unknown', text: '1 of 2 partitions, like orders.v1-1: it has committed no offset here'},
  ]);
  // What is too far behind is so whatever else is not known; what was never written to is behind nothing.
  expect(verdicts({maxLag: 9}, reading([partition(), partition({...none, partition: 1})]))).toMatchObject([{status: 'fail'}]);
  expect(verdicts({maxLag: 100}, reading([partition(), partition({...none, partition: 1, isUntouched: true})]))).toMatchObject([
    {status: 'pass'},
  ]);
  expect(verdicts({maxLag: 100}, reading([partition({lagMs: {unknown: 'x'}})]))).toMatchObject([{status: 'pass'}]);
  expect(verdicts({maxLag: 100}, reading([], {problem: 'its offsets cannot be read: X'}))).toMatchObject([
    {status: 'unknown', text: 'its offsets cannot be read: X'},
  ]);
});

it('judges only what the intent is about', () => {
  const other = partition({topic: 'other.v1', records: {known: 900n}});
  expect(verdicts({maxLag: 10}, reading([partition(), other]))).toMatchObject([
    {status: 'pass', text: 'at most 10 records behind in 1 partitions'},
  ]);
  const prefixed = {topics: [{name: 'oth', pattern: 'prefixed' as const, at: ''}], maxLag: 10};
  expect(verdicts(prefixed, reading([partition(), other]))).toMatchObject([{status: 'fail'}]);
  const consuming = consumingGroups({applications: [application('worker', {consumes: [intent(prefixed), intent()]})]});
  expect(declaredTopicsOf(consuming, {topics: ['orders.v1', 'other.v1', 'third.v1'].map(name => topic(name))})).toEqual(
    new Map([['worker', ['other.v1', 'orders.v1']]]),
  );
});
