import {describe, expect, it} from 'vitest';
import {KIND_DEFINITIONS} from '../../src/specs/kinds/index.ts';
import {KINDS, type Kind} from '../../src/specs/model.ts';
import type {Schema} from '../../src/specs/schema.ts';

/** Valid specs that state every mapping which holds a default, and no default. */
const BARE: Record<Kind, Record<string, unknown>> = {
  Cluster: {
    environment: 'test',
    bootstrap: ['kafka-1:9093'],
    security: {protocol: 'SSL', tls: {}},
    brokers: {authorizer: {}},
    terraform: {},
    verification: {},
  },
  Topic: {partitions: 1, replicationFactor: 1},
  Acl: {principal: 'User:a', resource: {type: 'topic', name: 'a'}, operations: ['read']},
  Quota: {entity: {user: 'a'}, producerByteRate: 1},
  User: {scram: {mechanism: 'SCRAM-SHA-512', passwordFrom: {env: 'A'}}},
  Application: {
    user: 'a',
    produces: [{topic: 'a'}],
    streams: {applicationId: 'a'},
    connectWorker: {group: 'c', configTopic: 'a', offsetTopic: 'b', statusTopic: 'c'},
  },
  ClientProfile: {producer: {acks: 'all'}},
};

/** The paths of a schema's defaults, with what each says. */
function defaultsOf(schema: Schema, path: readonly string[] = []): {path: readonly string[]; stated: unknown}[] {
  const own = schema['default'] === undefined ? [] : [{path, stated: schema['default']}];
  return [...own, ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => defaultsOf(inner, [...path, key]))];
}

function withValue(spec: unknown, path: readonly string[], value: unknown): Record<string, unknown> {
  const [key, ...rest] = path;
  if (key === undefined || typeof spec !== 'object' || spec === null) throw new Error(`no mapping at ${path.join('.')}`);
  return {...spec, [key]: rest.length === 0 ? value : withValue(Reflect.get(spec, key), rest, value)};
}

const cases = KINDS.flatMap(kind => defaultsOf(KIND_DEFINITIONS[kind].spec).map(({path, stated}) => ({kind, path, stated})));

describe('a default that editors and the reference show is the one that holds', () => {
  it.each(cases.map(one => [`${one.kind} ${one.path.join('.')}`, one] as const))('%s', (_name, {kind, path, stated}) => {
    const {resolve} = KIND_DEFINITIONS[kind];
    expect(resolve(withValue(BARE[kind], path, stated))).toEqual(resolve(BARE[kind]));
  });

  it('there are some of every form', () => {
    expect(cases.map(({path}) => path.join('.'))).toEqual(expect.arrayContaining(['host', 'scram.iterations', 'verification.mode']));
  });
});
