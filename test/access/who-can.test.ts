import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {AclIndex} from '../../src/access/acl-index.ts';
import {authorize} from '../../src/access/authorize.ts';
import {type Access, whoCan} from '../../src/access/who-can.ts';
import {hostAddress} from '../../src/specs/host-address.ts';
import {type AclBinding, bindingsOf} from '../../src/specs/model.ts';
import {ASKED_HOSTS, world} from '../fixtures/authorizer-worlds.ts';
import {acl, onTopic} from '../fixtures/model.ts';

const DECLARED = ['User:a', 'User:declared'];
/** One that ACLs name, and one that none does. */
const HOSTS = [...ASKED_HOSTS, '203.0.113.9'];

function holds(access: Access | undefined, host: string): boolean {
  if (access === undefined) return false;
  const from = hostAddress(host);
  return access.hosts === '*' ? access.deniedFrom?.includes(from) !== true : access.hosts.includes(from);
}

describe('who can', () => {
  it('tells of every principal and host what the model decides', () => {
    fc.assert(
      fc.property(world(4), ({acls, questions, superUsers, allowIfNoAcl}) => {
        const settings = {superUsers, allowIfNoAcl};
        for (const {operation, resource} of questions) {
          const found = whoCan(acls, {operation, resource}, {principals: DECLARED, settings});
          expect(found.map(one => one.principal)).toEqual([...new Set(found.map(one => one.principal))].sort());
          const named = new Set([...DECLARED, ...superUsers, ...acls.map(one => one.principal), 'User:nobody', 'Group:nobody']);
          named.delete('User:*');
          for (const principal of named) {
            const isNamed =
              DECLARED.includes(principal) ||
              superUsers.includes(principal) ||
              [...new AclIndex(acls).about(resource)].some(one => one.principal === principal);
            const access = found.find(one => one.principal === (isNamed ? principal : 'User:*'));
            for (const host of HOSTS) {
              const {allowed} = authorize(acls, {principal, operation, resource, host}, settings);
              expect([principal, host, holds(access, host)]).toEqual([principal, host, allowed]);
            }
          }
        }
      }),
    );
  });

  it('names what allows it', () => {
    fc.assert(
      fc.property(world(4), ({acls, questions, superUsers, allowIfNoAcl}) => {
        const settings = {superUsers, allowIfNoAcl};
        for (const {operation, resource} of questions) {
          for (const {principal, everybody, decidedBy, hosts} of whoCan(acls, {operation, resource}, {principals: DECLARED, settings})) {
            expect(everybody === true).toBe(principal === 'User:*');
            expect('superUser' in decidedBy).toBe(everybody !== true && superUsers.includes(principal));
            if (!('acl' in decidedBy)) continue;
            const from = hosts === '*' ? {} : {host: hosts[0] ?? ''};
            expect(authorize([decidedBy.acl], {principal, operation, resource, ...from}).allowed).toBe(true);
          }
        }
      }),
    );
  });

  it('tells of one host what the model decides, whether given ACLs or an index of them', () => {
    fc.assert(
      fc.property(world(4), ({acls, questions, superUsers, allowIfNoAcl}) => {
        const options = {principals: DECLARED, settings: {superUsers, allowIfNoAcl}};
        const index = new AclIndex(acls);
        for (const {operation, resource, host} of questions) {
          const found = whoCan(index, {operation, resource, host}, options);
          expect(found).toEqual(whoCan(acls, {operation, resource, host}, options));
          for (const principal of DECLARED) {
            const {allowed} = authorize(acls, {principal, operation, resource, host}, options.settings);
            const access = found.find(one => one.principal === principal);
            expect(access?.hosts).toEqual(allowed ? [hostAddress(host)] : undefined);
          }
        }
      }),
    );
  });

  const READ_T = {operation: 'read', resource: {type: 'topic', name: 't'}} as const;
  const allow = (principal: string, host = '*', permission: AclBinding['permission'] = 'allow') =>
    bindingsOf(acl('x', principal, ['read'], onTopic('t'), {host, permission}).spec);

  it('tells of everybody, of super users, and of hosts', () => {
    const acls = [
      ...allow('User:anywhere'),
      ...allow('User:*', '10.0.0.1'),
      ...allow('User:not-there'),
      ...allow('User:not-there', '10.0.0.1', 'deny'),
      ...allow('User:never', '*', 'deny'),
      ...allow('User:by-name', 'client.example.com'),
    ];
    const [anywhere, everybody, notThere] = acls;
    expect(whoCan(acls, READ_T, {principals: ['User:declared'], settings: {superUsers: ['User:admin']}})).toEqual([
      {principal: 'User:*', everybody: true, decidedBy: {acl: everybody}, hosts: ['10.0.0.1']},
      {principal: 'User:admin', decidedBy: {superUser: 'User:admin'}, hosts: '*'},
      {principal: 'User:anywhere', decidedBy: {acl: anywhere}, hosts: '*'},
      // An ACL for a host name is one for nobody.
      {principal: 'User:by-name', decidedBy: {acl: everybody}, hosts: ['10.0.0.1']},
      {principal: 'User:declared', decidedBy: {acl: everybody}, hosts: ['10.0.0.1']},
      {principal: 'User:not-there', decidedBy: {acl: notThere}, hosts: '*', deniedFrom: ['10.0.0.1']},
    ]);
  });

  it('tells that everybody may what no ACL is about, where allowIfNoAcl holds', () => {
    expect(whoCan([], READ_T, {settings: {allowIfNoAcl: true}})).toEqual([
      {principal: 'User:*', everybody: true, decidedBy: {default: 'allow'}, hosts: '*'},
    ]);
    expect(whoCan(allow('User:a'), READ_T, {settings: {allowIfNoAcl: true}}).map(one => one.principal)).toEqual(['User:a']);
  });

  it('does not take User:* among the super users for everybody', () => {
    expect(whoCan([], READ_T, {settings: {superUsers: ['User:*']}})).toEqual([]);
  });
});
