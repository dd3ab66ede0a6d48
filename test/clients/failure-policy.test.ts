import {describe, expect, it} from 'vitest';
import {ClientError} from '../../src/clients/client-error.ts';
import {checkPolicy, type FailurePolicy, type RecordFailure} from '../../src/clients/consumer/failure-policy.ts';
import {type AttemptOptions, attempt, StageError} from '../../src/clients/consumer/record-attempts.ts';
import {clientFailure, remedyOf} from '../../src/clients/group/failures.ts';
import {BrokerError} from '../../src/clients/protocol-errors.ts';
import {unfinished} from '../../src/findings/error.ts';

const raw = {offset: 7n, timestampMs: 1, key: null, value: Buffer.from('v'), headers: []};
const options = (policy: FailurePolicy, own: Partial<AttemptOptions> = {}): AttemptOptions => ({
  policy,
  deadLetters: undefined,
  isPutDown: () => false,
  isAbandoned: () => false,
  changed: () => new Promise(() => undefined),
  ...own,
});
const failing = (times: number) => {
  let calls = 0;
  return {
    work: async () => {
      if (++calls <= times) throw new Error(`failure ${calls}`);
    },
    calls: () => calls,
  };
};
const records = [{topic: 't', partition: 0, raw}];

describe('a failure policy', () => {
  it('tries as often as it says, and then does what it says', async () => {
    const told: RecordFailure[] = [];
    const skip = {do: 'skip', tell: (failure: RecordFailure) => void told.push(failure)} as const;
    const twice = failing(2);
    expect(await attempt(records, twice.work, options({do: 'retry', attempts: 3, backoffMs: 1, then: {do: 'stop'}}))).toBe('done');
    expect(twice.calls()).toBe(3);
    const ever = failing(9);
    expect(await attempt(records, ever.work, options({do: 'retry', attempts: 3, backoffMs: 1, then: skip}))).toBe('done');
    expect(ever.calls()).toBe(3);
    expect(told).toMatchObject([{attempts: 3, stage: 'handle', error: {message: 'failure 3'}, record: {topic: 't', offset: 7n}}]);
  });

  it('stops with the place, the reason and whose fault it is', async () => {
    const stopped = attempt(
      records,
      async () => Promise.reject(new StageError('deserialise', new Error('bad bytes'))),
      options({do: 'stop'}),
    );
    await expect(stopped).rejects.toMatchObject({code: 'client/poison-record', message: 't-0 at offset 7: bad bytes', recovery: 'fatal'});
  });

  it('puts a record down where its group rebalances during the wait, and nothing is told of it', async () => {
    const told: RecordFailure[] = [];
    let isPutDown = false;
    const changed = Promise.withResolvers<void>();
    const trying = attempt(
      records,
      failing(9).work,
      options(
        {do: 'retry', attempts: 2, backoffMs: 60_000, then: {do: 'skip', tell: one => void told.push(one)}},
        {
          isPutDown: () => isPutDown,
          changed: () => changed.promise,
        },
      ),
    );
    await new Promise(resolve => setTimeout(resolve, 10));
    isPutDown = true;
    changed.resolve();
    expect(await trying).toBe('put-down');
    expect(told).toEqual([]);
  });

  it('says nothing of work that was left behind: it counts no more', async () => {
    const skip = {do: 'skip', tell: () => expect.unreachable()} as const;
    expect(await attempt(records, failing(1).work, options(skip, {isAbandoned: () => true}))).toBe('put-down');
  });

  it.each([
    [{do: 'retry', attempts: 0, backoffMs: 1, then: {do: 'stop'}}, 'attempts'],
    [{do: 'retry', attempts: 1.5, backoffMs: 1, then: {do: 'stop'}}, 'attempts'],
    [{do: 'retry', attempts: 2, backoffMs: Number.NaN, then: {do: 'stop'}}, 'backoffMs'],
    [{do: 'retry', attempts: 5, backoffMs: 1_000, then: {do: 'stop'}}, '10000 ms in all'],
    [{do: 'dead-letter', topic: ''}, 'topic'],
  ] as [FailurePolicy, string][])('is refused where it cannot be kept to: %j', (policy, message) => {
    expect(() => checkPolicy(policy, 9_000)).toThrow(message);
  });
});

describe('what a broker says to a member', () => {
  it.each([
    [new BrokerError('REBALANCE_IN_PROGRESS'), 'rejoin'],
    [new BrokerError('UNKNOWN_MEMBER_ID'), 'lost'],
    [new BrokerError('ILLEGAL_GENERATION'), 'lost'],
    [new BrokerError('NOT_COORDINATOR'), 'coordinator'],
    [new BrokerError('NOT_LEADER_OR_FOLLOWER'), 'unreachable'],
    [new BrokerError('GROUP_AUTHORIZATION_FAILED'), 'fatal'],
    [Object.assign(new Error('connect ECONNREFUSED'), {code: 'ECONNREFUSED'}), 'unreachable'],
    [unfinished('cluster/unreachable', 'no', {retriable: true}), 'unreachable'],
    [unfinished('cluster/authentication', 'no'), 'fatal'],
    [new TypeError('a defect'), 'fatal'],
  ] as const)('%s: %s', (thrown, remedy) => {
    expect(remedyOf(thrown)).toBe(remedy);
  });

  it.each([
    [new BrokerError('TOPIC_AUTHORIZATION_FAILED'), 'client/not-authorized', 'fatal'],
    [unfinished('cluster/authentication', 'no'), 'client/authentication', 'fatal'],
    [new BrokerError('UNKNOWN_TOPIC_OR_PARTITION'), 'client/topic-missing', 'fatal'],
    [new BrokerError('NOT_COORDINATOR'), 'client/unreachable', 'retriable'],
  ] as const)('is told in the terms of the library: %s', (thrown, code, recovery) => {
    expect(clientFailure('commit', thrown)).toBeInstanceOf(ClientError);
    expect(clientFailure('commit', thrown)).toMatchObject({code, recovery});
  });
});
