import {Partitioners} from 'kafkajs';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {deriveAcls} from '../../src/access/derive.ts';
import {describeBinding} from '../../src/cluster/acl-codes.ts';
import {createAcls, deleteAcls, readAcls} from '../../src/cluster/acls.ts';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {findGroupCoordinator} from '../../src/cluster/groups.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {readLayout} from '../../src/cluster/topics.ts';
import {findTransactionCoordinator} from '../../src/cluster/transactions.ts';
import {application, topic, user} from '../../src/policy/examples.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import type {AclBinding, Model} from '../../src/specs/model.ts';
import {tryFetch} from '../../src/verify/access-reads.ts';
import {produceOne} from '../../src/verify/kafkajs-probes.ts';
import {type Outcome, outcomeOf} from '../../src/verify/outcome.ts';
import {seededRecord} from '../../src/verify/seeded-ids.ts';
import {processExactlyOnce} from '../fixtures/exactly-once-processor.ts';
import {applyModel, removeModel, sandboxTarget, testRoot, until} from '../fixtures/live-cluster.ts';
import {cluster} from '../fixtures/model.ts';
import {resolved} from '../policy/resolved.ts';

const INPUT = 'eos-access.in.v1';
const OUTPUT = 'eos-access.out.v1';
const NAME = 'eos-access';

/** As a team would write it: what it reads, what it writes, and that it does so in transactions. */
const documents = [
  topic({name: INPUT, partitions: 1}),
  topic({name: OUTPUT, partitions: 1}),
  user({name: NAME, scram: {mechanism: 'SCRAM-SHA-512', iterations: 4096, passwordFrom: {env: 'EOS_ACCESS_PASSWORD'}, version: 1}}),
  application({
    name: NAME,
    user: NAME,
    consumes: [{topic: INPUT}],
    produces: [{topic: OUTPUT}],
    transactionalId: {prefix: `${NAME}-`},
  }),
];
const [specs] = resolved(documents).models;
if (specs === undefined) throw new Error('the documents have no model');
const model: Model = {...specs, cluster: cluster()};
const derived = deriveAcls(model).map(({binding}) => binding);

let administrators: Admin;
let administrator: Connection;
let own: Connection;
/** Values that were written to the input so far. */
const written: string[] = [];

beforeAll(async () => {
  administrator = await sandboxConnection({root: testRoot()});
  administrators = await Admin.open(administrator);
  await applyModel(administrators, testRoot(), model);
  const [declared] = model.users;
  const access = declared === undefined ? undefined : await sandboxTarget(testRoot(), model).as(declared);
  if (access === undefined || !('connection' in access)) throw new Error('the user has no credential');
  own = access.connection;
});
afterAll(async () => {
  await removeModel(administrators, model);
  await administrators.close();
});

async function write(count: number): Promise<void> {
  const producer = kafkajsClient(administrator).producer({createPartitioner: Partitioners.DefaultPartitioner});
  await producer.connect();
  const values = Array.from({length: count}, (_, index) => `record-${written.length + index}`);
  await producer.send({topic: INPUT, acks: -1, messages: values.map(value => ({partition: 0, value}))});
  await producer.disconnect();
  written.push(...values);
}

async function process(records: number, timeoutMs: number) {
  return await processExactlyOnce(own, {input: INPUT, output: OUTPUT, group: NAME, transactionalId: `${NAME}-0`, records, timeoutMs});
}

/**
 * What the library makes of the refusal: without a topic to write it gets no producer id (KIP-679: the broker then asks for a
 * right on the cluster), and a coordinator that it may not ask for it does not find.
 */
const KAFKAJS_SAYS: Record<string, RegExp> = {
  'write topic': /^CLUSTER_AUTHORIZATION_FAILED$/,
  'read topic': /^TOPIC_AUTHORIZATION_FAILED$/,
  'read group': /^KafkaJSGroupCoordinatorNotFound/,
  'write transactional-id': /^KafkaJSGroupCoordinatorNotFound/,
};

/** The broker's own answer to the one thing that the right is for. */
async function brokerSays({operation, resourceType}: AclBinding): Promise<Outcome<unknown>> {
  if (resourceType === 'topic' && operation === 'write') return await produceOne(own, OUTPUT, seededRecord('eos-access', 'none', 0));
  const admin = await Admin.open(own);
  try {
    if (resourceType === 'group') return await outcomeOf(() => findGroupCoordinator(admin, NAME));
    if (resourceType === 'topic') return await tryFetch(admin, (await readLayout(administrators, [INPUT])).topics, INPUT);
    return await outcomeOf(() => findTransactionCoordinator(admin, `${NAME}-0`));
  } finally {
    await admin.close();
  }
}

async function outputValues(): Promise<string[]> {
  const {records} = await readLog(administrators, OUTPUT, 0, {isolation: 'committed'});
  return records.map(({value}) => value?.toString() ?? '');
}

async function isOnCluster(text: string): Promise<boolean> {
  const {bindings} = await readAcls(administrators);
  return bindings.some(binding => describeBinding(binding) === text);
}

describe('an exactly-once processor with the ACLs that its Application derives', () => {
  it('derives the four that it takes', () => {
    expect(
      derived.map(({operation, resourceType, resourceName, pattern}) => `${operation} ${resourceType} ${resourceName} ${pattern}`),
    ).toEqual([
      `write topic ${OUTPUT} literal`,
      `read topic ${INPUT} literal`,
      `read group ${NAME} literal`,
      `write transactional-id ${NAME}- prefixed`,
    ]);
  });

  it('works', {timeout: 60_000}, async () => {
    await write(5);
    expect(await process(5, 30_000)).toEqual({processed: 5});
    expect(await outputValues()).toEqual(written);
  });

  it.each(derived.map(binding => [describeBinding(binding), binding] as const))(
    'fails without: %s',
    {timeout: 60_000},
    async (text, binding) => {
      await write(1);
      const before = await outputValues();
      await deleteAcls(administrators, [binding]);
      try {
        await until(async () => !(await isOnCluster(text)));
        const {processed, error} = await process(1, 20_000);
        expect(processed).toBe(0);
        expect(error).toMatch(KAFKAJS_SAYS[`${binding.operation} ${binding.resourceType}`] ?? 'an expectation');
        expect(await brokerSays(binding)).toMatchObject({status: 'denied', error: expect.stringMatching(/AUTHORIZATION_FAILED/)});
        expect(await outputValues()).toEqual(before);
      } finally {
        await createAcls(administrators, [binding]);
        await until(() => isOnCluster(text));
      }
    },
  );

  it('goes on with all of them, and has lost and doubled nothing', {timeout: 60_000}, async () => {
    const open = written.length - (await outputValues()).length;
    expect(open).toBe(derived.length);
    expect(await process(open, 30_000)).toEqual({processed: open});
    expect(await outputValues()).toEqual(written);
  });
});
