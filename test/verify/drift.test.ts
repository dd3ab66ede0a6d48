import {describe, expect, it} from 'vitest';
import type {LiveFacts, LiveTopic} from '../../src/cluster/facts.ts';
import {bindingsOf, type Model} from '../../src/specs/model.ts';
import {compareWithLive} from '../../src/verify/drift.ts';
import {acl, cluster, model, onTopic, quota, topic, user} from '../fixtures/model.ts';

const declared = model({
  topics: [topic('orders', {config: {'min.insync.replicas': '2', 'cleanup.policy': 'compact,delete'}})],
  acls: [acl('reads', 'User:audit', ['read', 'describe'], onTopic('orders'))],
  quotas: [quota('audit', {entity: {type: 'user', name: 'audit'}, producerByteRate: 1024})],
  users: [user('audit')],
});

function liveTopic(name: string, more: Partial<LiveTopic> = {}): LiveTopic {
  const partitions = [0, 1, 2].map(partition => ({partition, leaderId: 1, leaderEpoch: 0, replicas: [1, 2, 3], isr: [1, 2, 3]}));
  return {
    name,
    id: 'x',
    internal: false,
    partitions,
    config: {'min.insync.replicas': '2', 'cleanup.policy': 'delete,compact'},
    inherited: {'retention.ms': '604800000'},
    ...more,
  };
}

function live(more: Partial<LiveFacts> = {}): LiveFacts {
  return {
    clusterId: 'id',
    brokers: [],
    controllerId: {known: 1},
    topics: {known: [liveTopic('orders'), liveTopic('__consumer_offsets', {internal: true})]},
    acls: {known: {bindings: declared.acls.flatMap(one => bindingsOf(one.spec)), unstatable: []}},
    quotas: {known: [{entity: [{type: 'user', name: 'audit'}], values: {producer_byte_rate: 1024}}]},
    scramUsers: {
      known: [
        {name: 'audit', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 4096}]},
        {name: 'admin', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 8192}]},
      ],
    },
    ...more,
  };
}

function drift(facts: LiveFacts, from: Model = declared) {
  const {findings, verdicts} = compareWithLive(from, facts, {unmanagedPrincipals: ['User:admin']});
  return {
    findings: findings.map(one => [one.rule, one.level, `${one.location.file}${one.location.pointer}`, valuesOf(one.evidence)]),
    statuses: verdicts.map(one => one.status),
  };
}

/** The values of a difference; test/verify/three-way.test.ts looks at how it came about. */
function valuesOf(evidence: unknown): unknown {
  if (typeof evidence !== 'object' || evidence === null) return evidence;
  const {cause: _cause, remedies: _remedies, field: _field, ...values} = evidence as Record<string, unknown>;
  return values;
}

const oneAcl = bindingsOf(acl('x', 'User:mallory', ['all'], onTopic('*')).spec);

const cases: {name: string; facts: Partial<LiveFacts>; finds: unknown[]}[] = [
  {name: 'nothing where all is as declared', facts: {}, finds: []},
  {
    name: 'a missing topic',
    facts: {topics: {known: []}},
    finds: [['drift/topic-missing', 'warning', 'Topic-orders.yaml/metadata/name', {declared: 'orders', live: null}]],
  },
  {
    name: 'more partitions',
    facts: {topics: {known: [liveTopic('orders', {partitions: [...liveTopic('x').partitions, ...liveTopic('x').partitions]})]}},
    finds: [['drift/topic-partitions', 'warning', 'Topic-orders.yaml/spec/partitions', {declared: 3, live: 6}]],
  },
  {
    name: 'fewer replicas',
    facts: {topics: {known: [liveTopic('orders', {partitions: liveTopic('x').partitions.map(one => ({...one, replicas: [1]}))})]}},
    finds: [['drift/topic-replication-factor', 'warning', 'Topic-orders.yaml/spec/replicationFactor', {declared: 3, live: 1}]],
  },
  {
    name: 'another value of a setting',
    facts: {topics: {known: [liveTopic('orders', {config: {'min.insync.replicas': '1', 'cleanup.policy': 'compact,delete'}})]}},
    finds: [['drift/topic-config', 'warning', 'Topic-orders.yaml/spec/config/min.insync.replicas', {declared: '2', live: '1'}]],
  },
  {
    name: 'a declared setting that only a default holds',
    facts: {
      topics: {known: [liveTopic('orders', {config: {'cleanup.policy': 'compact,delete'}, inherited: {'min.insync.replicas': '2'}})]},
    },
    finds: [
      ['drift/topic-config', 'warning', 'Topic-orders.yaml/spec/config/min.insync.replicas', {declared: '2', live: null, inherited: '2'}],
    ],
  },
  {
    name: 'a setting that nobody declared',
    facts: {topics: {known: [liveTopic('orders', {config: {...liveTopic('x').config, 'retention.ms': '1'}})]}},
    finds: [
      ['drift/topic-config-undeclared', 'warning', 'Topic-orders.yaml/spec/config', {declared: null, live: '1', inherited: '604800000'}],
    ],
  },
  {
    name: 'a topic that nobody declared, as a note; canaries not at all',
    facts: {topics: {known: [liveTopic('orders'), liveTopic('stray'), liveTopic('weir-canary-x-1-orders')]}},
    finds: [['drift/topic-unmanaged', 'note', 'Cluster-sandbox.yaml/metadata/name', {declared: null, live: 'stray'}]],
  },
  {
    name: 'a missing binding at its operation',
    facts: {acls: {known: {bindings: bindingsOf(acl('reads', 'User:audit', ['read'], onTopic('orders')).spec), unstatable: []}}},
    finds: [
      [
        'drift/acl-missing',
        'warning',
        'Acl-reads.yaml/spec/operations/1',
        {declared: 'allow User:audit describe on topic "orders" (literal) from host *', live: null},
      ],
    ],
  },
  {
    name: 'a binding that nobody declared',
    facts: {acls: {known: {bindings: [...declared.acls.flatMap(one => bindingsOf(one.spec)), ...oneAcl], unstatable: []}}},
    finds: [
      [
        'drift/acl-unmanaged',
        'warning',
        'Cluster-sandbox.yaml/metadata/name',
        {declared: null, live: 'allow User:mallory all on topic "*" (literal) from host *'},
      ],
    ],
  },
  {
    name: 'a missing quota',
    facts: {quotas: {known: []}},
    finds: [['drift/quota-missing', 'warning', 'Quota-audit.yaml/spec/entity', {declared: 'user "audit"', live: null}]],
  },
  {
    name: 'another rate',
    facts: {quotas: {known: [{entity: [{type: 'user', name: 'audit'}], values: {producer_byte_rate: 1}}]}},
    finds: [['drift/quota-differs', 'warning', 'Quota-audit.yaml/spec/producerByteRate', {declared: 1024, live: 1}]],
  },
  {
    name: 'a rate that nobody declared',
    facts: {quotas: {known: [{entity: [{type: 'user', name: 'audit'}], values: {producer_byte_rate: 1024, request_percentage: 5}}]}},
    finds: [['drift/quota-differs', 'warning', 'Quota-audit.yaml/spec', {declared: null, live: 5}]],
  },
  {
    name: 'a missing user',
    facts: {scramUsers: {known: []}},
    finds: [['drift/user-missing', 'warning', 'User-audit.yaml/metadata/name', {declared: 'SCRAM-SHA-512', live: null}]],
  },
  {
    name: 'another mechanism',
    facts: {scramUsers: {known: [{name: 'audit', credentials: [{mechanism: 'SCRAM-SHA-256', iterations: 4096}]}]}},
    finds: [
      ['drift/user-mechanism', 'warning', 'User-audit.yaml/spec/scram/mechanism', {declared: 'SCRAM-SHA-512', live: ['SCRAM-SHA-256']}],
    ],
  },
  {
    name: 'other iterations',
    facts: {scramUsers: {known: [{name: 'audit', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 9999}]}]}},
    finds: [['drift/user-iterations', 'warning', 'User-audit.yaml/spec/scram/iterations', {declared: 4096, live: 9999}]],
  },
];

describe('drift', () => {
  it.each(cases)('finds $name', ({facts, finds}) => {
    const found = drift(live(facts));
    expect(found.findings).toEqual(finds);
    const differs = finds.some(one => Array.isArray(one) && one[1] !== 'note');
    expect(found.statuses.includes('fail')).toBe(differs);
    expect(found.statuses).not.toContain('unknown');
  });

  it('takes what could not be read for unknown, not for empty', () => {
    const found = drift(live({acls: {unknown: 'ACLs could not be read: CLUSTER_AUTHORIZATION_FAILED'}, topics: {unknown: 'timed out'}}));
    expect(found).toEqual({findings: [], statuses: ['unknown', 'unknown', 'pass', 'pass']});
  });

  describe('of what brokers run with', () => {
    const config = {
      'auto.create.topics.enable': 'false',
      'log.retention.ms': '604800000',
      'ssl.enabled.protocols': 'TLSv1.3,TLSv1.2',
      'super.users': 'User:admin',
    };
    const stated = model({cluster: cluster({brokers: {count: 2, config}})});
    const values = {'auto.create.topics.enable': 'false', 'log.retention.hours': '168', 'ssl.enabled.protocols': 'TLSv1.2, TLSv1.3'};
    const broker = (brokerId: number, more: Record<string, string> = {}) => ({
      brokerId,
      values: {...values, ...more},
      hidden: ['super.users'],
    });
    const of = (...known: ReturnType<typeof broker>[]) => drift({...live(), topics: {known: []}, brokerConfigs: {known}}, stated);
    const unproved = ['drift/broker-config-hidden', 'note', 'Cluster-sandbox.yaml/spec/brokers/config/super.users', undefined];

    it('finds nothing where all run with it, by any setting that means it', () => {
      const {findings, statuses} = of(broker(1), broker(2));
      expect(findings.filter(([rule]) => String(rule).startsWith('drift/broker'))).toEqual([unproved]);
      expect(statuses.at(-1)).toBe('pass');
    });

    it('names the brokers that do not', () => {
      const {findings, statuses} = of(broker(1), broker(2, {'auto.create.topics.enable': 'true', 'log.retention.hours': '24'}));
      const at = 'Cluster-sandbox.yaml/spec/brokers/config';
      expect(findings.filter(([rule]) => rule === 'drift/broker-config')).toEqual([
        ['drift/broker-config', 'warning', `${at}/auto.create.topics.enable`, {declared: 'false', live: {2: 'true'}}],
        ['drift/broker-config', 'warning', `${at}/log.retention.ms`, {declared: '604800000', live: {2: '86400000'}}],
      ]);
      expect(statuses.at(-1)).toBe('fail');
    });

    it('takes what could not be read for unknown', () => {
      expect(drift(live({brokerConfigs: {unknown: 'refused'}}), stated).statuses.at(-1)).toBe('unknown');
    });
  });

  it('tells one undeclared setting from another in the fingerprint', () => {
    const config = {...liveTopic('x').config, 'retention.ms': '1', 'segment.ms': '2'};
    const {findings} = compareWithLive(declared, live({topics: {known: [liveTopic('orders', {config})]}}), {
      unmanagedPrincipals: ['User:admin'],
    });
    expect(new Set(findings.map(one => one.fingerprint)).size).toBe(2);
  });
});
