import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import type {LiveFacts, LiveTopic} from '../../src/cluster/facts.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {readsTheSame} from '../../src/terraform/provider-read.ts';
import {findShortcuts} from '../../src/terraform/shortcuts.ts';
import {parseState, type StackState} from '../../src/terraform/state.ts';
import type {SynthesisedStack} from '../../src/terraform/synth.ts';
import type {Transition} from '../../src/terraform/transitions.ts';
import {unsettled} from '../../src/terraform/unsettled.ts';
import {cluster} from '../fixtures/model.ts';

type Fields = Record<string, unknown>;

/** One resource of each kind as a block, and what the state has beside that. */
const RESOURCES: Record<string, {type: string; block: Fields; state?: Fields}> = {
  topic: {
    type: 'kafka_topic',
    block: {name: 't', partitions: 2, replication_factor: 1, config: {'retention.ms': '1'}},
    state: {id: 't'},
  },
  acl: {
    type: 'kafka_acl',
    block: {
      acl_principal: 'User:u',
      acl_host: '*',
      acl_operation: 'DescribeConfigs',
      acl_permission_type: 'Allow',
      resource_type: 'TransactionalID',
      resource_name: 'r',
      resource_pattern_type_filter: 'Prefixed',
    },
  },
  quota: {type: 'kafka_quota', block: {entity_type: 'client-id', entity_name: 'c', config: {producer_byte_rate: 10.5}}},
  standard: {type: 'kafka_quota', block: {entity_type: 'ip', config: {connection_creation_rate: 3}}, state: {entity_name: null}},
  user: {
    type: 'kafka_user_scram_credential',
    block: {
      username: 'u',
      scram_mechanism: 'SCRAM-SHA-256',
      scram_iterations: 4096,
      password_wo: '${var.password_u}',
      password_wo_version: '1',
      lifecycle: {create_before_destroy: true},
    },
    state: {password: null, password_wo: null},
  },
};
const ADDRESSES = Object.entries(RESOURCES).map(([name, {type}]) => `${type}.${name}`);

const liveTopic: LiveTopic = {
  name: 't',
  id: 'x',
  internal: false,
  partitions: [0, 1].map(partition => ({partition, leaderId: 1, leaderEpoch: 0, replicas: [1], isr: [1]})),
  config: {'retention.ms': '1'},
  inherited: {},
};
const liveAcl: AclBinding = {
  principal: 'User:u',
  host: '*',
  resourceType: 'transactional-id',
  resourceName: 'r',
  pattern: 'prefixed',
  operation: 'describe-configs',
  permission: 'allow',
};
const LIVE: LiveFacts = {
  clusterId: 'id',
  brokers: [],
  controllerId: {known: 1},
  topics: {known: [liveTopic]},
  acls: {known: {bindings: [liveAcl], unstatable: []}},
  quotas: {
    known: [
      {entity: [{type: 'clientId', name: 'c'}], values: {producer_byte_rate: 10.5}},
      {entity: [{type: 'ip', name: undefined}], values: {connection_creation_rate: 3}},
    ],
  },
  scramUsers: {known: [{name: 'u', credentials: [{mechanism: 'SCRAM-SHA-256', iterations: 4096}]}]},
  brokerConfigs: {known: [{brokerId: 1, values: {}, hidden: [], own: ['ssl.keystore.location']}]},
};

function stateOf(
  change: (resources: Record<string, {attributes: Fields; status?: string; deposed?: string}>) => void = () => undefined,
): StackState {
  const resources = Object.fromEntries(
    Object.entries(RESOURCES).map(([name, {block, state}]) => {
      const {password_wo: _secret, lifecycle: _order, ...stated} = block;
      return [name, {attributes: {id: name, ...stated, ...state}}];
    }),
  );
  change(resources);
  const entries = Object.entries(resources).map(([name, instance]) => ({
    mode: 'managed',
    type: RESOURCES[name]?.type,
    name,
    instances: [instance],
  }));
  return parseState(JSON.stringify({version: 4, serial: 1, lineage: 'l', resources: entries}), {stack: 'c.d', from: 'a test'});
}

function blocksOf(change: (blocks: Record<string, Fields>) => void = () => undefined): Map<string, Fields> {
  const blocks = Object.fromEntries(Object.entries(RESOURCES).map(([name, {block}]) => [name, {'//': {metadata: {}}, ...block}]));
  change(blocks);
  return new Map(Object.entries(blocks).map(([name, block]) => [`${RESOURCES[name]?.type}.${name}`, block]));
}

const NOTHING_HELD = stateOf(resources => {
  for (const name of Object.keys(resources)) delete resources[name];
});

describe('settled', () => {
  const open = (blocks = blocksOf(), state = stateOf(), facts = LIVE) => unsettled(blocks, state, readsTheSame(facts));

  it('is what declared, state and live say alike', () => {
    expect(open()).toEqual([]);
    expect(open(new Map(), NOTHING_HELD)).toEqual([]);
  });

  const attributes = Object.entries(RESOURCES).flatMap(([name, {block}]) =>
    Object.keys(block).flatMap(key => (key === 'password_wo' || key === 'lifecycle' ? [] : [{name, key}])),
  );
  it.each(attributes)('is nothing whose $name.$key differs in the block or in the state', ({name, key}) => {
    const value = RESOURCES[name]?.block[key];
    const others = [
      typeof value === 'string' ? `${value}x` : typeof value === 'number' ? value + 1 : {...(value as Fields), more: '1'},
      null,
    ];
    for (const other of others) {
      const address = [`${RESOURCES[name]?.type}.${name}`];
      expect(open(blocksOf(blocks => Object.assign(blocks[name] ?? {}, {[key]: other}))), `block ${other}`).toEqual(address);
      expect(
        open(
          blocksOf(),
          stateOf(resources => Object.assign(resources[name]?.attributes ?? {}, {[key]: other})),
        ),
        `state ${other}`,
      ).toEqual(address);
    }
  });

  it.each<[string, Partial<LiveFacts>, string[]]>([
    ['a topic that is gone', {topics: {known: []}}, ['topic']],
    [
      'a topic with more partitions',
      {topics: {known: [{...liveTopic, partitions: [...liveTopic.partitions, ...liveTopic.partitions]}]}},
      ['topic'],
    ],
    [
      'a topic whose partitions have different replicas',
      {topics: {known: [{...liveTopic, partitions: liveTopic.partitions.map((one, at) => ({...one, replicas: at === 0 ? [1] : [1, 2]}))}]}},
      ['topic'],
    ],
    ['a setting of a topic', {topics: {known: [{...liveTopic, config: {'retention.ms': '2'}}]}}, ['topic']],
    ['one more setting', {topics: {known: [{...liveTopic, config: {'retention.ms': '1', 'segment.ms': '1'}}]}}, ['topic']],
    ['no setting', {topics: {known: [{...liveTopic, config: {}}]}}, ['topic']],
    ['a setting that is not told', {topics: {known: [{...liveTopic, untold: ['retention.ms']}]}}, ['topic']],
    [
      'a broker with defaults of its own',
      {brokerConfigs: {known: [{brokerId: 1, values: {}, hidden: [], own: ['log.retention.ms']}]}},
      ['topic'],
    ],
    ['brokers that do not show their settings', {brokerConfigs: {unknown: 'x'}}, ['topic']],
    ['topics that cannot be read', {topics: {unknown: 'x'}}, ['topic']],
    ['an ACL that is gone', {acls: {known: {bindings: [{...liveAcl, host: '10.0.0.1'}], unstatable: []}}}, ['acl']],
    ['ACLs that cannot be read', {acls: {unknown: 'x'}}, ['acl']],
    ['a rate', {quotas: {known: [{entity: [{type: 'clientId', name: 'c'}], values: {producer_byte_rate: 11}}]}}, ['quota', 'standard']],
    [
      'one rate more, and a quota of a pair instead',
      {
        quotas: {
          known: [
            {entity: [{type: 'clientId', name: 'c'}], values: {producer_byte_rate: 10.5, request_percentage: 1}},
            {
              entity: [
                {type: 'ip', name: undefined},
                {type: 'user', name: 'x'},
              ],
              values: {connection_creation_rate: 3},
            },
          ],
        },
      },
      ['quota', 'standard'],
    ],
    ['quotas that cannot be read', {quotas: {unknown: 'x'}}, ['quota', 'standard']],
    ['iterations', {scramUsers: {known: [{name: 'u', credentials: [{mechanism: 'SCRAM-SHA-256', iterations: 5000}]}]}}, ['user']],
    ['another mechanism', {scramUsers: {known: [{name: 'u', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 4096}]}]}}, ['user']],
    ['users that cannot be read', {scramUsers: {unknown: 'x'}}, ['user']],
  ])('is nothing where live differs: %s', (_title, facts, names) => {
    expect(open(blocksOf(), stateOf(), {...LIVE, ...facts})).toEqual(names.map(name => `${RESOURCES[name]?.type}.${name}`));
  });

  it('is nothing that is half made, or of which a block says more than Weir reads', () => {
    const topic = ['kafka_topic.topic'];
    expect(
      open(
        blocksOf(),
        stateOf(({topic: one}) => Object.assign(one ?? {}, {status: 'tainted'})),
      ),
    ).toEqual(topic);
    expect(
      open(
        blocksOf(),
        stateOf(({topic: one}) => Object.assign(one ?? {}, {deposed: 'abc'})),
      ),
    ).toEqual(topic);
    expect(
      open(
        blocksOf(),
        stateOf(({topic: one}) => Object.assign(one?.attributes ?? {}, {newer: 'x'})),
      ),
    ).toEqual(topic);
    expect(open(blocksOf(({topic: one}) => Object.assign(one ?? {}, {lifecycle: {ignore_changes: ['config']}})))).toEqual(topic);
    const template = '${var.x}';
    const held = stateOf(({user}) => Object.assign(user?.attributes ?? {}, {password_wo_version: template}));
    expect(
      open(
        blocksOf(({user}) => Object.assign(user ?? {}, {password_wo_version: template})),
        held,
      ),
    ).toEqual(['kafka_user_scram_credential.user']);
  });

  it('is nothing that only the block or only the state has', () => {
    expect(open(new Map())).toEqual(ADDRESSES);
    expect(open(blocksOf(), NOTHING_HELD)).toEqual(ADDRESSES);
  });
});

describe('a stack', () => {
  const declared = cluster();
  const shortcut = (more: {json?: Fields; state?: StackState; transitions?: Transition[]; file?: string}) => {
    const directory = mkdtempSync(path.join(tmpdir(), 'weir-shortcuts-'));
    onTestFinished(() => rmSync(directory, {recursive: true, force: true}));
    const resource = Object.groupBy(Object.entries(RESOURCES), ([, {type}]) => type);
    const json = {
      terraform: {},
      provider: {kafka: [{bootstrap_servers: declared.spec.sandbox ? '${tolist(var.bootstrap_servers)}' : declared.spec.bootstrap}]},
      resource: Object.fromEntries(
        Object.entries(resource).map(([type, own]) => [type, Object.fromEntries((own ?? []).map(([name, {block}]) => [name, block]))]),
      ),
      ...more.json,
    };
    writeFileSync(path.join(directory, 'cdk.tf.json'), JSON.stringify(json));
    mkdirSync(path.join(directory, '.terraform'));
    if (more.file !== undefined) writeFileSync(path.join(directory, more.file), '');
    const stack: SynthesisedStack = {name: 'c.d', cluster: 'c', domain: 'd', directory, resources: 5, addresses: new Set(ADDRESSES)};
    const {settled, targets, whole} = findShortcuts({
      cluster: declared,
      stacks: [stack],
      states: new Map([['c.d', more.state ?? stateOf()]]),
      transitions: new Map([['c.d', more.transitions ?? []]]),
      facts: LIVE,
    });
    return settled.length === 1 ? 'settled' : (targets.get('c.d') ?? whole.get('c.d'));
  };

  it('needs no engine where all of it is settled, and only what is not is planned', () => {
    expect(shortcut({})).toBe('settled');
    expect(shortcut({state: stateOf(({quota}) => Object.assign(quota?.attributes ?? {}, {config: {}}))})).toEqual(['kafka_quota.quota']);
  });

  it('is planned whole where Weir cannot tell what all of it does', () => {
    const {resources: _none, ...state} = stateOf();
    expect(shortcut({state: {...state, resources: [], exists: false}})).toMatch(/never applied/);
    expect(shortcut({state: {...stateOf(), hasOthers: true}})).toMatch(/its state holds/);
    expect(shortcut({transitions: [{do: 'forget', address: 'a.b'}]})).toMatch(/move/);
    expect(shortcut({json: {data: {}}})).toBe('it has a block data');
    expect(shortcut({json: {resource: {null_resource: {}}}})).toBe('it has resources of the type null_resource');
    for (const provider of [{kafka: [{bootstrap_servers: ['elsewhere:1']}]}, {kafka: [{}, {alias: 'x'}]}, {other: [{}]}])
      expect(shortcut({json: {provider}})).toBe('it has a provider of its own');
    for (const file of ['extra.tf', 'override.tf.json', 'more.tofu', 'terraform.tfvars'])
      expect(shortcut({file})).toBe(`${file} lies beside it`);
    expect(shortcut({file: 'notes.md'})).toBe('settled');
  });
});

it('a state says what is half made, and that it holds what is of no kind of Weir’s', () => {
  const entry = (mode: string, type: string) => ({mode, type, name: 'x', instances: [{attributes: {id: 'x'}}]});
  const parse = (resources: unknown[]) =>
    parseState(JSON.stringify({version: 4, serial: 1, lineage: 'l', resources}), {stack: 's', from: 'a test'});
  expect(parse([entry('managed', 'kafka_topic')])).not.toHaveProperty('hasOthers');
  expect(parse([entry('managed', 'random_id')])).toMatchObject({hasOthers: true, resources: []});
  expect(parse([entry('data', 'kafka_topic')])).toMatchObject({hasOthers: true, resources: []});
});
