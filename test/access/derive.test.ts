import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ARCHETYPES} from '../../src/access/archetypes/index.ts';
import {authorize} from '../../src/access/authorize.ts';
import {bindingKey, contextOf, type DerivedAcl, deriveAcls, needsOf} from '../../src/access/derive.ts';
import {aclStatements, declaredBindings} from '../../src/access/statements.ts';
import {acl, application, type Document, topic, user} from '../../src/policy/examples.ts';
import {type AclBinding, bindingsOf, type Model, principalOf} from '../../src/specs/model.ts';
import {resolved} from '../policy/resolved.ts';

const PLACED = 'payments.orders.placed.v1';

function modelOf(...documents: Document[]): Model {
  const {models, findings} = resolved(documents);
  expect(findings).toEqual([]);
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  return model;
}

function text({operation, resourceType, resourceName, pattern, host}: AclBinding): string {
  return `${operation} ${resourceType} ${resourceName}${pattern === 'prefixed' ? '*' : ''}${host === '*' ? '' : ` from ${host}`}`;
}

const derivedTexts = (...documents: Document[]): string[] => deriveAcls(modelOf(...documents)).map(({binding}) => text(binding));

describe('the least ACLs of each archetype', () => {
  const cases: {name: string; spec: Record<string, unknown>; topics?: string[]; expected: string[]}[] = [
    {name: 'producer', spec: {produces: [{topics: ['a.v1', 'b.v1']}]}, expected: ['write topic a.v1', 'write topic b.v1']},
    {
      name: 'consumer, in the group that its name gives',
      spec: {consumes: [{topic: 'a.v1'}]},
      expected: ['read topic a.v1', 'read group audit'],
    },
    {
      name: 'consumer by prefix, from one address, in several groups',
      spec: {consumes: [{topicPrefix: 'a.', group: 'g'}], groups: ['h'], hosts: ['10.0.0.1']},
      expected: ['read topic a.* from 10.0.0.1', 'read group g from 10.0.0.1', 'read group h from 10.0.0.1'],
    },
    {
      name: 'dead letters',
      spec: {consumes: [{topic: 'a.v1', deadLetter: 'a.dlq.v1'}]},
      expected: ['read topic a.v1', 'read group audit', 'write topic a.dlq.v1'],
    },
    {
      name: 'transactional producer, with each of its ids',
      spec: {produces: [{topic: 'a.v1'}], transactionalId: {ids: ['t-0', 't-1']}},
      expected: ['write topic a.v1', 'write transactional-id t-0', 'write transactional-id t-1'],
    },
    {
      name: 'exactly-once processor',
      spec: {consumes: [{topic: 'a.v1'}], produces: [{topic: 'b.v1'}], transactionalId: {prefix: 'audit-'}},
      expected: ['write topic b.v1', 'read topic a.v1', 'read group audit', 'write transactional-id audit-*'],
    },
    {
      name: 'Kafka Streams',
      spec: {consumes: [{topic: 'a.v1'}], produces: [{topic: 'b.v1'}], streams: {applicationId: 'sums', exactlyOnce: true}},
      expected: [
        ...['write topic b.v1', 'read topic a.v1', 'read group sums'],
        ...['read topic sums-*', 'write topic sums-*', 'delete topic sums-*', 'create topic sums-*', 'write transactional-id sums-*'],
      ],
    },
    {
      name: 'Kafka Streams whose topics are made for it, without exactly-once',
      spec: {streams: {applicationId: 'sums', createsTopics: false}},
      expected: ['read group sums', 'read topic sums-*', 'write topic sums-*', 'delete topic sums-*'],
    },
    {
      name: 'Connect worker, of whose topics one is declared',
      spec: {connectWorker: {group: 'workers', configTopic: 'c', offsetTopic: 'o', statusTopic: 's', exactlyOnceSource: true}},
      topics: ['c'],
      expected: [
        ...['read group workers', 'read topic c', 'read topic o', 'read topic s', 'write topic c', 'write topic o', 'write topic s'],
        ...['create topic o', 'create topic s', 'write transactional-id connect-cluster-workers'],
      ],
    },
    {
      name: 'Connect worker whose exactly-once sources have no user of their own',
      spec: {
        produces: [{topic: 'a.v1'}],
        connectWorker: {group: 'workers', configTopic: 'c', offsetTopic: 'o', statusTopic: 's', exactlyOnceSource: true},
      },
      topics: ['c', 'o', 's'],
      expected: [
        ...['read group workers', 'read topic c', 'read topic o', 'read topic s', 'write topic c', 'write topic o', 'write topic s'],
        ...['write topic a.v1', 'write transactional-id connect-cluster-workers', 'write transactional-id workers-*'],
      ],
    },
    {
      name: 'sink connector with dead letters that it makes itself',
      spec: {consumes: [{topic: 'a.v1', deadLetter: 'a.dlq.v1'}], connector: {name: 'files', type: 'sink'}},
      expected: ['read topic a.v1', 'read group connect-files', 'write topic a.dlq.v1', 'create topic a.dlq.v1'],
    },
    {
      name: 'exactly-once source connector',
      spec: {produces: [{topic: 'a.v1'}], connector: {name: 'db', type: 'source', exactlyOnce: {workerGroup: 'w', offsetTopic: 'o'}}},
      expected: ['write topic a.v1', 'write transactional-id w-db-*', 'write topic o', 'read topic o', 'create topic o'],
    },
    {
      name: 'MirrorMaker on its source',
      spec: {mirrorMaker: {from: 'main', to: 'standby', side: 'source', topics: ['a.v1'], groups: ['g']}},
      expected: [
        ...['read topic a.v1', 'describe-configs topic a.v1', 'write topic mm2-offset-syncs.standby.internal'],
        ...['create topic mm2-offset-syncs.standby.internal', 'read topic mm2-offset-syncs.standby.internal', 'describe group g'],
      ],
    },
    {
      name: 'MirrorMaker on its source, with nothing to translate',
      spec: {mirrorMaker: {from: 'main', to: 'standby', side: 'source', topicPrefix: 'a.'}},
      topics: ['mm2-offset-syncs.standby.internal'],
      expected: ['read topic a.*', 'describe-configs topic a.*', 'write topic mm2-offset-syncs.standby.internal'],
    },
    {
      name: 'MirrorMaker on its target, with nothing to translate',
      spec: {mirrorMaker: {from: 'main', to: 'standby', side: 'target', topicPrefix: 'a.'}},
      topics: ['heartbeats', 'mm2-configs.main.internal', 'mm2-offsets.main.internal', 'mm2-status.main.internal'],
      expected: [
        ...['write topic main.*', 'create topic main.*', 'alter topic main.*', 'alter-configs topic main.*', 'read group main-mm2'],
        ...['configs', 'offsets', 'status'].map(what => `read topic mm2-${what}.main.internal`),
        ...['configs', 'offsets', 'status'].map(what => `write topic mm2-${what}.main.internal`),
        'write topic heartbeats',
      ],
    },
  ];

  it.each(cases)('$name', ({spec, topics = [], expected}) => {
    const documents = [application({consumes: undefined, ...spec}), user(), ...topics.map(name => topic({name}))];
    expect(derivedTexts(...documents).sort()).toEqual([...expected].sort());
  });

  it('each archetype grants every need that it states', () => {
    const granted = new Set<string>();
    for (const {name, example} of ARCHETYPES) {
      const variants = [
        example,
        name === 'connector' ? {consumes: [{topic: 'a', deadLetter: 'b'}], connector: {name: 'c', type: 'sink'}} : {},
      ];
      for (const spec of variants) {
        if (Object.keys(spec).length === 0) continue;
        const [one] = modelOf(application({consumes: undefined, ...spec}), user()).applications;
        if (one === undefined) throw new Error('no application');
        for (const reason of needsOf(one, 'User:audit', {isDeclared: () => false})) granted.add(`${reason.archetype}: ${reason.because}`);
      }
    }
    const stated = ARCHETYPES.flatMap(({name, needs}) => Object.values(needs).map(({because}) => `${name}: ${because}`));
    expect([...granted].sort()).toEqual([...new Set(stated)].sort());
  });
});

describe('derived ACLs', () => {
  it('are for the principal of the user, whatever it authenticates with', () => {
    const [first] = deriveAcls(modelOf(application(), user({scram: undefined, tls: {subject: 'CN=audit,O=acme'}})));
    expect(first?.binding.principal).toBe('User:CN=audit,O=acme');
  });

  it('are none for a user that nobody declares, and where they are written by hand', () => {
    expect(derivedTexts(application({user: 'nobody'}), user())).toEqual([]);
    expect(derivedTexts(application({acls: 'written'}), user())).toEqual([]);
  });

  it('keep every reason of an ACL that several intents need, and of one that a broader one gives', () => {
    const model = modelOf(
      application({consumes: [{topic: PLACED}, {topicPrefix: 'payments.'}]}),
      application({name: 'second', consumes: [{topic: PLACED, group: 'audit'}]}),
      user(),
    );
    const derived = deriveAcls(model);
    expect(derived.map(({binding}) => text(binding))).toEqual(['read group audit', 'read topic payments.*']);
    const reasonsOf = ({reasons}: DerivedAcl) => reasons.map(({application: one, at}) => `${one.name} ${at}`).sort();
    expect(derived.map(reasonsOf)).toEqual([
      ['audit /spec/consumes/0', 'audit /spec/consumes/1', 'second /spec/consumes/0/group'],
      ['audit /spec/consumes/0/topic', 'audit /spec/consumes/1/topicPrefix', 'second /spec/consumes/0/topic'],
    ]);
  });

  it('of two domains stay apart, also equal ones: each state holds its own', () => {
    const model = modelOf(
      application(),
      application({name: 'other', metadata: {domain: 'other'}, consumes: [{topic: PLACED, group: 'other'}]}),
      user(),
    );
    const twice = deriveAcls(model).filter(({binding}) => binding.resourceType === 'topic');
    expect(twice.map(({domain}) => domain)).toEqual(['payments', 'other']);
  });

  it('stand beside written ones, and lead to their intents', () => {
    const statements = aclStatements(modelOf(acl({principal: 'User:other'}), application(), user()));
    expect(
      statements.map(({resource, pointer, spec}) => `${resource.kind} ${resource.name} ${pointer} ${spec.operations.join(',')}`),
    ).toEqual([
      'Acl audit-reads-orders /spec/operations read,describe',
      'Application audit /spec/consumes/0/topic read',
      'Application audit /spec/consumes/0 read',
    ]);
  });
});

/** Few names that are often the start of others, so that rights cover each other. */
const names = fc.constantFrom('a.v1', 'a.b.v1', 'b.v1', 'a.b.c.v1');
const prefixes = fc.constantFrom('a.', 'a.b.', 'b');
const topics = fc.oneof(
  names.map(topicName => ({topic: topicName})),
  fc.uniqueArray(names, {minLength: 1}).map(several => ({topics: several})),
  prefixes.map(topicPrefix => ({topicPrefix})),
);
const groups = fc.constantFrom('g', 'h');
const specs = fc
  .record(
    {
      user: fc.constantFrom('one', 'two'),
      hosts: fc.constantFrom(['*'], ['10.0.0.1'], ['10.0.0.1', '10.0.0.2']),
      produces: fc.array(topics, {minLength: 1, maxLength: 3}),
      consumes: fc.array(
        fc
          .tuple(topics, fc.record({group: groups, deadLetter: fc.constant('dlq.v1')}, {requiredKeys: []}))
          .map(([some, more]) => ({...some, ...more})),
        {minLength: 1, maxLength: 3},
      ),
      transactionalId: fc.oneof(fc.constant({prefix: 'a-'}), fc.constant({ids: ['a-0', 'b-0']})),
      streams: fc.record({applicationId: fc.constantFrom('a', 'a.b'), exactlyOnce: fc.boolean(), createsTopics: fc.boolean()}),
    },
    {requiredKeys: ['user', 'produces']},
  )
  .map(spec => ({consumes: undefined, ...spec}));
const domains = fc.constantFrom('payments', 'orders');
const companies = fc.uniqueArray(fc.tuple(fc.constantFrom('p', 'q', 'r', 's'), domains, specs), {
  minLength: 1,
  maxLength: 4,
  selector: ([name]) => name,
});

function company(applications: readonly (readonly [string, string, Record<string, unknown>])[]): Model {
  return modelOf(
    ...applications.map(([name, domain, spec]) => application({name, metadata: {domain}, ...spec})),
    ...['one', 'two'].map(name => user({name, scram: undefined, external: true})),
  );
}

function everyNeed(model: Model): AclBinding[] {
  const principals = new Map(model.users.map(one => [one.name, principalOf(one)]));
  return model.applications.flatMap(one => needsOf(one, principals.get(one.spec.user) ?? '', contextOf(model)).map(({asked}) => asked));
}

/** Questions that a need has to be allowed for: its name, or names that its prefix covers. */
function allows(acls: readonly AclBinding[], {principal, host, operation, resourceType, resourceName, pattern}: AclBinding): boolean {
  const asked = pattern === 'prefixed' ? [resourceName, `${resourceName}z`] : [resourceName];
  return asked.every(
    name => authorize(acls, {principal, operation, resource: {type: resourceType, name}, ...(host === '*' ? {} : {host})}).allowed,
  );
}

describe('whatever the applications', () => {
  it('the ACLs allow every need', () => {
    fc.assert(
      fc.property(companies, applications => {
        const model = company(applications);
        const acls = declaredBindings(model);
        for (const need of everyNeed(model)) expect(allows(acls, need), text(need)).toBe(true);
      }),
    );
  });

  it('none of a domain can be left out, and none allows what nobody needs', () => {
    fc.assert(
      fc.property(companies, applications => {
        const model = company(applications);
        const derived = deriveAcls(model);
        for (const domain of new Set(derived.map(one => one.domain))) {
          const of = company(applications.filter(([, own]) => own === domain));
          const needs = everyNeed(of);
          const acls = deriveAcls(of).map(({binding}) => binding);
          const keys = new Set(needs.map(bindingKey));
          for (const one of acls) {
            expect(keys.has(bindingKey(one))).toBe(true);
            const others = acls.filter(other => other !== one);
            expect(
              needs.every(need => allows(others, need)),
              text(one),
            ).toBe(false);
          }
        }
      }),
    );
  });

  it('are the same in any order of the documents', () => {
    fc.assert(
      fc.property(companies, applications => {
        const keysOf = (model: Model) => deriveAcls(model).map(({domain, binding}) => `${domain} ${bindingKey(binding)}`);
        expect(keysOf(company([...applications].reverse())).sort()).toEqual(keysOf(company(applications)).sort());
      }),
    );
  });

  it('each statement names the document and the place that need it', () => {
    fc.assert(
      fc.property(companies, applications => {
        const model = company(applications);
        const stated = aclStatements(model).flatMap(({spec}) => bindingsOf(spec).map(bindingKey));
        expect(stated.sort()).toEqual(
          deriveAcls(model)
            .map(({binding}) => bindingKey(binding))
            .sort(),
        );
        for (const {resource, reasons} of aclStatements(model)) {
          expect(reasons.flat().length).toBeGreaterThan(0);
          for (const own of reasons) expect(own[0]?.application).toBe(resource);
        }
      }),
    );
  });
});
