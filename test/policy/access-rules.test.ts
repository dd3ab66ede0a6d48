import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import type {Finding} from '../../src/findings/finding.ts';
import {judge} from '../../src/policy/engine.ts';
import {acl, cluster, type Document, quota, topic, user} from '../../src/policy/examples.ts';
import {configForExamples, EXAMPLES_DAY} from '../../src/policy/rule-tests.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {resolved} from './resolved.ts';

const {rules, packs, classes} = ourRules();
const judged = rules.filter(({id}) => /^(acl|user|cluster)\//.test(id));
const validators = await validatorsOf(judged);
const config = configForExamples({packs, classes});

/** What the rules over access find, or those whose id starts with `id`. */
function found(id: string, ...documents: Document[]): Finding[] {
  const findings = judge(resolved(documents).models, {rules: judged, validators, config, today: EXAMPLES_DAY});
  return findings.filter(({rule}) => rule.startsWith(id));
}

describe('fixes', () => {
  it.each(['audit', 'user:audit', 'USER:audit'])('name the user %s as a resource once by its type', name => {
    const [one] = found('acl/user-resource-name', acl({resource: {type: 'user', name}, operations: ['create-tokens']}));
    expect(one?.fix).toEqual({'/spec/resource/name': 'User:audit'});
  });

  it.each([
    // What X500Principal.getName() of Java makes of them.
    ['CN=audit,O="Acme, Inc"', 'CN=audit,O=Acme\\, Inc'],
    ['CN="a;b+c\\"d",O=b', 'CN=a\\;b\\+c\\"d,O=b'],
    ['CN="a=b<c>#",O="x\\\\y"', 'CN=a\\=b\\<c\\>\\#,O=x\\\\y'],
  ])('write %s as the broker does', (subject, expected) => {
    const [one] = found('user/tls-subject', user({scram: undefined, tls: {subject}}));
    expect(one?.fix).toEqual({'/spec/tls/subject': expected});
  });

  it('leave alone what would lock somebody out, or write a password', () => {
    const scram = {mechanism: 'SCRAM-SHA-256', passwordFrom: {env: 'AUDIT_PASSWORD'}};
    const findings = found('user/', user({scram}), quota());
    expect(findings.map(({rule}) => rule)).toEqual(expect.arrayContaining(['user/scram-512', 'user/never-written']));
    expect(findings.filter(({fix}) => fix !== undefined)).toEqual([]);
  });
});

describe('one fault', () => {
  it.each([
    ['a principal of no user', 'acl/principal-', acl({principal: 'USER:audit'}), ['acl/principal-form']],
    ['a password without dates', 'user/rotation', user(), ['user/rotation']],
    ['a prefix over internal topics', 'acl/', prefix('_', 'write'), ['acl/internal-topics', 'acl/topic-declared']],
    ['a prefix over internal topics', 'acl/', prefix('__consumer_', 'write'), ['acl/internal-topics']],
  ])('is told once: %s', (_what, id, document, expected) => {
    const others = document.kind === 'User' ? [acl()] : [user()];
    expect(
      found(id, document, ...others, topic(), quota())
        .map(({rule}) => rule)
        .sort(),
    ).toEqual(expected);
  });

  it('is told of a mechanism that is not enabled, and not that it is the weaker', () => {
    const scram = {mechanism: 'SCRAM-SHA-256', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1};
    const brokers = cluster({brokers: {config: {'sasl.enabled.mechanisms': 'SCRAM-SHA-512'}}});
    const mechanisms = found('user/', user({scram}), brokers).filter(({location}) => location.pointer.endsWith('mechanism'));
    expect(mechanisms.map(({rule}) => rule)).toEqual(['user/mechanism-enabled']);
  });
});

describe('a deny', () => {
  it.each([
    ['read', ['read'], 'only describe is left of read'],
    ['all', ['read'], 'read never takes effect'],
    ['read', ['alter-configs'], undefined],
    ['alter-configs', ['alter-configs'], 'only describe-configs is left of alter-configs'],
    ['describe', ['describe'], 'describe never takes effect'],
  ])('of %s leaves of an allow of %s: %s', (denied, operations, expected) => {
    const [one] = found('acl/deny-shadows', acl({operations}), acl({name: 'locked', permission: 'deny', operations: [denied]}));
    expect(one?.message.split(':')[0]).toBe(expected);
  });

  it('of read and another of describe leave nothing', () => {
    const denials = ['read', 'describe'].map(denied => acl({name: denied, permission: 'deny', operations: [denied]}));
    const [one] = found('acl/deny-shadows', acl({operations: ['read']}), ...denials);
    expect(one?.message).toMatch(/^read never takes effect/);
  });
});

function prefix(name: string, operation: string): Document {
  return acl({resource: {type: 'topic', name, pattern: 'prefixed'}, operations: [operation]});
}
