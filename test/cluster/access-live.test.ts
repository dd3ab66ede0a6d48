import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {declaredBindings} from '../../src/access/statements.ts';
import {createAcls, deleteAcls, readAcls} from '../../src/cluster/acls.ts';
import {Admin} from '../../src/cluster/admin.ts';
import access from '../../src/commands/access.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {runHere} from '../fixtures/in-process.ts';
import {testRoot, until} from '../fixtures/live-cluster.ts';

const SPECS = 'access-live-specs';
const TOPIC = 'access-live.orders.v1';
const DOCUMENTS = `apiVersion: weir/v1
kind: Cluster
metadata: {name: sandbox}
spec: {environment: sandbox, sandbox: true}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: ${TOPIC}}
spec: {partitions: 1, replicationFactor: 3}
---
apiVersion: weir/v1
kind: User
metadata: {name: access-live}
spec: {external: true}
---
apiVersion: weir/v1
kind: Application
metadata: {name: access-live}
spec: {user: access-live, consumes: [{topic: ${TOPIC}}]}
`;
const byHand: AclBinding = {
  principal: 'User:access-live-stranger',
  host: '*',
  resourceType: 'topic',
  resourceName: TOPIC,
  pattern: 'literal',
  operation: 'read',
  permission: 'allow',
};

let admin: Admin;
let declared: AclBinding[] = [];

beforeAll(async () => {
  mkdirSync(path.join(testRoot(), SPECS), {recursive: true});
  writeFileSync(path.join(testRoot(), SPECS, 'all.yaml'), DOCUMENTS);
  const [model] = loadSpecs({cwd: testRoot(), directory: SPECS}).models;
  declared = model === undefined ? [] : declaredBindings(model);
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  await createAcls(admin, [...declared, byHand]);
  await onCluster(count => count === declared.length + 1);
});
afterAll(async () => {
  await deleteAcls(admin, [...declared, byHand]);
  await admin.close();
  rmSync(path.join(testRoot(), SPECS), {recursive: true});
});

async function onCluster(isRight: (count: number) => boolean): Promise<void> {
  await until(async () => {
    const {bindings} = await readAcls(admin);
    return isRight(bindings.filter(({principal}) => principal.startsWith('User:access-live')).length);
  });
}

const ask = (...args: string[]) => runHere(access, [...args, '--specs', SPECS, '--live'], testRoot());

describe('questions by the ACLs on the cluster', () => {
  it('are answered as by the documents where both agree, with the intent behind the ACL', async () => {
    const {exit, stdout} = await ask('can', 'access-live', 'read', `topic:${TOPIC}`);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^yes: User:access-live may read[\s\S]*Application access-live, to fetch records/);
  });

  it('know what was written by hand, and that no document states it', async () => {
    const {exit, stdout} = await ask('can', byHand.principal, 'read', `topic:${TOPIC}`);
    expect([exit, stdout]).toEqual([0, expect.stringContaining('in no document: it was written to the cluster by something else')]);
    const {stdout: who} = await ask('who-can', 'read', `topic:${TOPIC}`, '--format', 'json');
    const principals = (JSON.parse(who) as {who: {principal: string}[]}).who.map(({principal}) => principal);
    expect(principals).toEqual(['User:CN=node', 'User:access-live', byHand.principal, 'User:admin']);
  });

  it('see what is missing on the cluster', async () => {
    const read = declared.filter(({resourceType}) => resourceType === 'topic');
    await deleteAcls(admin, read);
    await onCluster(count => count === declared.length);
    const {exit, stdout} = await ask('can', 'access-live', 'read', `topic:${TOPIC}`);
    expect([exit, stdout]).toEqual([1, expect.stringMatching(/^no: User:access-live may not read/)]);
    expect((await runHere(access, ['can', 'access-live', 'read', `topic:${TOPIC}`, '--specs', SPECS], testRoot())).exit).toBe(0);
  });
});
