import {load, loadAll} from 'js-yaml';
import {beforeEach, describe, expect, it} from 'vitest';
import {accessIn, specsFolder} from '../fixtures/weir-access.ts';

const SPECS = `apiVersion: weir/v1
kind: Topic
metadata: {name: payments.authorised.v1}
spec: {partitions: 6, replicationFactor: 3}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: payments.settled.v1}
spec: {partitions: 6, replicationFactor: 3}
---
apiVersion: weir/v1
kind: User
metadata: {name: settler}
spec: {tls: {subject: "CN=settler,O=acme"}}
---
apiVersion: weir/v1
kind: User
metadata: {name: audit}
spec: {external: true}
---
apiVersion: weir/v1
kind: Application
metadata: {name: payment-settler, owner: team-payments}
spec:
  user: settler
  consumes: [{topic: payments.authorised.v1}]
  produces: [{topic: payments.settled.v1}]
  transactionalId: {prefix: settler-}
---
apiVersion: weir/v1
kind: Application
metadata: {name: by-hand}
spec: {user: audit, consumes: [{topic: payments.settled.v1}], acls: written}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: audit-reads}
spec: {principal: User:audit, resource: {type: topic, name: payments., pattern: prefixed}, operations: [read, describe]}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: locked}
spec: {principal: User:audit, host: 10.0.0.7, permission: deny, resource: {type: topic, name: payments.settled.v1}, operations: [all]}
`;

/** Two Applications of one user, which both read one topic. */
const SHARED = `apiVersion: weir/v1
kind: User
metadata: {name: a}
spec: {external: true}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: in.v1}
spec: {partitions: 6, replicationFactor: 3}
---
apiVersion: weir/v1
kind: Application
metadata: {name: first}
spec: {user: a, consumes: [{topic: in.v1}]}
---
apiVersion: weir/v1
kind: Application
metadata: {name: reader}
spec: {user: a, consumes: [{topic: in.v1, group: reader}]}
`;

let weirAccess = accessIn('');
/** The documents that are asked about. */
const specs = (text: string): void => {
  weirAccess = accessIn(specsFolder({'payments/all.yaml': text}));
};

beforeEach(() => specs(SPECS));

describe('weir access can', () => {
  it('says yes with the intent that decides, and exits with 0', async () => {
    expect(await weirAccess('can', 'User:CN=settler,O=acme', 'write', 'topic:payments.settled.v1')).toEqual({
      exit: 0,
      stdout: [
        'yes: User:CN=settler,O=acme may write topic payments.settled.v1',
        '  allow write on topic payments.settled.v1 for User:CN=settler,O=acme from any address',
        '  topic-specs/payments/all.yaml:27:22 Application payment-settler, to send records',
        '',
      ].join('\n'),
      said: [],
    });
  });

  it.each([
    ['the name of a user', 'settler'],
    ['the name of an application', 'payment-settler'],
  ])('takes %s for its principal', async (_what, word) => {
    expect((await weirAccess('can', word, 'DESCRIBE', 'TransactionalId:settler-3')).stdout).toMatch(
      /^yes: User:CN=settler,O=acme may describe transactional id settler-3\n/,
    );
  });

  it('says no by the deny that decides, from that address alone, and exits with 1', async () => {
    const denied = await weirAccess('can', 'audit', 'read', 'topic:payments.settled.v1', '--host', '10.0.0.7');
    expect([denied.exit, denied.stdout.split('\n')]).toEqual([
      1,
      [
        'no: User:audit may not read topic payments.settled.v1 from 10.0.0.7',
        '  deny all on topic payments.settled.v1 for User:audit from 10.0.0.7',
        expect.stringMatching(/all\.yaml:43:\d+ Acl locked$/),
        '',
      ],
    ]);
    const allowed = await weirAccess('can', 'audit', 'read', 'topic:payments.settled.v1');
    expect([allowed.exit, allowed.stdout.split('\n')[0]]).toEqual([
      0,
      'yes: User:audit may read topic payments.settled.v1 from addresses other than 10.0.0.7',
    ]);
  });

  it('answers about names that nobody declares, and says what was probably meant', async () => {
    expect(await weirAccess('can', 'setler', 'read', 'topic:payments.setled.v1')).toEqual({
      exit: 1,
      stdout: 'no: User:setler may not read topic payments.setled.v1\n  no ACL allows it\n',
      said: [
        'no User document declares User:setler; did you mean "settler"?',
        'no Topic document declares payments.setled.v1; did you mean "payments.settled.v1"?',
      ],
    });
  });

  it('gives programs the decision and its origin', async () => {
    const {stdout} = await weirAccess('can', 'settler', 'read', 'group:payment-settler', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      allowed: true,
      principal: 'User:CN=settler,O=acme',
      operation: 'read',
      resource: {type: 'group', name: 'payment-settler'},
      host: null,
      by: 'declared',
      decidedBy: {acl: expect.objectContaining({operation: 'read', resourceType: 'group', resourceName: 'payment-settler'})},
      origins: [
        {
          kind: 'Application',
          name: 'payment-settler',
          file: 'topic-specs/payments/all.yaml',
          line: 26,
          column: 14,
          archetype: 'consumer',
          because: 'to be a member of the group and to commit offsets there',
          source: expect.stringContaining('KafkaApis'),
        },
      ],
    });
  });

  it.each([
    [['can'], 'nobody is named', 'write weir access can PRINCIPAL OPERATION TYPE:NAME'],
    [['can', 'audit'], 'no question is asked', expect.stringContaining('read topic:')],
    [['can', 'audit', 'read'], 'that is no question', expect.anything()],
    [['can', 'audit', 'raed', 'topic:a'], 'there is no operation raed; did you mean "read"?', expect.anything()],
    [['can', 'audit', 'write', 'group:a'], 'the broker never asks for write on a group', expect.stringContaining('read, describe')],
    [
      ['can', 'audit', 'read', 'payments.settled.v1'],
      '"payments.settled.v1" has no type',
      expect.stringContaining('topic:payments.settled.v1'),
    ],
    [['can', 'audit', 'read', 'topics:a'], 'there is no type of resource "topics"; did you mean "topic"?', expect.anything()],
    [['can', 'audit', 'read', 'topic:'], 'which topic?', 'write topic:NAME'],
    [['can', 'audit', 'describe', 'cluster:main'], 'the cluster has no name to choose', 'write cluster alone'],
    [['can', 'audit', 'read', 'topic:a', '--host', 'kafka.example'], expect.stringContaining('would never match'), expect.anything()],
    [['cann'], 'there is no action cann; did you mean "can"?', expect.anything()],
  ])('%j is wrong use', async (args, message, hint) => {
    await expect(weirAccess(...args)).rejects.toMatchObject({message, hint, exit: 2});
  });
});

describe('weir access why', () => {
  it('names every reason, and the place in Kafka that asks for it', async () => {
    const {exit, stdout} = await weirAccess('why', 'settler', 'describe', 'topic:payments.authorised.v1');
    expect(exit).toBe(0);
    expect(stdout).toContain('allow read on topic payments.authorised.v1');
    expect(stdout).toMatch(/all\.yaml:26:22 Application payment-settler, to fetch records/);
    expect(stdout).toContain('Kafka asks: KafkaApis.handleFetchRequest');
  });

  it('tells a deny beside what it takes away', async () => {
    const {stdout} = await weirAccess('why', 'audit', 'read', 'topic:payments.settled.v1');
    expect(stdout.split('\n')).toEqual([
      'User:audit may read topic payments.settled.v1 because of',
      '  allow read on topics that start with payments. for User:audit from any address',
      expect.stringMatching(/all\.yaml:38:\d+ Acl audit-reads$/),
      'which this denies, and a deny always wins:',
      '  deny all on topic payments.settled.v1 for User:audit from 10.0.0.7',
      expect.stringMatching(/Acl locked$/),
      '',
    ]);
  });

  it('exits with 1 where nothing gives it', async () => {
    expect(await weirAccess('why', 'audit', 'write', 'topic:payments.settled.v1')).toMatchObject({
      exit: 1,
      stdout: expect.stringMatching(
        /^nothing lets User:audit write topic payments\.settled\.v1: no Acl states it, and no intent needs it\nand this denies it, and a deny always wins:\n {2}deny all/,
      ),
    });
  });
});

describe('weir access who-can', () => {
  it('lists who may, with application and origin', async () => {
    const {exit, stdout} = await weirAccess('who-can', 'read', 'topic:payments.settled.v1', '--format', 'json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      who: [
        {
          principal: 'User:audit',
          applications: ['by-hand'],
          hosts: '*',
          deniedFrom: ['10.0.0.7'],
          origins: [{kind: 'Acl', name: 'audit-reads'}],
        },
      ],
    });
    expect((await weirAccess('who-can', 'read', 'topic:payments.settled.v1')).stdout).toContain('User:audit');
  });

  it('says that nobody may', async () => {
    expect((await weirAccess('who-can', 'delete', 'topic:payments.settled.v1')).stdout).toBe(
      'nobody may delete topic payments.settled.v1\n',
    );
  });
});

describe('weir access derive', () => {
  it('says for which applications nothing follows, and why', async () => {
    const {exit, said, stdout} = await weirAccess('derive');
    expect([exit, said]).toEqual([0, ['nothing is derived for by-hand: its Acl documents are written by hand (acls: written)']]);
    expect(stdout.match(/User:CN=settler/g)).toHaveLength(4);
  });

  it('writes Acl documents that say the same', async () => {
    const {stdout} = await weirAccess('derive', 'payment-settler', '--format', 'yaml');
    const documents = loadAll(stdout) as {kind: string; metadata: {domain: string}; spec: {operations: string[]; resource: object}}[];
    expect(documents.map(({kind, metadata, spec}) => [kind, metadata.domain, spec.operations, spec.resource])).toEqual([
      ['Acl', 'payments', ['write'], {type: 'topic', name: 'payments.settled.v1'}],
      ['Acl', 'payments', ['read'], {type: 'topic', name: 'payments.authorised.v1'}],
      ['Acl', 'payments', ['read'], {type: 'group', name: 'payment-settler'}],
      ['Acl', 'payments', ['write'], {type: 'transactional-id', name: 'settler-', pattern: 'prefixed'}],
    ]);
    expect(load(stdout.split('---\n')[0] ?? '')).toMatchObject({metadata: {owner: 'team-payments', description: 'to send records'}});
  });

  it.each([
    ['one that shares a right with another', ['reader']],
    ['all', []],
  ])('writes the same rights as documents and for programs, of %s', async (_what, names) => {
    specs(SHARED);
    const {stdout: json} = await weirAccess('derive', ...names, '--format', 'json');
    const {stdout: yaml} = await weirAccess('derive', ...names, '--format', 'yaml');
    const derived = JSON.parse(json) as {operation: string; resourceType: string; resourceName: string}[];
    const documents = loadAll(yaml) as {metadata: {name: string}; spec: {operations: string[]; resource: {type: string; name: string}}}[];
    const written = documents.flatMap(({spec}) =>
      spec.operations.map(operation => `${operation} ${spec.resource.type}:${spec.resource.name}`),
    );
    expect(written.sort()).toEqual(derived.map(one => `${one.operation} ${one.resourceType}:${one.resourceName}`).sort());
    expect(written).toContain('read topic:in.v1');
    const owner = names.length === 0 ? 'first' : 'reader';
    expect(documents.map(({metadata}) => metadata.name)).toContain(`${owner}-read-topic-in.v1`);
    expect(new Set(documents.map(({metadata}) => metadata.name)).size).toBe(documents.length);
  });

  it('has formats of its own, and guesses which was meant', async () => {
    await expect(weirAccess('derive', '--format', 'yml')).rejects.toMatchObject({
      message: 'this command has no format "yml"; did you mean "yaml"?',
      exit: 2,
    });
  });

  it('knows applications by name', async () => {
    await expect(weirAccess('derive', 'payment-setler')).rejects.toMatchObject({
      message: 'there is no Application payment-setler; did you mean "payment-settler"?',
      exit: 2,
    });
  });
});
