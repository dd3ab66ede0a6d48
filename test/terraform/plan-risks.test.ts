import {describe, expect, it} from 'vitest';
import {readersOf} from '../../src/cluster/topic-readers.ts';
import {allowsBehind, connectedGroups, intentsDenied, intentsLosing, stillGiven} from '../../src/terraform/access-change.ts';
import {
  declared,
  declaredAcl,
  exampleBinding,
  planFacts,
  plannedAcl,
  plannedQuota,
  plannedTopic,
  plannedUser,
  readingApplication,
  topicFacts,
} from '../../src/terraform/plan-examples.ts';
import {expiringBySize, expiringByTime} from '../../src/terraform/retention-cut.ts';
import {asksNothing, riskQuestions} from '../../src/terraform/risk-questions.ts';
import {settingChange} from '../../src/terraform/topic-change.ts';
import {contentsText, isEmptyTopic, readersText, topicContents} from '../../src/terraform/topic-contents.ts';

const config = (settings: Record<string, string>) => ({config: settings});

describe('what is read of a cluster before a plan is judged', () => {
  it('is nothing where no change does anything on the cluster', () => {
    expect(asksNothing(riskQuestions([]))).toBe(true);
    expect(asksNothing(riskQuestions([plannedTopic('import'), plannedTopic('forget'), plannedAcl('rename')]))).toBe(true);
  });

  it('is as much as the changes concern, and no more', () => {
    const update = (after: Record<string, unknown>, before: Record<string, unknown> = {}) =>
      riskQuestions([plannedTopic('update', {before, after})]).topics[0];
    expect(update(config({'segment.bytes': '1'}))).toEqual({name: 'payments.orders.placed.v1', contents: false, sample: false});
    expect(update({partitions: 24})).toMatchObject({contents: true, sample: true});
    expect(update(config({'max.message.bytes': '1'}))).toMatchObject({contents: true, sample: true});
    expect(update({replication_factor: 2})).toMatchObject({contents: true, sample: false});
    expect(update(config({'retention.bytes': '1'}))).toEqual({name: 'payments.orders.placed.v1', contents: true, sample: false});
    expect(update(config({'retention.ms': '1000'}))).toMatchObject({contents: true, sample: false, retention: {ms: '1000'}});
    expect(update({}, config({'retention.ms': '1000'}))).toMatchObject({retention: {ms: undefined}});
    expect(update(config({'cleanup.policy': 'compact,delete', 'retention.ms': '9'}), config({'retention.ms': '9'}))).toMatchObject({
      contents: true,
      sample: true,
      retention: {ms: '9'},
    });
  });

  it('is who reads a topic that goes, and who is connected where access goes', () => {
    expect(riskQuestions([plannedTopic('update')])).toMatchObject({groups: false, readOf: []});
    expect(riskQuestions([plannedTopic('replace')])).toMatchObject({groups: true, readOf: ['payments.orders.placed.v1']});
    expect(riskQuestions([plannedAcl('create')])).toMatchObject({groups: false, acls: true, scramUsers: false, quotas: false});
    expect(riskQuestions([plannedAcl('create', {permission: 'deny'})])).toMatchObject({groups: true, acls: true});
    expect(riskQuestions([plannedUser('create')])).toMatchObject({groups: false, acls: false, scramUsers: true});
    expect(riskQuestions([plannedUser('delete')])).toMatchObject({groups: true, acls: true});
  });

  it('is the writing of a user only where its quota comes or changes', () => {
    expect(riskQuestions([plannedQuota('delete')]).ratesOf).toEqual([]);
    expect(riskQuestions([plannedQuota('create')]).ratesOf).toEqual(['billing']);
    const halved = {before: config({}), after: {config: {producer_byte_rate: 512}}};
    expect(riskQuestions([plannedQuota('replace', halved)]).ratesOf).toEqual(['billing']);
    expect(riskQuestions([plannedQuota('replace', {before: {config: {producer_byte_rate: 512}}})]).ratesOf).toEqual([]);
    expect(riskQuestions([plannedQuota('create', {after: config({})})]).ratesOf).toEqual([]);
    expect(riskQuestions([plannedQuota('create', {after: {entity_type: 'client-id'}})]).ratesOf).toEqual([]);
    expect(riskQuestions([plannedQuota('create', {after: {entity_name: null}})]).ratesOf).toEqual([]);
  });
});

describe('what is in a topic', () => {
  it('is summed up over its partitions, one copy of each', () => {
    const contents = topicContents({known: topicFacts(10)});
    expect(contents).toMatchObject({
      recordCount: {known: 120},
      sizeBytes: {known: 12 * 10 * 1024},
      lastWriteAt: '2026-11-26T00:00:00.000Z',
      oldestRecordAt: '2026-11-25T00:00:00.000Z',
    });
    expect(contentsText(contents)).toBe('120 records, 120.0 KiB, last written at 2026-11-26T00:00:00.000Z');
  });

  it('is unknown where it could not be read, and never empty then', () => {
    const unread = topicContents({known: topicFacts(0, {log: {unknown: 'no leader'}})});
    expect(isEmptyTopic(unread)).toBe(false);
    expect(contentsText(unread)).toBe('records unknown: no leader');
    expect(isEmptyTopic(topicContents({unknown: 'no answer'}))).toBe(false);
    expect(isEmptyTopic(topicContents({known: topicFacts(0)}))).toBe(true);
    expect(readersText({unknown: 'not allowed'})).toBe('; who reads it is unknown: not allowed');
  });

  it('is read by groups with offsets there, and by those with members that have not committed yet', () => {
    const group = (name: string, topics: string[]) => ({
      name,
      state: 'Stable',
      protocolType: 'consumer',
      coordinatorId: 1,
      members: {known: topics.length === 0 ? [] : [{clientId: 'c', host: 'h', topics}]},
    });
    const groups = [group('behind', ['t']), group('gone', []), group('new', ['t']), group('elsewhere', ['other'])];
    const hidden = {...group('hidden', []), protocolType: 'share', members: {unknown: 'the members of a share group cannot be read'}};
    const committed = [
      {group: 'behind', topic: 't', partition: 0, offset: 40n},
      {group: 'behind', topic: 't', partition: 1, offset: 7n},
      {group: 'gone', topic: 't', partition: 0, offset: 100n},
      {group: 'elsewhere', topic: 'other', partition: 0, offset: 1n},
    ];
    // An offset beyond the end, as after a topic was made anew, is no negative lag.
    const ends = new Map([
      [0, 50n],
      [1, 10n],
    ]);
    const readers = readersOf({name: 't', ends}, groups, committed);
    // What cannot be read is not taken for nobody.
    expect(readersText({known: readersOf({name: 't', ends}, [hidden], [])})).toBe(
      '; read by perhaps hidden (the members of a share group cannot be read)',
    );
    expect(readers).toEqual([
      {group: 'behind', state: 'Stable', memberCount: {known: 1}, lagRecordCount: 13},
      {group: 'gone', state: 'Stable', memberCount: {known: 0}, lagRecordCount: 0},
      {group: 'new', state: 'Stable', memberCount: {known: 1}},
    ]);
    expect(readersText({known: readers})).toBe(
      '; read by behind (1 member, 13 records behind), gone (0 members, 0 records behind), new (1 member)',
    );
  });
});

describe('what a retention no longer covers', () => {
  const offsets = (keptFromOffset: bigint) => {
    const topic = topicFacts(100);
    return {
      known:
        'known' in topic.log
          ? {
              ...topic,
              log: {
                known: topic.log.known.map(one => ({
                  ...one,
                  startOffset: 1_000n,
                  endOffset: 1_100n,
                  keptFromOffset: 1_000n + keptFromOffset,
                })),
              },
            }
          : topic,
    };
  };

  it('is counted by offsets, and by the share of bytes', () => {
    expect(expiringByTime(offsets(25n))).toEqual({
      known: {recordCount: 300, sizeBytes: {known: 300 * 1024}, oldestRecordAt: '2026-11-25T00:00:00.000Z'},
    });
    expect(expiringByTime(offsets(0n))).toEqual({known: {recordCount: 0, sizeBytes: {known: 0}, oldestRecordAt: undefined}});
    expect(expiringByTime({known: topicFacts(0)})).toMatchObject({known: {recordCount: 0}});
  });

  it('is by size what each partition has too much', () => {
    expect(expiringBySize({known: topicFacts(100)}, 75 * 1024)).toMatchObject({known: {recordCount: 300, sizeBytes: {known: 300 * 1024}}});
    expect(expiringBySize({known: topicFacts(100)}, 100 * 1024)).toMatchObject({known: {recordCount: 0}});
    expect(expiringBySize({known: topicFacts(100, {sizes: {unknown: 'no answer'}})}, 1)).toEqual({unknown: 'no answer'});
  });
});

describe('a setting before and after a change', () => {
  const facts = planFacts({live: {topics: [topicFacts(0)]}});
  it('is the brokers default where the topic says nothing', () => {
    const change = plannedTopic('update', {before: config({'retention.ms': '5'})});
    expect(settingChange(change, facts, 'retention.ms')).toEqual({had: '5', gets: '604800000', isStated: false});
  });
  it('is the default that the documents know where the brokers could not be asked', () => {
    const change = plannedTopic('update', {before: config({'retention.ms': '5'})});
    expect(settingChange(change, planFacts({live: {unknown: 'no answer'}}), 'retention.ms').gets).toBe('604800000');
  });
});

describe('access that goes', () => {
  const removed = exampleBinding();

  it('is given still by what any stack declares: the same, a prefix, another operation that implies it, everybody', () => {
    const given = (binding: Parameters<typeof declaredAcl>[0]) =>
      stillGiven(removed, planFacts({acls: [declaredAcl(binding, 'elsewhere')]}).model) !== undefined;
    expect(given({})).toBe(true);
    expect(given({resourceName: 'payments.', pattern: 'prefixed'})).toBe(true);
    expect(given({operation: 'all'})).toBe(true);
    expect(given({principal: 'User:*'})).toBe(true);
    expect(given({operation: 'write'})).toBe(false);
    expect(given({host: '10.0.0.1'})).toBe(false);
    expect(given({resourceName: 'payments.orders.placed.v1', pattern: 'prefixed', permission: 'deny'})).toBe(false);
    expect(given({principal: 'User:other'})).toBe(false);
    const fromHost = (host: string) =>
      stillGiven(exampleBinding({host: '10.0.0.1'}), planFacts({acls: [declaredAcl({host})]}).model) !== undefined;
    expect(['10.0.0.1', '*', '10.0.0.2'].map(fromHost)).toEqual([true, true, false]);
  });

  it('is lost to the intents that need it, not to those whose ACLs are derived', () => {
    const losing = (acls: 'derived' | 'written', binding = removed) =>
      intentsLosing(
        binding,
        planFacts({applications: [readingApplication(acls)], users: [declared('User', 'billing', {external: true})]}).model,
      ).map(({asked}) => `${asked.operation} ${asked.resourceType}`);
    expect(losing('derived')).toEqual([]);
    expect(losing('written')).toContain('read topic');
    expect(losing('written', exampleBinding({resourceName: 'other'}))).toEqual([]);
    expect(losing('written', exampleBinding({principal: 'User:*', resourceName: '*'}))).toContain('read topic');
  });

  it('finds intents and ALLOWs behind a DENY by any name that both are about', () => {
    const {model} = planFacts({applications: [readingApplication('derived')], users: [declared('User', 'billing', {external: true})]});
    const deny = (binding: Parameters<typeof exampleBinding>[0]) => exampleBinding({permission: 'deny', ...binding});
    expect(intentsDenied(deny({}), model)).not.toEqual([]);
    expect(intentsDenied(deny({resourceName: 'payments.orders.', pattern: 'prefixed'}), model)).not.toEqual([]);
    expect(intentsDenied(deny({operation: 'write'}), model)).toEqual([]);
    expect(intentsDenied(deny({resourceName: 'payments.other.', pattern: 'prefixed'}), model)).toEqual([]);
    expect(allowsBehind(deny({operation: 'all'}), model).map(one => one.operation)).toContain('read');
    expect(allowsBehind(deny({principal: 'User:other'}), model)).toEqual([]);
    const prefixed = planFacts({acls: [declaredAcl({resourceName: 'payments.', pattern: 'prefixed'})]}).model;
    expect(allowsBehind(deny({}), prefixed)).toHaveLength(1);
    expect(allowsBehind(deny({resourceName: 'payments.orders.', pattern: 'prefixed'}), prefixed)).toHaveLength(1);
    expect(allowsBehind(deny({resourceName: 'orders'}), prefixed)).toEqual([]);
  });

  it('concerns the groups with members that the principal may read, and says so where they are unknown', () => {
    const group = (name: string, count: number) => ({
      name,
      state: 'Stable',
      protocolType: 'consumer',
      coordinatorId: 1,
      members: {known: Array.from({length: count}, () => ({clientId: 'c', host: '10.0.0.7', topics: []}))},
    });
    const groups = {known: [group('billing', 2), group('billing-idle', 0), group('other', 1)]};
    const bindings = [exampleBinding({resourceType: 'group', resourceName: 'billing', pattern: 'prefixed'})];
    const acls = {known: {bindings, unstatable: []}};
    const found = {known: [{group: 'billing', memberCount: 2, hosts: ['10.0.0.7']}]};
    expect(connectedGroups('User:billing', planFacts({live: {groups, acls}}))).toEqual(found);
    // By the intent alone, without any ACL.
    expect(connectedGroups('User:billing', planFacts({live: {groups}, applications: [readingApplication('written')]}))).toEqual(found);
    expect(connectedGroups('User:nobody', planFacts({live: {groups, acls}}))).toEqual({known: []});
    expect(connectedGroups('User:billing', planFacts({live: {groups: {unknown: 'not allowed'}}}))).toEqual({unknown: 'not allowed'});
  });
});
