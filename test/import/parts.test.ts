import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {documentText} from '../../src/import/document-text.ts';
import {Domains, domainRule, slug} from '../../src/import/domains.ts';
import {readOwners} from '../../src/import/owners.ts';
import {Scope} from '../../src/import/scope.ts';
import {quantityForms, settingForm} from '../../src/import/setting-form.ts';
import {PasswordVariables, principalForm} from '../../src/import/users.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {measure} from '../../src/specs/units.ts';
import {compose} from '../../src/specs/yaml/compose.ts';

describe('a setting as a person would write it', () => {
  it.each<[name: string, live: string, expected: unknown]>([
    ['retention.ms', '604800000', '7d'],
    ['retention.ms', '5400000', '90m'],
    ['retention.ms', '1500', 1500],
    ['retention.ms', '0', 0],
    ['retention.ms', '-1', -1],
    ['retention.ms', '9223372036854775807', '9223372036854775807'],
    ['max.message.bytes', '1048588', 1048588],
    ['segment.bytes', '1073741824', '1GiB'],
    ['min.cleanable.dirty.ratio', '0.5', 0.5],
    ['min.cleanable.dirty.ratio', '1.0E-4', '1.0E-4'],
    ['cleanup.policy', 'compact,delete', ['compact', 'delete']],
    ['compression.type', 'zstd', 'zstd'],
    ['unclean.leader.election.enable', 'false', false],
  ])('%s=%s', (name, live, expected) => expect(settingForm(name, live)).toEqual({value: expected}));

  it('says where the text of the brokers would be another, and where there is no form at all', () => {
    expect(settingForm('cleanup.policy', 'delete, compact')).toEqual({value: ['delete', 'compact'], text: 'compact,delete'});
    expect(settingForm('no.such.setting', 'x')).toEqual({problem: expect.stringContaining('unknown key no.such.setting')});
    expect(settingForm('retention.ms', 'soon')).toEqual({problem: expect.stringContaining('"soon" is not a whole number')});
  });

  it('is exact in every unit', () => {
    fc.assert(
      fc.property(fc.bigInt({min: 0n, max: 2n ** 62n}), fc.constantFrom('duration' as const, 'size' as const), (value, unit) => {
        for (const form of quantityForms(String(value), unit)) expect(measure(unit, form)).toEqual({text: String(value)});
      }),
    );
  });
});

it('a document reads back as what it was made of, however long and odd its texts are', () => {
  const text = fc.string({unit: 'grapheme', maxLength: 60}).filter(one => one.isWellFormed());
  const scalar = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('null', '~', '1', 'yes', '0x1', '- a', '# b', 'a: b', '{', '<<', '2024-01-01', 'multi\nline', ' a ', '__proto__'),
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar, {maxLength: 8}),
    fc.dictionary(text, scalar, {maxKeys: 4, noNullPrototype: true}),
    fc.array(fc.dictionary(text, scalar, {minKeys: 1, maxKeys: 5, noNullPrototype: true}), {maxLength: 4}),
  );
  fc.assert(
    fc.property(
      fc.record({name: text, owner: text}),
      fc.dictionary(text, value, {minKeys: 1, maxKeys: 4, noNullPrototype: true}),
      (metadata, spec) => {
        const written = documentText({kind: 'Acl', metadata, spec});
        expect(compose(written)?.value).toEqual({apiVersion: 'weir/v1', kind: 'Acl', metadata, spec});
      },
    ),
    {numRuns: 500},
  );
});

describe('domains', () => {
  it('are the part before the first dot, in small letters', () => {
    const rule = domainRule();
    expect(['orders.placed.v1', 'Legacy_Sales.x', 'nodots', '.hidden', '__internal.x', '日本.x'].map(rule)).toEqual([
      'orders',
      'legacy-sales',
      undefined,
      undefined,
      'internal',
      undefined,
    ]);
  });

  it('are what an expression finds: its group domain, its first group, or all of it', () => {
    expect(domainRule('^prod[.](?<tier>[0-9])[.](?<domain>[a-z]+)')('prod.1.sales.x')).toBe('sales');
    expect(domainRule('^(?:prod|test)[.-]([a-z]+)')('test-sales.x')).toBe('sales');
    expect(domainRule('^[a-z]+(?=_)')('sales_x')).toBe('sales');
    expect(domainRule('^(a)?b')('b.x')).toBeUndefined();
    expect(() => domainRule('(')).toThrow('--domain-rule "(" is no regular expression');
  });

  it('of a principal is the one that owns most of the topics that it names', () => {
    const domains = new Domains({
      rule: domainRule(),
      declared: new Map([['a.moved', 'c']]),
      live: ['a.one', 'a.two', 'a.moved', 'b.one', 'nodots'],
    });
    const on = (resourceName: string, more: Partial<AclBinding> = {}): AclBinding => ({
      ...{principal: 'User:x', host: '*', operation: 'read', permission: 'allow', resourceType: 'topic', resourceName, pattern: 'literal'},
      ...more,
    });
    expect(domains.ofTopic('a.moved')).toBe('c');
    expect(domains.ofPrincipal([on('b.one'), on('b.one', {operation: 'write'}), on('a.one'), on('a.two')])).toBe('a');
    expect(domains.ofPrincipal([on('b.one'), on('a.one')])).toBe('a');
    expect(domains.ofPrincipal([on('b.one'), on('a.', {pattern: 'prefixed'})])).toBe('a');
    expect(domains.ofPrincipal([on('z.', {pattern: 'prefixed'})])).toBe('z');
    expect(domains.ofPrincipal([on('*'), on('nodots'), on('z.group', {resourceType: 'group'})])).toBe('imported');
  });

  it('fit the form of a domain, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({unit: fc.constantFrom('a', 'Z', '9', '.', '-', '_', ' ', 'é', '日', '🙂', 'ß', '\n'), maxLength: 100}),
        text => {
          expect(slug(text) ?? 'a').toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
        },
      ),
    );
  });
});

describe('owners', () => {
  it('are those of the last line that fits, by domain, name, or kind and name', () => {
    const rule = readOwners(
      'owners',
      '* everybody\npayments/ team-payments # all of it\n\n# ours\norders.* team-orders\r\nUser/*-batch team-batch\n',
    );
    const owner = (kind: 'Topic' | 'User', name: string, domain: string) => rule({kind, name, domain});
    expect([
      owner('Topic', 'x', 'y'),
      owner('Topic', 'x', 'payments'),
      owner('Topic', 'orders.x', 'payments'),
      owner('User', 'a-batch', 'z'),
      owner('Topic', 'a-batch', 'z'),
    ]).toEqual([...['everybody', 'team-payments', 'team-orders', 'team-batch', 'everybody']]);
    expect(readOwners('owners', 'orders.* team-orders')({kind: 'Topic', name: 'other', domain: 'd'})).toBeUndefined();
  });

  it.each(['orders.*', 'orders.* two owners', 'a\\ b'])('refuses the line %s', line => {
    expect(() => readOwners('owners', `a b\n${line}`)).toThrow(/^owners:2: /);
  });
});

describe('the scope', () => {
  it('takes what is included and not excluded, by name or by kind and name', () => {
    const scope = new Scope({include: ['orders.*', 'User/*', 'Acl/User:audit'], exclude: ['*.dlq', 'User/admin*']});
    expect([
      scope.hasTopic('orders.x'),
      scope.hasTopic('orders.dlq'),
      scope.hasTopic('other'),
      scope.hasUser('a'),
      scope.hasUser('admin2'),
    ]).toEqual([true, false, false, true, false]);
    const binding = {operation: 'read', resourceType: 'topic', pattern: 'literal', host: '*', permission: 'allow'} as const;
    expect([
      scope.hasAcl({...binding, principal: 'User:audit', resourceName: 'x'}),
      scope.hasAcl({...binding, principal: 'User:b', resourceName: 'x'}),
    ]).toEqual([true, false]);
    expect(scope.hasQuota({entity: [{type: 'user', name: undefined}], values: {}})).toBe(false);
    expect(new Scope({include: ['Quota/default']}).hasQuota({entity: [{type: 'user', name: undefined}], values: {}})).toBe(true);
  });

  it.each([['Topics/x'], ['']])('refuses the pattern %j', pattern => expect(() => new Scope({include: [pattern]})).toThrow(/--include/));
});

describe('users', () => {
  it('get variables that no document and no other user names', () => {
    const variables = new PasswordVariables('main-1', ['TAKEN_PASSWORD']);
    expect(
      ['order-service', 'order.service', 'order service', 'order_service', 'taken', '9lives', 'Jürgen', '日本', '語'].map(user =>
        variables.of(user),
      ),
    ).toEqual([
      ...['ORDER_SERVICE_PASSWORD', 'MAIN_1_ORDER_SERVICE_PASSWORD', 'MAIN_1_ORDER_SERVICE_PASSWORD_2', 'MAIN_1_ORDER_SERVICE_PASSWORD_3'],
      ...['MAIN_1_TAKEN_PASSWORD', 'USER_9LIVES_PASSWORD', 'JURGEN_PASSWORD', 'USER_PASSWORD', 'MAIN_1_USER_PASSWORD'],
    ]);
  });

  it('are told by the text of their principal', () => {
    expect(principalForm('User:CN=audit,OU=risk,O=acme')).toEqual({
      wishes: ['audit', 'CN=audit,OU=risk,O=acme'],
      spec: {tls: {subject: 'CN=audit,OU=risk,O=acme'}},
    });
    expect(principalForm('User:O=acme')).toEqual({wishes: ['O=acme'], spec: {tls: {subject: 'O=acme'}}});
    expect(principalForm('User:batch')).toEqual({wishes: ['batch'], spec: {external: true}});
    expect(['User:*', 'User:ANONYMOUS', 'Group:a', 'user:a'].map(principalForm)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
