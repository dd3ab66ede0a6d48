import {describe, expect, it} from 'vitest';
import {authorize} from '../../src/access/authorize.ts';
import {type AclOperation, type AclSpec, bindingsOf} from '../../src/specs/model.ts';
import {acl, onGroup, onTopic} from '../fixtures/model.ts';

const allow = (operations: AclOperation[], on: AclSpec['resource'], more: Partial<AclSpec> = {}) =>
  bindingsOf(acl('x', 'User:a', operations, on, more).spec);
const deny = (operations: AclOperation[], on: AclSpec['resource']) => allow(operations, on, {permission: 'deny'});

const cases: {name: string; acls: ReturnType<typeof allow>; operation: AclOperation; allowed: boolean; host?: string; topic?: string}[] = [
  {name: 'nothing by default', acls: [], operation: 'read', allowed: false},
  {name: 'what is allowed', acls: allow(['read'], onTopic('t')), operation: 'read', allowed: true},
  {name: 'not what is allowed on another topic', acls: allow(['read'], onTopic('u')), operation: 'read', allowed: false},
  {name: 'not what is allowed on a group of that name', acls: allow(['read'], onGroup('t')), operation: 'read', allowed: false},
  {name: 'by a prefix', acls: allow(['read'], onTopic('pay.', 'prefixed')), operation: 'read', allowed: true, topic: 'pay.x'},
  {
    name: 'not by a literal name that is a prefix',
    acls: allow(['read'], onTopic('pay.')),
    operation: 'read',
    allowed: false,
    topic: 'pay.x',
  },
  {name: 'by the literal *', acls: allow(['read'], onTopic('*')), operation: 'read', allowed: true},
  {name: 'not by a prefixed *', acls: allow(['read'], onTopic('*', 'prefixed')), operation: 'read', allowed: false},
  {name: 'by all', acls: allow(['all'], onTopic('t')), operation: 'alter', allowed: true},
  {name: 'describe by write', acls: allow(['write'], onTopic('t')), operation: 'describe', allowed: true},
  {name: 'describe-configs by alter-configs', acls: allow(['alter-configs'], onTopic('t')), operation: 'describe-configs', allowed: true},
  {name: 'not read by describe', acls: allow(['describe'], onTopic('t')), operation: 'read', allowed: false},
  {
    name: 'not what is denied',
    acls: [...allow(['read'], onTopic('t')), ...deny(['read'], onTopic('*'))],
    operation: 'read',
    allowed: false,
  },
  {
    name: 'describe where only read is denied',
    acls: [...allow(['write'], onTopic('t')), ...deny(['read'], onTopic('t'))],
    operation: 'describe',
    allowed: true,
  },
  {name: 'from a named host', acls: allow(['read'], onTopic('t'), {host: '10.0.0.1'}), operation: 'read', allowed: true, host: '10.0.0.1'},
  {
    name: 'not from another host',
    acls: allow(['read'], onTopic('t'), {host: '10.0.0.1'}),
    operation: 'read',
    allowed: false,
    host: '10.0.0.2',
  },
  {name: 'by User:*', acls: allow(['read'], onTopic('t'), {principal: 'User:*'}), operation: 'read', allowed: true},
];

describe('the authorizer model allows', () => {
  it.each(cases)('$name', ({acls, operation, allowed, host, topic = 't'}) => {
    const request = {
      principal: 'User:a',
      operation,
      resource: {type: 'topic' as const, name: topic},
      ...(host === undefined ? {} : {host}),
    };
    expect(authorize(acls, request).allowed).toBe(allowed);
  });

  it('a super user everything, and says so', () => {
    const request = {principal: 'User:a', operation: 'read' as const, resource: {type: 'topic' as const, name: 't'}};
    expect(authorize(deny(['all'], onTopic('*')), request, {superUsers: ['User:a']})).toEqual({
      allowed: true,
      decidedBy: {superUser: 'User:a'},
    });
  });

  it('what no ACL is about where allowIfNoAcl holds, and no more once one is', () => {
    const request = {principal: 'User:a', operation: 'read' as const, resource: {type: 'topic' as const, name: 't'}};
    expect(authorize([], request, {allowIfNoAcl: true}).allowed).toBe(true);
    const others = bindingsOf(acl('x', 'User:b', ['read'], onTopic('t')).spec);
    expect(authorize(others, request, {allowIfNoAcl: true}).allowed).toBe(false);
  });

  it('names the ACL that decides', () => {
    const [binding] = allow(['read'], onTopic('t'));
    const request = {principal: 'User:a', operation: 'read' as const, resource: {type: 'topic' as const, name: 't'}};
    expect(authorize(binding === undefined ? [] : [binding], request).decidedBy).toEqual({acl: binding});
  });
});
