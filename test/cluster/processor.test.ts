// covers: P13, EO6
import {type ChildProcess, spawn} from 'node:child_process';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {ClientError} from '../../src/clients/client-error.ts';
import {readCommittedOffsets} from '../../src/clients/group/start-positions.ts';
import {createProcessor, type ProcessorStages} from '../../src/clients/processor/create-processor.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {ConsumingFixture, numbered} from '../fixtures/consuming.ts';
import {until} from '../fixtures/live-cluster.ts';
import type {ChildTask} from '../fixtures/processor-child.ts';

const PARTITIONS = 2;
const RECORDS = 200;

let fixture: ConsumingFixture;
const children: ChildProcess[] = [];
beforeAll(async () => {
  fixture = await ConsumingFixture.open('consumer-processor');
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await fixture.close();
});

function startChild(task: ChildTask): {ended: Promise<NodeJS.Signals | number | null>; child: ChildProcess} {
  const program = path.resolve(import.meta.dirname, '../fixtures/processor-child.ts');
  const child = spawn(process.execPath, ['--conditions=weir-source', program], {stdio: ['pipe', 'inherit', 'inherit']});
  children.push(child);
  child.stdin?.end(JSON.stringify(task));
  const ended = new Promise<NodeJS.Signals | number | null>(resolve => child.once('exit', (code, signal) => resolve(signal ?? code)));
  return {child, ended};
}

/** What a reader that reads committed sees, by partition. */
async function output(topic: string): Promise<string[][]> {
  const logs = await Promise.all(
    Array.from({length: PARTITIONS}, (_, partition) => readLog(fixture.admin, topic, partition, {isolation: 'committed'})),
  );
  return logs.map(({records}) => records.map(({value}) => String(value)));
}

describe('a processor that is killed', () => {
  it('between its sends and its commit, and in it, leaves each record with one effect, in order', async () => {
    const [input = '', out = ''] = await fixture.topics(2, PARTITIONS);
    await fixture.produce(input, numbered(RECORDS));
    const group = fixture.group();
    const task = {connection: fixture.connection, group, input, output: out, prefix: `${input}-`};
    const stages: (keyof ProcessorStages)[] = ['afterOffsets', 'inCommit'];
    for (const stage of stages) {
      const {ended} = startChild({...task, killAt: {stage, transaction: 2}});
      expect(await ended).toBe('SIGKILL');
      // A newcomer waits for the dead member's session; a member that leaves in its name spares the test the wait.
      await fixture.forgetMembers(group);
    }
    const last = startChild(task);
    await until(async () => (await output(out)).flat().length >= RECORDS);
    last.child.kill('SIGTERM');
    expect(await last.ended).toBe(0);
    const seen = await output(out);
    expect(seen.flat().toSorted()).toEqual(
      numbered(RECORDS)
        .map(({value}) => `${value}!`)
        .toSorted(),
    );
    for (const own of seen) {
      const numbers = own.map(one => Number.parseInt(one, 10));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    expect(await fixture.committed(group, input)).toEqual(seen.map(own => BigInt(own.length)));
  });
});

describe('a processor', () => {
  it('that lives on past its successor commits nothing, and the successor waits for no time-out', async () => {
    const [input = '', out = ''] = await fixture.topics(2, 1);
    await fixture.produce(input, numbered(30));
    const group = fixture.group();
    const make = (stages: ProcessorStages) =>
      createProcessor(fixture.connection, {
        group,
        input: [input],
        transactionalIdPrefix: `${input}-`,
        settings: {'heartbeat.interval.ms': 150, 'max.poll.records': 10, 'fetch.max.wait.ms': 100},
        process: ({value}) => [{topic: out, value}],
        stages,
      });
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let transactions = 0;
    const zombie = make({
      afterOffsets: async () => {
        if (++transactions !== 2) return;
        held.resolve();
        await release.promise;
      },
    });
    const zombieRuns = zombie.run();
    await held.promise;
    // Its offsets are in an open transaction: version 8 says so, and kafkajs's version 4 tells the old one.
    const {unstable} = await readCommittedOffsets(fixture.admin, group, [{topic: input, partition: 0}]);
    expect(unstable).toHaveLength(1);
    const admin = fixture.kafka.admin();
    expect(await admin.fetchOffsets({groupId: group, topics: [input]})).toMatchObject([{partitions: [{partition: 0, offset: '10'}]}]);
    await admin.disconnect();

    await fixture.forgetMembers(group);
    const successor = make({});
    const successorRuns = successor.run();
    const startedAtMs = performance.now();
    await until(async () => (await fixture.committed(group, input))[0] === 30n);
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
    release.resolve();
    await zombie.stop();
    await zombieRuns;
    await successor.stop();
    await successorRuns;
    const {records} = await readLog(fixture.admin, out, 0, {isolation: 'committed'});
    expect(records.map(({value}) => String(value))).toEqual(numbered(30).map(({value}) => value));
    expect(await fixture.committed(group, input)).toEqual([30n]);
  });

  it('writes what it cannot process to the dead letters, in the transaction, and reads on after an abort from what is committed', async () => {
    const [input = '', out = '', deadLetters = ''] = await fixture.topics(3, 1);
    await fixture.produce(input, numbered(30));
    const group = fixture.group();
    const begun: (bigint | undefined)[] = [];
    const processor = createProcessor(fixture.connection, {
      group,
      input: [input],
      transactionalIdPrefix: `${input}-`,
      settings: {'heartbeat.interval.ms': 150, 'max.poll.records': 10, 'fetch.max.wait.ms': 100},
      onFailure: {do: 'dead-letter', topic: deadLetters},
      process: ({value}) => {
        if (value === '13') throw new Error('unlucky');
        return [{topic: out, value}];
      },
      stages: {
        // All is sent, the offsets are in, and something asks for an abort: once.
        afterOffsets: ({firstOffset}) => {
          begun.push(firstOffset);
          if (begun.length === 2) throw new ClientError('abort this one', {code: 'client/test', recovery: 'abortable'});
        },
      },
    });
    const running = processor.run();
    await until(async () => (await fixture.committed(group, input))[0] === 30n);
    await processor.stop();
    await running;
    const read = async (topic: string) =>
      (await readLog(fixture.admin, topic, 0, {isolation: 'committed'})).records.map(({value}) => String(value));
    expect(await read(out)).toEqual(
      numbered(30)
        .map(({value}) => value)
        .filter(one => one !== '13'),
    );
    expect(await read(deadLetters)).toEqual(['13']);
    expect(begun).toEqual([0n, 10n, 10n, 20n]);
  });
});
