import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {applyWaves} from '../../src/terraform/apply-order.ts';
import {findMoves, withoutMissing} from '../../src/terraform/moves.ts';
import {type Attributes, addressOf, kindOfType} from '../../src/terraform/provider-attributes.ts';
import {parseState, type StackState} from '../../src/terraform/state.ts';
import {type SynthesisedStack, synthesise} from '../../src/terraform/synth.ts';
import {writeTransitions} from '../../src/terraform/transitions.ts';
import definition from '../../stacks/domain.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
});
function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'weir-moves-'));
  folders.push(made);
  return made;
}

const topic = (name: string) => ({type: 'kafka_topic', attributes: {name, partitions: 1, replication_factor: 1, id: name}});
const quota = (name: string | null) => ({type: 'kafka_quota', attributes: {entity_name: name, entity_type: 'client-id', config: {}}});
const user = (username: string) => ({type: 'kafka_user_scram_credential', attributes: {username, scram_mechanism: 'SCRAM-SHA-256'}});
const acl = (resourceName: string) => ({
  type: 'kafka_acl',
  attributes: {
    acl_principal: 'User:u',
    acl_host: '*',
    acl_operation: 'DescribeConfigs',
    acl_permission_type: 'Allow',
    resource_type: 'TransactionalID',
    resource_name: resourceName,
    resource_pattern_type_filter: 'Literal',
  },
});
type Sample = {type: string; attributes: Attributes; name?: string};

/** A state as the engines write it; `name` is the id of an older version. */
function stateOf(stack: string, samples: readonly Sample[]): StackState {
  const resources = samples.map(({type, attributes, name}) => ({
    mode: 'managed',
    type,
    name: name ?? currentAddress({type, attributes}).split('.')[1],
    instances: [{attributes}],
  }));
  return parseState(JSON.stringify({version: 4, serial: 3, lineage: 'l', resources}), {stack, from: 'a test'});
}

function currentAddress({type, attributes}: Sample): string {
  const kind = kindOfType(type);
  if (kind === undefined) throw new Error(type);
  return addressOf(kind, attributes);
}

function stackOf(name: string, declared: readonly Sample[]): SynthesisedStack {
  const addresses = new Set(declared.map(currentAddress));
  return {name, cluster: 'c', domain: name, directory: '', resources: addresses.size, addresses};
}

function moves(world: Record<string, {declared: Sample[]; held: Sample[]}>, released: string[] = []) {
  const stacks = Object.entries(world).map(([name, {declared}]) => stackOf(name, declared));
  const states = new Map(Object.entries(world).map(([name, {held}]) => [name, stateOf(name, held)]));
  return findMoves({stacks, states, released: new Set(released)});
}

describe('what is declared elsewhere is moved, never destroyed', () => {
  it('a topic and a user are imported where they are declared, and forgotten where they were', () => {
    const {transitions} = moves({a: {declared: [], held: [topic('t'), user('u')]}, b: {declared: [topic('t'), user('u')], held: []}});
    expect(transitions.get('a')).toEqual([
      {do: 'forget', address: 'kafka_topic.topic_t'},
      {do: 'forget', address: 'kafka_user_scram_credential.user_u'},
    ]);
    expect(transitions.get('b')).toEqual([
      {do: 'import', address: 'kafka_topic.topic_t', id: 't'},
      {do: 'import', address: 'kafka_user_scram_credential.user_u', id: 'u|SCRAM-SHA-256'},
    ]);
  });

  it('what has no importer is written again, and forgotten where it was', () => {
    const samples = [quota('q'), quota(null), acl('with | in it')];
    const {transitions} = moves({a: {declared: [], held: samples}, b: {declared: samples, held: []}});
    expect(transitions.get('a')).toHaveLength(3);
    expect(transitions.get('b')).toBeUndefined();
  });

  it('an ACL is imported by its whole binding', () => {
    const {transitions} = moves({a: {declared: [], held: [acl('x')]}, b: {declared: [acl('x')], held: []}});
    expect(transitions.get('b')).toMatchObject([{do: 'import', id: 'User:u|*|DescribeConfigs|Allow|TransactionalID|x|Literal'}]);
  });

  it('after a run that ended in the middle, the second half is done', () => {
    const {transitions} = moves({a: {declared: [], held: [topic('t')]}, b: {declared: [topic('t')], held: [topic('t')]}});
    expect([...transitions]).toEqual([['a', [{do: 'forget', address: 'kafka_topic.topic_t'}]]]);
  });

  it('of two states that hold it, one import is enough', () => {
    const {transitions} = moves({
      a: {declared: [], held: [topic('t')]},
      b: {declared: [topic('t')], held: []},
      c: {declared: [], held: [topic('t')]},
    });
    expect(transitions.get('b')).toHaveLength(1);
    expect(transitions.get('c')).toEqual([{do: 'forget', address: 'kafka_topic.topic_t'}]);
  });

  it('what no document declares is left for the plan to destroy', () => {
    expect(moves({a: {declared: [topic('kept')], held: [topic('kept'), topic('gone')]}})).toEqual({moves: [], transitions: new Map()});
  });

  it('a user without a version is let go of, not deleted', () => {
    const {transitions} = moves({a: {declared: [], held: [user('u')]}}, ['kafka_user_scram_credential.user_u']);
    expect(transitions.get('a')).toEqual([{do: 'forget', address: 'kafka_user_scram_credential.user_u'}]);
  });

  it('what is not on the cluster any more is not imported, and still forgotten', () => {
    const planned = moves({a: {declared: [], held: [topic('t')]}, b: {declared: [topic('t')], held: []}});
    expect(withoutMissing(planned, () => false).transitions).toEqual(
      new Map([
        ['a', [{do: 'forget', address: 'kafka_topic.topic_t'}]],
        ['b', []],
      ]),
    );
  });
});

describe('ids of an older version', () => {
  it('are renamed in their state', () => {
    const {transitions} = moves({a: {declared: [topic('t.v1')], held: [{...topic('t.v1'), name: 't-v1'}]}});
    expect(transitions.get('a')).toEqual([{do: 'rename', from: 'kafka_topic.t-v1', to: 'kafka_topic.topic_t_2e_v1'}]);
  });

  it('are forgotten where the state has the new one, too', () => {
    const {transitions} = moves({a: {declared: [topic('t')], held: [topic('t'), {...topic('t'), name: 'old'}]}});
    expect(transitions.get('a')).toEqual([{do: 'forget', address: 'kafka_topic.old'}]);
  });

  it('are left alone where a stack of a team declares them', () => {
    const stack = {...stackOf('a', []), addresses: new Set(['kafka_topic.ours'])};
    const states = new Map([['a', stateOf('a', [{...topic('t'), name: 'ours'}])]]);
    expect(findMoves({stacks: [stack], states, released: new Set()}).transitions).toEqual(new Map());
  });
});

it('every resource of the example company is known by what the provider says of it', () => {
  const cwd = folder();
  const {models} = loadSpecs({cwd: root, directory: 'topic-specs'});
  const stacks = synthesise({models, definition, cwd, outdir: path.join(cwd, 'out')});
  let compared = 0;
  for (const {directory, addresses} of stacks) {
    const found = new Set<string>();
    const {resource}: {resource: Record<string, Record<string, Attributes>>} = JSON.parse(
      readFileSync(path.join(directory, 'cdk.tf.json'), 'utf8'),
    );
    for (const [type, blocks] of Object.entries(resource))
      for (const [name, attributes] of Object.entries(blocks)) {
        const kind = kindOfType(type);
        if (kind === undefined) throw new Error(type);
        expect(addressOf(kind, attributes)).toBe(`${type}.${name}`);
        found.add(`${type}.${name}`);
        compared += 1;
      }
    expect(addresses).toEqual(found);
  }
  expect(compared).toBeGreaterThan(100);
});

it('who takes in is applied before who lets go; those that wait for each other go together', () => {
  const plan = (name: string, ...after: string[]) => ({stack: {name}, after});
  const names = (waves: ReturnType<typeof applyWaves>) => waves.map(wave => wave.map(({stack}) => stack.name));
  expect(names(applyWaves([plan('a', 'b'), plan('b', 'c'), plan('c'), plan('d', 'not-applied')]))).toEqual([['c', 'd'], ['b'], ['a']]);
  expect(names(applyWaves([plan('a', 'b'), plan('b', 'a'), plan('c')]))).toEqual([['c'], ['a', 'b']]);
  expect(applyWaves([])).toEqual([]);
});

it('transitions of an earlier plan do not stay', () => {
  const cwd = folder();
  writeTransitions(cwd, [{do: 'import', address: 'kafka_topic.t', id: '${x}'}]);
  expect(JSON.parse(readFileSync(path.join(cwd, 'transitions.tf.json'), 'utf8'))).toEqual({
    import: [{to: 'kafka_topic.t', id: '${"$"}{x}'}],
  });
  writeTransitions(cwd, []);
  writeFileSync(path.join(cwd, 'other'), '');
  expect(() => readFileSync(path.join(cwd, 'transitions.tf.json'))).toThrow('ENOENT');
});

describe('a state that cannot be read is never taken for an empty one', () => {
  const read = (text: string) => () => parseState(text, {stack: 's', from: 'state/c/d.tfstate'});
  it.each([
    ['no JSON', '{"version": 4, "ser', /state\/c\/d\.tfstate cannot be read: it is no JSON/],
    ['a newer format', '{"version": 5, "serial": 1, "lineage": "l", "resources": []}', /its format is 5, and this version of Weir reads 4/],
    ['no resources', '{"version": 4, "serial": 1, "lineage": "l"}', /it lacks serial, lineage or resources/],
    [
      'half a resource',
      '{"version": 4, "serial": 1, "lineage": "l", "resources": [{"type": "kafka_topic"}]}',
      /has no type, name or instances/,
    ],
  ])('%s', (_what, text, message) => {
    expect(read(text)).toThrow(message);
    expect(read(text)).toThrow(expect.objectContaining({exit: 3, code: 'terraform/state-unreadable'}));
  });

  it('and one that was never written is', () => {
    expect(read('\n')()).toMatchObject({exists: false, resources: []});
  });

  it('resources of other providers and data sources are left out', () => {
    const resources = [
      {mode: 'managed', type: 'random_id', name: 'x', instances: [{attributes: {}}]},
      {mode: 'data', type: 'kafka_topic', name: 'x', instances: [{attributes: {name: 'x'}}]},
      {mode: 'managed', module: 'module.m', type: 'kafka_topic', name: 'x', instances: [{index_key: 0, attributes: {name: 't'}}]},
    ];
    const state = parseState(JSON.stringify({version: 4, serial: 1, lineage: 'l', resources}), {stack: 's', from: 'x'});
    expect(state.resources).toEqual([{address: 'module.m.kafka_topic.x[0]', kind: 'Topic', name: 't', attributes: {name: 't'}}]);
  });
});
