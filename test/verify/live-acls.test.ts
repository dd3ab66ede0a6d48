import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {authorize} from '../../src/access/authorize.ts';
import {declaredBindings} from '../../src/access/statements.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {decidingNames, OPERATIONS_OF} from '../../src/verify/deciding-names.ts';
import {liveAclVerdicts} from '../../src/verify/live-acls-proof.ts';
import {acl, cluster, model, onGroup, onTopic, topic, user} from '../fixtures/model.ts';

const app = user('app');
const declared = model({
  topics: [topic('orders.placed.v1'), topic('orders.state.v1')],
  users: [app],
  acls: [
    acl('reads', 'User:app', ['read', 'describe'], onTopic('orders.', 'prefixed')),
    acl('not-state', 'User:app', ['read'], onTopic('orders.state.v1'), {permission: 'deny'}),
    acl('groups', 'User:app', ['read'], onGroup('app')),
    acl('transactions', 'User:app', ['write'], {type: 'transactional-id', name: 'app-', pattern: 'prefixed'}),
    acl('elsewhere', 'User:app', ['write'], onTopic('audit'), {host: '10.0.0.7'}),
    acl('idempotent', 'User:app', ['idempotent-write'], {type: 'cluster', name: 'kafka-cluster', pattern: 'literal'}),
  ],
});
const as = declaredBindings(declared);
const without = (wanted: (one: AclBinding) => boolean) => as.filter(one => !wanted(one));
const by = (parts: Partial<AclBinding>): AclBinding => ({
  principal: 'User:app',
  host: '*',
  resourceType: 'topic',
  resourceName: 'orders.placed.v1',
  pattern: 'literal',
  operation: 'write',
  permission: 'allow',
  ...parts,
});

function failures(live: readonly AclBinding[], of = declared) {
  return liveAclVerdicts({cluster: of.cluster ?? cluster(), model: of}, app, live)
    .filter(({status}) => status === 'fail')
    .map(({location, claim, reason}) => `${location.file} ${location.pointer} ${claim} | ${reason}`);
}

describe('the ACLs on a cluster', () => {
  it('pass where they are those of the documents, and where they say the same in other words', () => {
    expect(failures(as)).toEqual([]);
    // DESCRIBE is implied by READ.
    expect(failures(without(one => one.operation === 'describe'))).toEqual([]);
    expect(liveAclVerdicts({cluster: cluster(), model: declared}, app, as).map(({status}) => status)).toEqual(['pass', 'pass']);
  });

  it.each<[string, AclBinding[], string]>([
    ['a prefix', without(one => one.resourceName === 'orders.' && one.operation === 'read'), 'Acl-reads.yaml /spec/operations/0'],
    ['a group', without(one => one.resourceType === 'group'), 'Acl-groups.yaml /spec/operations/0'],
    ['a transactional id', without(one => one.resourceType === 'transactional-id'), 'Acl-transactions.yaml /spec/operations/0'],
    ['the cluster', without(one => one.resourceType === 'cluster'), 'Acl-idempotent.yaml /spec/operations/0'],
    ['one address', without(one => one.host === '10.0.0.7'), 'Acl-elsewhere.yaml /spec/operations/0'],
    [
      'what somebody denies',
      [...as, by({resourceType: 'group', resourceName: 'app', operation: 'read', permission: 'deny'})],
      'Acl-groups.yaml /spec/operations/0',
    ],
  ])('fail where %s is not allowed any more, at the line that states it', (_what, live, place) => {
    expect(failures(live)).toEqual([expect.stringMatching(new RegExp(`^${place} the ACLs on the cluster allow User:app `))]);
  });

  it.each<[string, AclBinding[], RegExp]>([
    ['a topic', [...as, by({})], /write on topic orders\.placed\.v1: allow User:app write/],
    ['everybody', [...as, by({principal: 'User:*', resourceName: '*', operation: 'alter'})], /alter on /],
    ['names to come', [...as, by({resourceName: 'pay', pattern: 'prefixed', operation: 'read'})], /read on topics that begin with pay/],
    ['a group of another', [...as, by({resourceType: 'group', resourceName: 'other', operation: 'read'})], /read on group other/],
    ['an address', [...as, by({host: '10.9.9.9'})], /write on topic orders\.placed\.v1 from 10\.9\.9\.9/],
    ['what a denial closed', without(one => one.permission === 'deny'), /read on topic orders\.state\.v1/],
  ])('fail where %s was opened by hand, at the User, with the ACL that does it', (_what, live, words) => {
    const [only, ...others] = failures(live);
    expect(others).toEqual([]);
    expect(only).toMatch(/^User-app\.yaml \/metadata\/name /);
    expect(only).toMatch(words);
  });

  it('of others are nothing to a user, but where a resource without any is open', () => {
    const stranger = by({principal: 'User:stranger', resourceName: 'loose', operation: 'read'});
    expect(failures([...as, stranger])).toEqual([]);
    const open = cluster({brokers: {authorizer: {allowIfNoAcl: true, auditLog: false}}});
    expect(failures([...as, stranger], {...declared, cluster: open})).toHaveLength(1);
  });
});

const names = fc.constantFrom('a', 'a.', 'a.b', 'a.b.', 'b', '*', 'a.b.c');
const binding: fc.Arbitrary<AclBinding> = fc.record({
  principal: fc.constantFrom('User:app', 'User:*', 'User:other'),
  host: fc.constant('*'),
  resourceType: fc.constantFrom('topic' as const, 'group' as const),
  resourceName: names,
  pattern: fc.constantFrom('literal' as const, 'prefixed' as const),
  operation: fc.constantFrom('read' as const, 'write' as const, 'all' as const, 'describe' as const),
  permission: fc.constantFrom('allow' as const, 'deny' as const),
});

it('the deciding names tell two sets of ACLs apart wherever any name does', () => {
  const anyName = fc.constantFrom('a', 'a.', 'a.b', 'a.b.', 'a.x', 'a.b.x', 'b', 'bx', 'zzz', 'a.b.c', 'a.b.cd');
  fc.assert(
    fc.property(
      fc.array(binding, {maxLength: 6}),
      fc.array(binding, {maxLength: 6}),
      anyName,
      fc.boolean(),
      (one, other, name, allowIfNoAcl) => {
        const decide = (acls: AclBinding[], type: 'topic' | 'group', of: string, operation: 'read' | 'write' | 'describe') =>
          authorize(acls, {principal: 'User:app', operation, resource: {type, name: of}}, {allowIfNoAcl}).allowed;
        const candidates = decidingNames([...one, ...other], 'User:app', {allowIfNoAcl});
        for (const type of ['topic', 'group'] as const)
          for (const operation of ['read', 'write', 'describe'] as const) {
            if (decide(one, type, name, operation) === decide(other, type, name, operation)) continue;
            const told = candidates.some(
              each => each.type === type && decide(one, type, each.name, operation) !== decide(other, type, each.name, operation),
            );
            expect(told, `${type} ${name} ${operation}`).toBe(true);
          }
      },
    ),
  );
});

it('asks every operation that a document can state on each type', () => {
  expect(Object.values(OPERATIONS_OF).flat()).not.toContain('all');
});
