import {describe, expect, it} from 'vitest';
import {declaredBindings} from '../../src/access/statements.ts';
import type {Permissions} from '../../src/cluster/permissions.ts';
import type {AclBinding, VerificationMode} from '../../src/specs/model.ts';
import {saidKey, userVerdicts} from '../../src/verify/permission-verdicts.ts';
import {groupsOf} from '../../src/verify/permissions-proof.ts';
import {acl, cluster, model, onGroup, onTopic, topic, user} from '../fixtures/model.ts';

const app = user('app');
const declared = model({
  topics: [topic('orders')],
  users: [app],
  acls: [
    acl('reads', 'User:app', ['read'], onTopic('orders')),
    acl('groups', 'User:app', ['read'], onGroup('app-', 'prefixed')),
    acl('idempotent', 'User:app', ['idempotent-write', 'describe'], {type: 'cluster', name: 'kafka-cluster', pattern: 'literal'}),
    acl('transactions', 'User:app', ['write'], {type: 'transactional-id', name: 'app', pattern: 'literal'}),
    acl('elsewhere', 'User:app', ['write'], onTopic('orders'), {host: '10.0.0.7'}),
  ],
});
const live = declaredBindings(declared);
const UNDER = groupsOf(declared);

function said(parts: {topic?: Permissions; under?: Permissions; other?: Permissions; cluster?: Permissions} = {}) {
  const [prefixed = '', none = ''] = UNDER;
  return new Map([
    [saidKey({type: 'topic', name: 'orders'}), parts.topic ?? {allowed: ['read', 'describe']}],
    [saidKey({type: 'group', name: prefixed}), parts.under ?? {allowed: ['read', 'describe']}],
    [saidKey({type: 'group', name: none}), parts.other ?? {hidden: true}],
    [saidKey({type: 'cluster', name: ''}), parts.cluster ?? {allowed: ['idempotent-write', 'describe']}],
  ]) as ReadonlyMap<string, Permissions>;
}

function judged(
  answers: Parameters<typeof userVerdicts>[2],
  acls: readonly AclBinding[] | undefined = live,
  mode: VerificationMode = 'canary',
) {
  return userVerdicts({cluster: cluster(), model: declared, mode}, app, answers, acls)
    .filter(({status}) => status !== 'pass')
    .map(({status, location, claim, reason}) => `${status} ${location.file}: ${claim.replace(/ User:app.*/, '')} | ${reason}`);
}

it('asks about the groups that are stated, one under each prefix, and one that nobody names', () => {
  expect(UNDER).toEqual([expect.stringMatching(/^app-./), expect.not.stringMatching(/^app-/)]);
});

describe('what the broker says of a user', () => {
  it('passes where it is what documents and live ACLs come to', () => {
    expect(judged(said())).toEqual([]);
  });

  it.each<[string, Parameters<typeof said>[0], string[]]>([
    ['a topic less', {topic: {hidden: true}}, ['fail Acl-reads.yaml: the broker grants | the broker refuses read on topic orders']],
    [
      'a group less',
      {under: {allowed: ['describe']}},
      ['fail Acl-groups.yaml: the broker grants | the broker refuses read on group app-weir-asks'],
    ],
    [
      'a group that it hides',
      {under: {hidden: true}},
      ['fail Acl-groups.yaml: the broker grants | the broker refuses read on group app-weir-asks'],
    ],
    [
      'the cluster less',
      {cluster: {allowed: ['describe']}},
      ['fail Acl-idempotent.yaml: the broker grants | the broker refuses idempotent-write on the cluster'],
    ],
    [
      'a group more',
      {other: {allowed: ['describe']}},
      ['fail User-app.yaml: the broker grants | the broker grants describe on group weir-asks'],
    ],
    [
      'the cluster more',
      {cluster: {allowed: ['idempotent-write', 'describe', 'alter']}},
      ['fail User-app.yaml: the broker grants | the broker grants alter on the cluster'],
    ],
  ])('fails for %s, and for being another than the live ACLs come to', (_what, parts, wrong) => {
    const found = judged(said(parts));
    expect(found).toEqual(expect.arrayContaining(wrong));
    const disagrees = found.filter(line => line.includes('by its ACLs it would be'));
    expect(disagrees).toHaveLength(1);
    expect(found).toHaveLength(wrong.length + 1);
  });

  it('agrees with live ACLs that are wrong, too: then only the documents are hurt', () => {
    const opened = [...live, ...declaredBindings(model({users: [app], acls: [acl('x', 'User:app', ['alter'], onTopic('orders'))]}))];
    expect(judged(said({topic: {allowed: ['read', 'describe', 'alter']}}), opened)).toEqual([
      'fail User-app.yaml: the broker grants | the broker grants alter on topic orders',
    ]);
  });

  it('is one unknown verdict where the secret is not here', () => {
    expect(judged({unavailable: 'no secret'})).toEqual(['unknown User-app.yaml: the broker itself grants | no secret']);
  });

  it('is unknown of transactional ids and other addresses where nothing may be tried', () => {
    expect(judged(said(), live, 'read-only')).toEqual([
      expect.stringMatching(/^unknown Acl-transactions\.yaml: .*no broker tells what a user may do on a transactional id/),
      expect.stringMatching(/^unknown Acl-elsewhere\.yaml: .*its ACL holds for clients at 10\.0\.0\.7/),
    ]);
  });

  it('asks the live ACLs for what a hidden resource does not tell, and does not guess without them', () => {
    expect(judged(said({cluster: {hidden: true}}), [])).toEqual(
      expect.arrayContaining([expect.stringMatching(/^fail Acl-idempotent\.yaml: .*refuses/)]),
    );
    const guessed = userVerdicts({cluster: cluster(), model: declared, mode: 'canary'}, app, said({other: {hidden: true}}), undefined);
    expect(guessed.filter(({status}) => status === 'unknown').map(({location}) => location.file)).toEqual(['User-app.yaml']);
  });
});
