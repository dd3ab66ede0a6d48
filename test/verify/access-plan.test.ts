import {describe, expect, it} from 'vitest';
import {describeBinding} from '../../src/cluster/acl-codes.ts';
import {planAccess} from '../../src/verify/access-plan.ts';
import {judgeOutcome} from '../../src/verify/access-verdicts.ts';
import {CANARY_PREFIX} from '../../src/verify/canary-prefix.ts';
import {acl, model, onGroup, onTopic, topic, user} from '../fixtures/model.ts';

function numberedPrefixes() {
  let count = 0;
  return {
    prefix: () => {
      count += 1;
      return `${CANARY_PREFIX}run-${count}-`;
    },
  };
}

function planOf(acls: ReturnType<typeof acl>[]) {
  return planAccess(
    model({topics: [topic('pay.orders', {config: {'retention.ms': '1000'}}), topic('pay.refunds')], users: [user('a')], acls}),
    numberedPrefixes(),
    3,
  );
}

describe('an access plan', () => {
  it('mirrors a literal ACL onto a canary with the topic’s replication and settings', () => {
    const plan = planOf([acl('w', 'User:a', ['write'], onTopic('pay.orders'))]);
    expect(plan.bindings.map(describeBinding)).toEqual([
      'allow User:a write on topic "weir-canary-run-3-pay-orders" (literal) from host *',
    ]);
    expect(plan.topics.at(-1)).toEqual({
      name: 'weir-canary-run-3-pay-orders',
      partitions: 1,
      replicationFactor: 3,
      config: {'retention.ms': '1000'},
    });
  });

  it('mirrors a prefixed ACL as a prefix that reaches its own canary alone', () => {
    const plan = planOf([
      acl('r', 'User:a', ['read'], onTopic('pay.', 'prefixed')),
      acl('g', 'User:a', ['read'], onGroup('a-', 'prefixed')),
    ]);
    expect(plan.bindings.map(one => [one.resourceType, one.resourceName, one.pattern])).toEqual([
      ['topic', 'weir-canary-run-3-', 'prefixed'],
      ['group', 'weir-canary-run-4-', 'prefixed'],
    ]);
    for (const {resourceName} of plan.bindings) expect(resourceName.startsWith(CANARY_PREFIX)).toBe(true);
  });

  it('never grants anything on a business topic or group', () => {
    const plan = planOf([acl('all', 'User:a', ['all'], onTopic('*')), acl('g', 'User:a', ['read'], onGroup('*'))]);
    for (const {resourceName} of plan.bindings) expect(resourceName.startsWith(CANARY_PREFIX)).toBe(true);
  });

  it('judges documents about one topic together, deny included', () => {
    const plan = planOf([
      acl('rw', 'User:a', ['read', 'write'], onTopic('pay.', 'prefixed')),
      acl('no', 'User:a', ['write'], onTopic('pay.orders'), {permission: 'deny'}),
    ]);
    const [first] = plan.users[0]?.cases ?? [];
    expect([first?.read, first?.write]).toEqual(['allowed', 'denied']);
  });

  it('expects nothing where an ACL holds for some addresses only', () => {
    const plan = planOf([acl('w', 'User:a', ['write'], onTopic('pay.orders'), {host: '10.0.0.1'})]);
    expect(plan.users[0]?.cases[0]?.write).toBe('depends-on-host');
  });

  it('does not call a topic closed to a user whose ACLs name every topic', () => {
    const plan = planOf([acl('all', 'User:a', ['all'], onTopic('*'))]);
    const [first] = plan.users;
    expect(first === undefined ? undefined : plan.closedTo(first, 'write', 'topic')).toBe('allowed');
    expect(first === undefined ? undefined : plan.closedTo(first, 'describe', 'group')).toBe('denied');
  });
});

describe('an outcome', () => {
  it.each([
    ['allowed', {status: 'done', value: 1}, 'pass'],
    ['allowed', {status: 'denied', error: 'TOPIC_AUTHORIZATION_FAILED'}, 'fail'],
    ['allowed', {status: 'unknown', reason: 'timed out'}, 'unknown'],
    ['denied', {status: 'done', value: 1}, 'fail'],
    ['denied', {status: 'denied', error: 'TOPIC_AUTHORIZATION_FAILED'}, 'pass'],
    ['denied', {status: 'unknown', reason: 'timed out'}, 'unknown'],
    ['depends-on-host', {status: 'done', value: 1}, 'unknown'],
  ] as const)('where %s is expected: %o is %s', (expected, outcome, status) => {
    expect(judgeOutcome(expected, 'write', outcome).status).toBe(status);
  });
});
