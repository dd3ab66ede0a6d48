import {describe, expect, it} from 'vitest';
import {describeBinding} from '../../src/cluster/acl-codes.ts';
import {planAccess} from '../../src/verify/access-plan.ts';
import {consumeEach} from '../../src/verify/access-reads.ts';
import {accessVerdicts} from '../../src/verify/access-verdicts.ts';
import {CANARY_PREFIX} from '../../src/verify/canary-prefix.ts';
import type {Outcome} from '../../src/verify/outcome.ts';
import {judgeOutcome} from '../../src/verify/outcome-verdict.ts';
import {acl, cluster, model, onGroup, onTopic, topic, user} from '../fixtures/model.ts';

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
      'allow User:a write on topic "weir-canary-run-4-pay-orders" (literal) from host *',
    ]);
    expect(plan.topics.at(-1)).toEqual({
      name: 'weir-canary-run-4-pay-orders',
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
      ['topic', 'weir-canary-run-4-', 'prefixed'],
      ['group', 'weir-canary-run-5-', 'prefixed'],
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
    expect(first === undefined ? undefined : plan.closedTo(first, 'write', 'transactional-id')).toBe('denied');
  });
});

describe('access to groups and transactional ids', () => {
  const onTransactionalId = {type: 'transactional-id', name: 'a-', pattern: 'prefixed'} as const;
  const denied: Outcome<unknown> = {status: 'denied', error: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'};
  const done: Outcome<unknown> = {status: 'done', value: undefined};

  function verdictsOf(acls: ReturnType<typeof acl>[], answer: Outcome<unknown> = done) {
    const declared = model({users: [user('a')], acls});
    const plan = planAccess(declared, numberedPrefixes(), 3);
    const verdicts = accessVerdicts({cluster: cluster(), model: declared}, plan, index => ({
      cases: [],
      named: (plan.users[index]?.named ?? []).map(one =>
        Object.fromEntries(
          one.expected.map(({operation, expected}) => [operation, {outcome: expected === 'allowed' ? answer : denied, by: 'a test'}]),
        ),
      ),
      closed: {write: denied, read: denied, group: denied, transactionalId: denied},
    }));
    return verdicts
      .filter(one => one.resource.kind === 'Acl')
      .map(({resource, location, claim, status}) => `${resource.name}${location.pointer}: ${claim}: ${status}`);
  }

  it('is mirrored onto canaries alone', () => {
    const plan = planOf([acl('t', 'User:a', ['write'], onTransactionalId), acl('g', 'User:a', ['read'], onGroup('*'))]);
    expect(plan.bindings.map(describeBinding)).toEqual([
      'allow User:a read on group "weir-canary-run-4-any" (literal) from host *',
      'allow User:a write on transactional-id "weir-canary-run-5-" (prefixed) from host *',
    ]);
  });

  it('has a verdict at each operation of each document', () => {
    expect(
      verdictsOf([acl('t', 'User:a', ['write', 'describe'], onTransactionalId), acl('g', 'User:a', ['describe', 'read'], onGroup('g'))]),
    ).toEqual([
      'g/spec/operations/1: User:a may read group g: pass',
      'g/spec/operations/0: User:a may describe group g: pass',
      't/spec/operations/0: User:a may write transactional ids that begin with a-: pass',
      't/spec/operations/1: User:a may describe transactional ids that begin with a-: pass',
    ]);
  });

  it('fails where the broker refuses what is declared', () => {
    expect(verdictsOf([acl('t', 'User:a', ['write'], onTransactionalId)], denied)).toEqual([
      't/spec/operations/0: User:a may write transactional ids that begin with a-: fail',
    ]);
  });

  it('may not do what a document leaves out or another denies', () => {
    expect(
      verdictsOf([
        acl('t', 'User:a', ['describe'], onTransactionalId),
        acl('g', 'User:a', ['read'], onGroup('g')),
        acl('no', 'User:a', ['read'], onGroup('g'), {permission: 'deny'}),
      ]),
    ).toEqual([
      'g/spec/operations: User:a may not read group g: pass',
      'no/spec/operations: User:a may not read group g: pass',
      't/spec/operations: User:a may not write transactional ids that begin with a-: pass',
      't/spec/operations/0: User:a may describe transactional ids that begin with a-: pass',
    ]);
  });

  it('is unknown where it is not tried, where nobody has the credential, and for other types of resources', () => {
    expect(
      verdictsOf([
        acl('g', 'User:a', ['delete'], onGroup('g')),
        acl('other', 'User:b', ['write'], onTransactionalId),
        acl('cluster', 'User:a', ['alter'], {type: 'cluster', name: 'kafka-cluster', pattern: 'literal'}),
      ]),
    ).toEqual([
      'g/spec/operations: User:a may not read group g: pass',
      'g/spec/operations/0: User:a may delete group g: unknown',
      'other/spec/principal: User:b has the access to a- that is declared: unknown',
      'cluster/spec/operations/0: User:a may alter the cluster: unknown',
    ]);
  });
});

describe('reading in a group', () => {
  const done: Outcome<unknown> = {status: 'done', value: undefined};

  it('falls back for the topic alone whose codec the client lacks', async () => {
    const consumed = await consumeEach(['plain', 'snappy', 'gzip'], async topics =>
      topics.includes('snappy') ? {status: 'unknown', reason: 'Snappy compression not implemented'} : done,
    );
    expect([...consumed.keys()]).toEqual(['plain', 'gzip']);
  });

  it('takes one consumer where it can, and any other failure for all', async () => {
    const calls: string[][] = [];
    const refused: Outcome<unknown> = {status: 'denied', error: 'GROUP_AUTHORIZATION_FAILED'};
    const consumed = await consumeEach(['a', 'b'], async topics => {
      calls.push(topics);
      return refused;
    });
    expect(calls).toEqual([['a', 'b']]);
    expect([...consumed]).toEqual([
      ['a', refused],
      ['b', refused],
    ]);
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
