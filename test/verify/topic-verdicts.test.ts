import {describe, expect, it} from 'vitest';
import type {LiveTopic} from '../../src/cluster/facts.ts';
import {weakness} from '../../src/verify/setting-strength.ts';
import {type SeenTopic, topicVerdicts} from '../../src/verify/topic-verdicts.ts';
import {cluster, topic} from '../fixtures/model.ts';

const declared = topic('a.b.v1', {
  partitions: 2,
  config: {'min.insync.replicas': '2', 'retention.ms': '86400000', 'cleanup.policy': 'compact,delete'},
});

function live(changes: Partial<LiveTopic> = {}, {isr = [1, 2, 3], leaderId = 1}: {isr?: number[]; leaderId?: number} = {}): LiveTopic {
  const partition = (number: number) => ({partition: number, leaderId, leaderEpoch: 0, replicas: [1, 2, 3], isr});
  return {
    name: 'a.b.v1',
    id: 'x',
    internal: false,
    partitions: [partition(0), {...partition(1), isr: [1, 2, 3], leaderId: 1}],
    config: {'min.insync.replicas': '2', 'retention.ms': '86400000', 'cleanup.policy': 'delete, compact'},
    inherited: {'unclean.leader.election.enable': 'false'},
    ...changes,
  };
}

function judged(seen: SeenTopic) {
  return topicVerdicts({cluster: cluster()}, declared, seen).map(({status, location, claim, reason}) => ({
    status,
    at: location.pointer,
    says: reason ?? claim,
  }));
}
const notPassed = (seen: SeenTopic) => judged(seen).filter(({status}) => status !== 'pass');
const withDefaults = (one: LiveTopic, defaults: Record<string, string> | string = {}) => ({live: one, defaults});

describe('a declared topic', () => {
  it('passes in three verdicts where all is as declared, lists in any order', () => {
    expect(judged(withDefaults(live())).map(({status, at}) => [status, at])).toEqual([
      ['pass', '/spec/partitions'],
      ['pass', '/spec/config'],
      ['pass', '/spec/replicationFactor'],
    ]);
  });

  it('is judged by what holds, whoever set it', () => {
    const {'min.insync.replicas': _own, ...config} = live().config;
    expect(notPassed(withDefaults(live({config, inherited: {'min.insync.replicas': '2'}})))).toEqual([]);
    expect(notPassed(withDefaults(live({config, inherited: {'min.insync.replicas': '1'}})))).toMatchObject([
      {status: 'fail', at: '/spec/config/min.insync.replicas', says: expect.stringMatching(/^it is 1, weaker/)},
    ]);
    expect(notPassed(withDefaults(live({config})))).toEqual([
      {status: 'unknown', at: '/spec/config/min.insync.replicas', says: 'the brokers do not tell its value'},
    ]);
  });

  it('fails for what it is, and says so where that is not weaker', () => {
    const longer = live({config: {...live().config, 'retention.ms': '-1'}});
    expect(notPassed(withDefaults(longer))).toEqual([{status: 'fail', at: '/spec/config/retention.ms', says: 'it is -1'}]);
  });

  it('fails for an override that nobody declared where it weakens what would hold, and never guesses', () => {
    const unclean = live({config: {...live().config, 'unclean.leader.election.enable': 'true'}});
    const at = '/spec/config';
    expect(notPassed(withDefaults(unclean, {'unclean.leader.election.enable': 'false'}))).toMatchObject([
      {status: 'fail', at, says: expect.stringContaining('false would hold')},
    ]);
    expect(notPassed(withDefaults(unclean, {'unclean.leader.election.enable': 'true'}))).toEqual([]);
    expect(notPassed(withDefaults(unclean, 'timed out'))).toMatchObject([
      {status: 'unknown', at, says: expect.stringContaining('timed out')},
    ]);
  });

  it('fails where it is missing, and is unknown where the administrator may not see it', () => {
    expect(judged({missing: 3})).toMatchObject([{status: 'fail', at: '/metadata/name'}]);
    expect(judged({missing: 29})).toMatchObject([{status: 'unknown', at: '/metadata/name'}]);
  });

  it('fails for partitions and copies, each at its own line', () => {
    const [first] = live().partitions;
    const one = live({partitions: first === undefined ? [] : [{...first, replicas: [1], isr: [1]}]});
    expect(notPassed(withDefaults(one))).toMatchObject([
      {at: '/spec/partitions', says: 'it has 1'},
      {at: '/spec/replicationFactor', says: expect.stringContaining('it has 1, weaker')},
      {at: '/spec/config/min.insync.replicas', says: expect.stringContaining('fewer than 2')},
    ]);
  });

  it.each([
    ['a copy that lags', {isr: [1, 2]}, ['/spec/replicationFactor']],
    ['too few for acks=all', {isr: [1]}, ['/spec/config/min.insync.replicas', '/spec/replicationFactor']],
    ['no leader', {isr: [1, 2, 3], leaderId: -1}, ['/metadata/name']],
  ])('fails for %s', (_what, state, places) => {
    const found = notPassed(withDefaults(live({}, state)));
    expect(found.map(({at}) => at)).toEqual(places);
    expect(found.every(({status, says}) => status === 'fail' && says.startsWith('1 of 2'))).toBe(true);
  });
});

describe('what is weaker', () => {
  it.each([
    ['min.insync.replicas', '1', '2', true],
    ['min.insync.replicas', '3', '2', false],
    ['retention.ms', '3600000', '-1', true],
    ['retention.ms', '-1', '3600000', false],
    ['retention.ms', '9223372036854775806', '9223372036854775807', true],
    ['unclean.leader.election.enable', 'true', 'false', true],
    ['unclean.leader.election.enable', 'false', 'true', false],
    ['cleanup.policy', 'compact,delete', 'compact', true],
    ['cleanup.policy', 'compact', 'delete', false],
    ['compression.type', 'zstd', 'lz4', false],
  ])('%s %s against %s: %s', (name, is, should, weaker) => {
    expect(weakness(name, is, should) !== undefined).toBe(weaker);
  });
});
