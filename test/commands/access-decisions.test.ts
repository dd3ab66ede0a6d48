import {beforeEach, describe, expect, it} from 'vitest';
import {accessIn, specsFolder} from '../fixtures/weir-access.ts';

/** A cluster of two environments, with a super user; what no Acl is about is open to everybody on `stag`. */
const CLUSTERS = `apiVersion: weir/v1
kind: Cluster
metadata: {name: prod}
spec:
  environment: production
  security: {protocol: SASL_SSL, sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {env: A}, passwordFrom: {env: B}}}
  bootstrap: ["k1:9093"]
  brokers: {config: {super.users: "User:admin"}}
---
apiVersion: weir/v1
kind: Cluster
metadata: {name: stag}
spec:
  environment: staging
  security: {protocol: SASL_SSL, sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {env: A}, passwordFrom: {env: B}}}
  bootstrap: ["s1:9093"]
  brokers: {config: {allow.everyone.if.no.acl.found: true}}
---
apiVersion: weir/v1
kind: User
metadata: {name: ledger}
spec: {external: true}
---
apiVersion: weir/v1
kind: User
metadata: {name: booker, clusters: [prod]}
spec: {external: true}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: both.v1}
spec: {partitions: 1, replicationFactor: 1}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: prod.v1, clusters: [prod]}
spec: {partitions: 1, replicationFactor: 1}
---
apiVersion: weir/v1
kind: Application
metadata: {name: ledger}
spec: {user: booker, consumes: [{topic: both.v1}]}
---
apiVersion: weir/v1
kind: Application
metadata: {name: bookings}
spec: {user: booker, produces: [{topic: both.v1}]}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: write-freeze, clusters: [prod]}
spec: {principal: User:booker, permission: deny, resource: {type: topic, name: both., pattern: prefixed}, operations: [write]}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: admin-reads, clusters: [prod]}
spec: {principal: User:admin, resource: {type: topic, name: both.v1}, operations: [read]}
---
apiVersion: weir/v1
kind: Acl
metadata: {name: from-one-place, clusters: [prod]}
spec: {principal: User:ledger, host: "0:0:0:0:0:0:0:1", resource: {type: topic, name: both.v1}, operations: [read]}
`;

let weirAccess = accessIn('');
beforeEach(() => {
  weirAccess = accessIn(specsFolder({'all.yaml': CLUSTERS}));
});

describe('weir access why, as the broker decides', () => {
  const why = (...args: string[]) => weirAccess('why', ...args);
  it('knows super users', async () => {
    expect(await why('User:admin', 'write', 'topic:prod.v1', '--cluster', 'prod')).toMatchObject({
      exit: 0,
      stdout: 'User:admin may write topic prod.v1 because\n  User:admin is a super user of the brokers: no ACL is looked at\n',
    });
    const {stdout} = await why('User:admin', 'read', 'topic:both.v1', '--cluster', 'prod');
    expect(stdout.split('\n').slice(1, 4)).toEqual([
      '  User:admin is a super user of the brokers: no ACL is looked at',
      'without that, these would count:',
      '  allow read on topic both.v1 for User:admin from any address',
    ]);
  });

  it('knows what holds where no ACL is about a resource', async () => {
    expect(await why('User:anybody', 'read', 'topic:free.v1', '--cluster', 'stag')).toMatchObject({
      exit: 0,
      stdout: 'User:anybody may read topic free.v1 because\n  no ACL is about this resource, and the brokers then allow everybody\n',
    });
  });

  it('says what would allow it, and that a deny wins', async () => {
    const {exit, stdout} = await why('bookings', 'write', 'topic:both.v1', '--cluster', 'prod');
    expect(exit).toBe(1);
    expect(stdout.split('\n').filter(line => !line.startsWith('   '))).toEqual([
      'User:booker may not write topic both.v1, though this would allow it:',
      '  allow write on topic both.v1 for User:booker from any address',
      'and this denies it, and a deny always wins:',
      '  deny write on topics that start with both. for User:booker from any address',
      '',
    ]);
    const {stdout: json} = await why('bookings', 'write', 'topic:both.v1', '--cluster', 'prod', '--format', 'json');
    expect(JSON.parse(json)).toMatchObject({
      allowed: false,
      decidedBy: {acl: {permission: 'deny'}},
      grants: [{binding: {permission: 'allow'}}],
      denies: [{binding: {permission: 'deny'}}],
    });
  });

  it('says from where a right holds', async () => {
    const answer = {exit: 0, stdout: expect.stringContaining('  allow read on topic both.v1 for User:ledger from 0:0:0:0:0:0:0:1')};
    const found = await why('User:ledger', 'read', 'topic:both.v1', '--cluster', 'prod');
    expect(found).toMatchObject(answer);
    expect(found.stdout).toMatch(/^User:ledger may read topic both\.v1 from 0:0:0:0:0:0:0:1 because of\n/);
    expect(await why('User:ledger', 'read', 'topic:both.v1', '--host', '10.0.0.1', '--cluster', 'prod')).toMatchObject({exit: 1});
  });

  it.each([
    ['User:admin', 'write', 'topic:both.v1', 'prod'],
    ['User:booker', 'write', 'topic:both.v1', 'prod'],
    ['User:booker', 'describe', 'topic:both.v1', 'prod'],
    ['User:anybody', 'read', 'topic:both.v1', 'prod'],
    ['User:anybody', 'read', 'topic:both.v1', 'stag'],
  ])('exits as can does: %s %s %s on %s', async (principal, operation, resource, cluster) => {
    const can = await weirAccess('can', principal, operation, resource, '--cluster', cluster);
    expect((await why(principal, operation, resource, '--cluster', cluster)).exit).toBe(can.exit);
  });
});

describe('who and what a question of access is about', () => {
  it('says which was taken where a User and an Application have one name', async () => {
    const {stdout, said} = await weirAccess('can', 'ledger', 'read', 'group:ledger', '--cluster', 'prod');
    expect(stdout).toMatch(/^no: User:ledger may not/);
    expect(said).toEqual([
      'this is about the User ledger, and not about the Application of that name, which runs as User:booker; write User:booker to ask about the Application',
    ]);
    expect((await weirAccess('can', 'ledger', 'read', 'group:ledger', '--cluster', 'stag')).said).toEqual([
      'this is about the User ledger, and not about the Application of that name, which runs as booker, which no User document declares on stag',
    ]);
  });

  it('is no Application whose User is not declared there', async () => {
    await expect(weirAccess('can', 'bookings', 'write', 'topic:both.v1', '--cluster', 'stag')).rejects.toMatchObject({
      message: 'Application bookings runs as booker, which no User document declares on stag',
      exit: 2,
    });
  });

  it('knows for which clusters a topic is declared, and guesses among those of this one', async () => {
    const said = async (topic: string, cluster: string) =>
      (await weirAccess('who-can', 'read', `topic:${topic}`, '--cluster', cluster)).said;
    expect(await said('prod.v1', 'stag')).toEqual(['the Topic prod.v1 is declared for prod, and not for stag']);
    expect(await said('prod.v1', 'prod')).toEqual([]);
    expect(await said('prod.v2', 'prod')).toEqual(['no Topic document declares prod.v2; did you mean "prod.v1"?']);
    expect(await said('prod.v2', 'stag')).toEqual(['no Topic document declares prod.v2']);
  });
});

describe('what an action of weir access does not take', () => {
  it.each([
    [['why', 'audit', 'read', 'topic:a', '--live'], 'weir access why takes no --live', 'actions that take it: who-can, can, matrix'],
    [['derive', '--host', '10.0.0.1'], 'weir access derive takes no --host', 'actions that take it: why, who-can, can'],
    [
      ['can', 'audit', 'read', 'topic:a', '--domain', 'payments'],
      'weir access can takes no --domain',
      'actions that take it: graph, matrix',
    ],
    [['derive', '--live'], 'weir access derive takes no --live', expect.anything()],
    [['graph', 'extra', 'words'], 'weir access graph takes no words, and here is "extra"', 'write weir access graph'],
    [['matrix', 'orders'], 'weir access matrix takes no words, and here is "orders"', 'write weir access matrix'],
  ])('%j is wrong use', async (args, message, hint) => {
    await expect(weirAccess(...args)).rejects.toMatchObject({message, hint, exit: 2});
  });
});
