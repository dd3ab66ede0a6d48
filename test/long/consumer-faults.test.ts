import {pbkdf2Sync, randomBytes} from 'node:crypto';
import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {alterUserScramCredentialsV0} from '@platformatic/kafka';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createConsumer} from '../../src/clients/consumer/create-consumer.ts';
import type {GroupEvent} from '../../src/clients/group/events.ts';
import {createProcessor} from '../../src/clients/processor/create-processor.ts';
import {createProducer} from '../../src/clients/producer/producer.ts';
import {createAcls, deleteAcls} from '../../src/cluster/acls.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {findGroupCoordinator} from '../../src/cluster/groups.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxDown, sandboxUp, signalBroker} from '../../src/sandbox/sandbox.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {ConsumingFixture, numbered} from '../fixtures/consuming.ts';
import {until} from '../fixtures/live-cluster.ts';

/** Brokers of its own: they are killed and paused. */
let root = '';
let fixture: ConsumingFixture;

beforeAll(async () => {
  root = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-consuming-'));
  await sandboxUp({root});
  fixture = await ConsumingFixture.open('consumer-faults', root);
});
afterAll(async () => {
  await fixture.close().catch(() => undefined);
  await sandboxDown({root, purge: true});
  rmSync(root, {recursive: true, force: true});
});

async function setPassword(user: string, password: string): Promise<void> {
  const [iterations, salt] = [4_096, randomBytes(16)];
  const saltedPassword = pbkdf2Sync(password, salt, iterations, 64, 'sha512');
  await fixture.admin.request(alterUserScramCredentialsV0.api, [], [{name: user, mechanism: 2, iterations, salt, saltedPassword}]);
}

function as(username: string, password: string): Connection {
  return {...fixture.connection, sasl: {mechanism: 'SCRAM-SHA-512', username, password}};
}

const binding = (user: string, type: 'topic' | 'group', name: string): AclBinding => ({
  principal: `User:${user}`,
  host: '*',
  resourceType: type,
  resourceName: name,
  pattern: 'literal',
  operation: 'read',
  permission: 'allow',
});

const codeOf = (running: Promise<void>): Promise<string> =>
  running.then(
    () => 'ended',
    error => error.code ?? String(error),
  );

/** Numbers that come all the time until the returned function is called, which tells how many came. */
async function load(topic: string): Promise<() => Promise<number>> {
  let count = 0;
  let isOver = false;
  const producer = await createProducer(fixture.connection, {settings: {'request.timeout.ms': 5_000}});
  const running = (async () => {
    while (!isOver) {
      const sent = Array.from({length: 10}, () => producer.send({topic, key: `k${count}`, value: count++}));
      await Promise.all(sent);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    isOver = true;
    await running;
    await producer.close();
    return count;
  };
}

describe('a consumer whose brokers fail', () => {
  it.each([
    ['SIGKILL', 'is killed'],
    ['SIGSTOP', 'hangs'],
  ] as const)('goes on after its coordinator gets %s (%s), and handles each record once', async (signal, _) => {
    const topic = await fixture.topic(3);
    const group = fixture.group();
    const places: string[] = [];
    const events: GroupEvent[] = [];
    const consumer = fixture.consumer({
      group,
      topics: [topic],
      settings: {'request.timeout.ms': 5_000, 'session.timeout.ms': 45_000},
      onEvent: event => void events.push(event),
    });
    const running = consumer.run(({partition, offset}) => void places.push(`${partition}@${offset}`));
    const stopLoad = await load(topic);
    await until(async () => places.length > 100);
    const id = await findGroupCoordinator(fixture.admin, group);
    await signalBroker({root, id, signal});
    const before = places.length;
    await until(async () => places.length > before + 200, 90_000);
    if (signal === 'SIGSTOP') await signalBroker({root, id, signal: 'SIGCONT'});
    else await sandboxUp({root});
    const produced = await stopLoad();
    await until(async () => new Set(places).size >= produced, 90_000);
    await consumer.stop();
    await running;
    expect(places.length - new Set(places).size).toBe(0);
    expect(events.map(({event}) => event)).toEqual(expect.arrayContaining(['retrying', 'recovered']));
  });

  it('processes each record once while its coordinator is killed', async () => {
    const [input = '', output = ''] = await fixture.topics(2, 3);
    const group = fixture.group();
    const processor = createProcessor(fixture.connection, {
      group,
      input: [input],
      transactionalIdPrefix: `${input}-`,
      settings: {'max.poll.records': 20, 'request.timeout.ms': 5_000, 'session.timeout.ms': 45_000},
      process: ({key, value}) => [{topic: output, key, value}],
    });
    const running = processor.run();
    const stopLoad = await load(input);
    const seen = async (): Promise<string[]> => {
      const logs = await Promise.all([0, 1, 2].map(partition => readLog(fixture.admin, output, partition, {isolation: 'committed'})));
      return logs.flatMap(({records}) => records.map(({value}) => String(value)));
    };
    await until(async () => (await seen()).length > 100);
    await signalBroker({root, id: await findGroupCoordinator(fixture.admin, group), signal: 'SIGKILL'});
    const before = (await seen()).length;
    await until(async () => (await seen()).length > before + 100, 120_000);
    await sandboxUp({root});
    const produced = await stopLoad();
    await until(async () => (await seen()).length >= produced, 120_000);
    await processor.stop();
    await running;
    expect((await seen()).sort()).toEqual(Array.from({length: produced}, (_, index) => String(index)).sort());
  });
});

describe('a consumer that loses what it needs', () => {
  it('ends with client/topic-missing where its topic is deleted, which does not come back', async () => {
    const topic = await fixture.topic();
    await fixture.produce(topic, numbered(5));
    let count = 0;
    const consumer = fixture.consumer({group: fixture.group(), topics: [topic]});
    const code = codeOf(consumer.run(() => void count++));
    await until(async () => count === 5);
    await deleteTopics(fixture.admin, [topic]);
    expect(await code).toBe('client/topic-missing');
    expect(await codeOf(fixture.consumer({group: fixture.group(), topics: [topic]}).run(() => undefined))).toBe('client/topic-missing');
  });

  it('ends with client/not-authorized where its rights are taken away', async () => {
    const topic = await fixture.topic();
    const group = fixture.group();
    await setPassword('consuming-user', 'first');
    const rights = [binding('consuming-user', 'topic', topic), binding('consuming-user', 'group', group)];
    await createAcls(fixture.admin, rights);
    await fixture.produce(topic, numbered(5));
    let count = 0;
    const settings = {'heartbeat.interval.ms': 200, 'fetch.max.wait.ms': 100};
    const open = () => createConsumer(as('consuming-user', 'first'), {group, topics: [topic], onFailure: {do: 'stop'}, settings});
    const code = codeOf(open().run(() => void count++));
    await until(async () => count === 5);
    await deleteAcls(fixture.admin, rights);
    expect(await code).toBe('client/not-authorized');
  });
});
