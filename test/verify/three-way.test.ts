import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {LiveFacts, LiveTopic} from '../../src/cluster/facts.ts';
import {readIgnored} from '../../src/commands/drift-ignored.ts';
import {type AclBinding, bindingsOf, type Model, type UserSpec} from '../../src/specs/model.ts';
import {addressOf, attributesOfBinding, kindOfType} from '../../src/terraform/provider-attributes.ts';
import {parseState} from '../../src/terraform/state.ts';
import {holdingsOf} from '../../src/verify/drift/holdings.ts';
import {compareWithLive, type DriftOptions} from '../../src/verify/drift.ts';
import {acl, model, onTopic, quota, scram, topic, user} from '../fixtures/model.ts';

/** One resource of each kind, each with one value that can be otherwise in each of three places; undefined is "not there". */
interface Place {
  topic: {partitions: number; retention: string | undefined} | undefined;
  acl: boolean;
  quota: Record<string, number> | undefined;
  user: number | undefined;
}
const SAME: Place = {topic: {partitions: 2, retention: '1'}, acl: true, quota: {producer_byte_rate: 5}, user: 4096};
const ABSENT: Place = {topic: undefined, acl: false, quota: undefined, user: undefined};

const binding: AclBinding = bindingsOf(acl('a', 'User:u', ['read'], onTopic('t')).spec)[0] as AclBinding;
const FIELDS: Record<string, string> = {producer_byte_rate: 'producerByteRate', consumer_byte_rate: 'consumerByteRate'};

function declaredIn(place: Place): Model {
  const rates = Object.entries(place.quota ?? {}).map(([key, rate]) => [FIELDS[key], rate]);
  return model({
    topics:
      place.topic === undefined
        ? []
        : [topic('t', {partitions: place.topic.partitions, replicationFactor: 1, config: settings(place.topic.retention)})],
    acls: place.acl ? [acl('a', 'User:u', ['read'], onTopic('t'))] : [],
    quotas: place.quota === undefined ? [] : [quota('q', {entity: {type: 'user', name: 'u'}, ...Object.fromEntries(rates)})],
    users: place.user === undefined ? [] : [user('u', scram('u', place.user))],
  });
}

function settings(retention: string | undefined): Record<string, string> {
  return retention === undefined ? {} : {'retention.ms': retention};
}

function appliedIn(place: Place) {
  const entry = (type: string, attributes: Record<string, unknown>) => {
    const kind = kindOfType(type);
    if (kind === undefined) throw new Error(type);
    return {mode: 'managed', type, name: addressOf(kind, attributes).split('.')[1], instances: [{attributes}]};
  };
  const resources = [
    place.topic &&
      entry('kafka_topic', {name: 't', partitions: place.topic.partitions, replication_factor: 1, config: settings(place.topic.retention)}),
    place.acl && entry('kafka_acl', {...attributesOfBinding(binding)}),
    place.quota && entry('kafka_quota', {entity_type: 'user', entity_name: 'u', config: place.quota}),
    place.user && entry('kafka_user_scram_credential', {username: 'u', scram_mechanism: 'SCRAM-SHA-512', scram_iterations: place.user}),
  ].filter(Boolean);
  return parseState(JSON.stringify({version: 4, serial: 1, lineage: 'l', resources}), {stack: 'sandbox.default', from: 'a test'});
}

function liveIn(place: Place): LiveFacts {
  const liveTopic = (partitions: number, retention: string | undefined): LiveTopic => ({
    name: 't',
    id: 'x',
    internal: false,
    partitions: Array.from({length: partitions}, (_, partition) => ({partition, leaderId: 1, leaderEpoch: 0, replicas: [1], isr: [1]})),
    config: settings(retention),
    inherited: {},
  });
  return {
    clusterId: 'id',
    brokers: [],
    controllerId: {known: 1},
    topics: {known: place.topic === undefined ? [] : [liveTopic(place.topic.partitions, place.topic.retention)]},
    acls: {known: {bindings: place.acl ? [binding] : [], unstatable: []}},
    quotas: {known: place.quota === undefined ? [] : [{entity: [{type: 'user', name: 'u'}], values: place.quota}]},
    scramUsers: {
      known: place.user === undefined ? [] : [{name: 'u', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: place.user}]}],
    },
  };
}

interface Places {
  declared: Place;
  applied: Place;
  live: Place;
}

function compare({declared, applied, live}: Places, more: Partial<DriftOptions> = {}) {
  const known = holdingsOf([appliedIn(applied)], {isComplete: true});
  return compareWithLive(declaredIn(declared), liveIn(live), {unmanagedPrincipals: [], states: {known}, ...more});
}

function told(places: Places, more: Partial<DriftOptions> = {}): string[] {
  return compare(places, more).findings.map(({rule, level, evidence}) => {
    const {field, cause, declared, state, live, remedies} = evidence as Record<string, unknown>;
    const values = field === undefined ? '' : ` ${field}: ${[declared, state, live].map(value => JSON.stringify(value)).join(' ')}`;
    return `${level} ${rule}${values} (${cause}: ${String(remedies)})`;
  });
}

const with_ = (place: Partial<Place>): Place => ({...SAME, ...place});
const topicOf = (partitions: number, retention?: string): Partial<Place> => ({topic: {partitions, retention}});

const cases: {name: string; declared?: Place; applied?: Place; live?: Place; finds: string[]}[] = [
  {name: 'nothing where all three are alike', finds: []},
  {
    name: 'a document that is newer',
    declared: with_({...topicOf(3, '2'), quota: {producer_byte_rate: 6}, user: 5000}),
    finds: [
      'warning drift/quota-differs producer_byte_rate: 6 5 5 (not applied: apply)',
      'warning drift/topic-config config.retention.ms: "2" "1" "1" (not applied: apply)',
      'warning drift/topic-partitions partitions: 3 2 2 (not applied: apply)',
      'warning drift/user-iterations scram.iterations: 5000 4096 4096 (not applied: apply)',
    ],
  },
  {
    name: 'a cluster that was changed by hand',
    live: with_({...topicOf(3, '2'), quota: {producer_byte_rate: 6}, user: 5000}),
    finds: [
      'warning drift/quota-differs producer_byte_rate: 5 5 6 (changed live: apply,edit)',
      'warning drift/topic-config config.retention.ms: "1" "1" "2" (changed live: apply,edit)',
      'warning drift/topic-partitions partitions: 2 2 3 (changed live: apply,edit)',
      'warning drift/user-iterations scram.iterations: 4096 4096 5000 (changed live: apply,edit)',
    ],
  },
  {
    name: 'both',
    declared: with_({...topicOf(3, '2'), quota: {producer_byte_rate: 6}, user: 5000}),
    live: with_({...topicOf(4, '3'), quota: {producer_byte_rate: 7}, user: 6000}),
    finds: [
      'warning drift/quota-differs producer_byte_rate: 6 5 7 (both changed: apply,edit)',
      'warning drift/topic-config config.retention.ms: "2" "1" "3" (both changed: apply,edit)',
      'warning drift/topic-partitions partitions: 3 2 4 (both changed: apply,edit)',
      'warning drift/user-iterations scram.iterations: 5000 4096 6000 (both changed: apply,edit)',
    ],
  },
  {
    name: 'a state that is behind, and nothing else',
    applied: with_({...topicOf(9, '9'), quota: {producer_byte_rate: 9}, user: 9000}),
    finds: [],
  },
  {
    name: 'settings and rates that were set by hand, removed by hand, or are declared no more',
    declared: with_({...topicOf(2), quota: {producer_byte_rate: 5}}),
    applied: with_({...topicOf(2), quota: {producer_byte_rate: 5, consumer_byte_rate: 1}}),
    live: with_({quota: {producer_byte_rate: 5, consumer_byte_rate: 1}}),
    finds: [
      'warning drift/quota-differs consumer_byte_rate: null 1 1 (not applied: apply)',
      'warning drift/topic-config-undeclared config.retention.ms: null null "1" (changed live: apply,edit)',
    ],
  },
  {
    name: 'what was destroyed by hand',
    live: ABSENT,
    finds: [
      'warning drift/acl-missing (destroyed live: apply,edit)',
      'warning drift/quota-missing (destroyed live: apply,edit)',
      'warning drift/topic-missing (destroyed live: apply,edit)',
      'warning drift/user-missing (destroyed live: apply,edit)',
    ],
  },
  {
    name: 'what was never applied',
    applied: ABSENT,
    live: ABSENT,
    finds: [
      'warning drift/acl-missing (not applied: apply)',
      'warning drift/quota-missing (not applied: apply)',
      'warning drift/topic-missing (not applied: apply)',
      'warning drift/user-missing (not applied: apply)',
    ],
  },
  {name: 'what is to be adopted', applied: ABSENT, finds: Array(4).fill('warning drift/not-adopted (not adopted: adopt)')},
  {
    name: 'what is to be adopted and differs',
    applied: {...SAME, topic: undefined},
    live: with_(topicOf(3, '1')),
    finds: [
      'warning drift/not-adopted (not adopted: adopt)',
      'warning drift/topic-partitions partitions: 2 null 3 (not adopted: adopt,apply,edit)',
    ],
  },
  {
    name: 'what is declared no more',
    declared: ABSENT,
    finds: Array(4).fill('warning drift/removed (removed: apply,forget,edit)'),
  },
  {name: 'what the state alone has', declared: ABSENT, live: ABSENT, finds: Array(4).fill('note drift/state-only (state only: forget)')},
  {
    name: 'what nobody manages',
    declared: ABSENT,
    applied: ABSENT,
    finds: [
      'note drift/quota-unmanaged (unmanaged: edit,adopt)',
      'note drift/topic-unmanaged (unmanaged: edit,adopt)',
      'note drift/user-unmanaged (unmanaged: edit,adopt)',
      'warning drift/acl-unmanaged (unmanaged: edit,adopt)',
    ],
  },
];

describe('three-way drift', () => {
  it.each(cases)('finds $name', ({declared = SAME, applied = SAME, live = SAME, finds}) => {
    expect(told({declared, applied, live}).sort()).toEqual(finds);
  });

  it('says in words who can put it right, by a command that can be copied', () => {
    const messages = (places: Partial<Places>) =>
      compare({declared: SAME, applied: SAME, live: SAME, ...places}).findings.map(one => one.message);
    expect(messages({live: with_(topicOf(3, '1'))})).toEqual([
      'topic t has 3 partitions, declared are 2; changed by hand since it was applied: apply puts it back, or edit the YAML to keep it',
    ]);
    expect(messages({applied: ABSENT}).join('\n')).toContain("weir adopt Acl 'allow User:u Read on Topic t'");
    expect(messages({declared: ABSENT}).join('\n')).toContain(
      'apply removes it with all its records, "weir forget Topic t" leaves it there unmanaged',
    );
  });

  it('compares settings by what they mean in all three places', () => {
    const places = {declared: with_(topicOf(2, 'b, a')), applied: with_(topicOf(2, 'a,b')), live: with_(topicOf(2, 'c'))};
    expect(told(places)).toEqual(['warning drift/topic-config config.retention.ms: "b, a" "a,b" "c" (changed live: apply,edit)']);
  });

  it('asks nobody to apply or adopt a user that Terraform does not write', () => {
    const unwritten: UserSpec = {scram: {mechanism: 'SCRAM-SHA-512', iterations: 5000, passwordFrom: {env: 'P'}}};
    const from = model({users: [user('u', unwritten)]});
    const known = holdingsOf([], {isComplete: true});
    const {findings} = compareWithLive(from, liveIn({...ABSENT, user: 4096}), {unmanagedPrincipals: [], states: {known}});
    expect(findings.map(({rule, evidence}) => [rule, evidence])).toEqual([
      ['drift/user-iterations', {field: 'scram.iterations', declared: 5000, live: 4096, cause: 'not written', remedies: ['edit']}],
    ]);
  });

  it('is two-way where nothing was ever applied, and says so; and where the states cannot be read, which is unknown', () => {
    const live = with_(topicOf(3, '1'));
    const differing = 'warning drift/topic-partitions partitions: 2  3 (unknown: apply,edit)';
    const never = compare({declared: SAME, applied: ABSENT, live}, {states: 'never applied'});
    expect(never.findings.map(({rule, level}) => `${level} ${rule}`)).toEqual(expect.arrayContaining(['note drift/never-applied']));
    expect(told({declared: SAME, applied: ABSENT, live}, {states: {unknown: 'no bucket'}})).toEqual([differing]);
    const {verdicts} = compare({declared: SAME, applied: ABSENT, live}, {states: {unknown: 'no bucket'}});
    expect(verdicts.at(-1)).toMatchObject({status: 'unknown', reason: 'no bucket'});
  });

  it('takes what is not found for unknown where some states could not be read', () => {
    const known = holdingsOf([appliedIn(ABSENT)], {isComplete: false});
    expect(told({declared: SAME, applied: ABSENT, live: SAME}, {states: {known}})).toEqual([]);
  });

  it('says of an area that could not be read neither that it is to be adopted nor that it is gone', () => {
    const facts: LiveFacts = {
      ...liveIn(ABSENT),
      topics: {unknown: 'x'},
      acls: {unknown: 'x'},
      quotas: {unknown: 'x'},
      scramUsers: {unknown: 'x'},
    };
    const known = holdingsOf([appliedIn(SAME)], {isComplete: true});
    for (const declared of [SAME, ABSENT])
      expect(compareWithLive(declaredIn(declared), facts, {unmanagedPrincipals: [], states: {known}}).findings).toEqual([]);
  });

  it('leaves out what is ignored, and only of what nobody manages', () => {
    const ignoring = (...patterns: string[]) => ({isIgnored: readIgnored(patterns)});
    const unmanaged = {declared: ABSENT, applied: ABSENT, live: SAME};
    expect(told(unmanaged, ignoring('Topic/t*', 'user/u', 'Quota/user u', 'Acl/allow User:u Read on *'))).toEqual([]);
    expect(told(unmanaged, ignoring('Acl/allow User:u read on topic "t"*', 'Quota/user "u"', 'Topic/*', 'User/*'))).toEqual([]);
    expect(told(unmanaged, ignoring('Topic/other', 'User/*', 'Quota/*', 'Acl/*'))).toHaveLength(1);
    const [changed, removed] = [
      {declared: SAME, applied: SAME, live: with_(topicOf(3, '1'))},
      {declared: ABSENT, applied: SAME, live: SAME},
    ];
    expect([told(changed, ignoring('Topic/*')).length, told(removed, ignoring('Topic/*')).length]).toEqual([1, 4]);
    for (const [pattern, says] of [
      ['Topik/x', /did you mean "Topic"/],
      ['Topic', /there is no name/],
      ['Topic/x\\', /lone backslash/],
    ] as const)
      expect(() => readIgnored([pattern])).toThrow(says);
  });

  /** Whatever the three are: a difference of declared and live is told, and what is told is one. */
  it('tells every difference between declared and live, and the state only tells whose it is', () => {
    const place = fc.record<Place>({
      topic: fc.option(fc.record({partitions: fc.integer({min: 1, max: 3}), retention: fc.constantFrom('1', '2', undefined)}), {
        nil: undefined,
      }),
      acl: fc.boolean(),
      quota: fc.option(fc.dictionary(fc.constantFrom('producer_byte_rate', 'consumer_byte_rate'), fc.constantFrom(1, 2), {minKeys: 1}), {
        nil: undefined,
      }),
      user: fc.option(fc.constantFrom(4096, 5000), {nil: undefined}),
    });
    const OF_STATES = ['drift/not-adopted', 'drift/removed', 'drift/state-only'];
    fc.assert(
      fc.property(place, place, place, (declared, applied, live) => {
        const [three, two] = [compare({declared, applied, live}), compare({declared, applied, live}, {states: {unknown: 'x'}})];
        const fieldsOf = ({findings}: typeof three) =>
          findings.flatMap(({rule, fingerprint}) =>
            OF_STATES.includes(rule) || rule.endsWith('-unmanaged') ? [] : [`${rule} ${fingerprint}`],
          );
        expect(fieldsOf(three)).toEqual(fieldsOf(two));
        const differ = (['topic', 'acl', 'quota', 'user'] as const).filter(
          key =>
            declared[key] !== undefined &&
            declared[key] !== false &&
            JSON.stringify(sorted(declared[key])) !== JSON.stringify(sorted(live[key])),
        );
        expect(new Set(fieldsOf(three).map(text => text.split(/[/-]/)[1])).size).toBe(differ.length);
        for (const {evidence, rule} of three.findings) {
          const {cause, state, declared: stated, live: found} = evidence as Record<string, unknown>;
          if (OF_STATES.includes(rule) || rule.endsWith('-unmanaged')) continue;
          if (cause === 'changed live') expect(state).toEqual(stated);
          if (cause === 'not applied' && state !== null) expect(state).toEqual(found);
        }
      }),
      {numRuns: 300},
    );
  });
});

function sorted(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .sort()
    : (value ?? null);
}
