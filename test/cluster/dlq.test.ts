// covers: P12
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createDeadLetterWriter} from '../../src/clients/dead-letters/dead-letter-writer.ts';
import {replayLetters} from '../../src/clients/dead-letters/replay-letters.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import dlq from '../../src/commands/dlq.ts';
import {ConsumingFixture} from '../fixtures/consuming.ts';
import {runHere} from '../fixtures/in-process.ts';
import {sandboxWorkspace, type Workspace} from '../fixtures/sandbox-workspace.ts';

let fixture: ConsumingFixture;
let workspace: Workspace;
let origin = '';
let letters = '';

beforeAll(async () => {
  fixture = await ConsumingFixture.open('consumer-dlq');
  [origin = '', letters = ''] = await fixture.topics(2, 2);
  workspace = sandboxWorkspace('dlq');
  workspace.write(
    'topic-specs/sandbox.yaml',
    `apiVersion: weir/v1
kind: Cluster
metadata: {name: sandbox}
spec: {environment: sandbox, sandbox: true}
---
apiVersion: weir/v1
kind: Application
metadata: {name: carts, owner: team-carts}
spec:
  user: carts
  consumes: [{topic: ${origin}, group: carts, deadLetter: ${letters}}]
`,
  );
  const writer = createDeadLetterWriter(fixture.connection, 'carts');
  for (let index = 0; index < 6; index++) {
    const isPoison = index % 3 === 0;
    await writer.write(letters, {
      record: {
        topic: origin,
        partition: index % 2,
        offset: BigInt(index),
        timestampMs: 1_790_000_000_000 + index,
        key: index === 5 ? null : Buffer.from(`k${index}`),
        value: isPoison ? Buffer.from([0xff, 0, index]) : Buffer.from(JSON.stringify({index})),
        headers: [
          ['trace', Buffer.from(`t${index}`)],
          ['empty', null],
        ],
      },
      error: Object.assign(new Error(`cannot take ${index}`), {code: isPoison ? 'app/poison' : 'app/timeout'}),
      attempts: 3,
      stage: 'handle',
    });
  }
  await writer.close();
});

afterAll(async () => {
  workspace.remove();
  await fixture.close();
});

const run = (...args: string[]) => runHere(dlq, args, workspace.cwd);

async function returned(): Promise<string[]> {
  const logs = await Promise.all([0, 1].map(partition => readLog(fixture.admin, origin, partition, {isolation: 'committed'})));
  return logs.flatMap(({records}, partition) =>
    records.map(
      ({key, value, headers}) => `${partition} ${key} ${value?.toString('hex')} ${headers.map(([name, one]) => `${name}=${one}`).join()}`,
    ),
  );
}

describe('weir dlq', () => {
  it('lists the dead-letter topics of the documents by origin and error', async () => {
    const {stdout, exit} = await run('list', '--format', 'json');
    expect(exit).toBe(0);
    const {topics, counts} = JSON.parse(stdout);
    expect(topics).toEqual([letters]);
    expect(
      counts.map((one: {error: string; letters: number; replayed: number; origin: string}) => [
        one.error,
        one.letters,
        one.replayed,
        one.origin,
      ]),
    ).toEqual([
      ['app/timeout', 4, 0, origin],
      ['app/poison', 2, 0, origin],
    ]);
  });

  it('shows letters, and one of them with its bytes', async () => {
    const list = await run('show', letters, '--error', 'app/poison');
    const lines = list.stdout.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`${origin}-1@3 app/poison: cannot take 3`);
    const place = lines[0]?.split(' ')[0] ?? '';
    const one = await run('show', letters, place);
    expect(one.stdout).toContain(`origin     ${origin}-1 at offset 3, 2026-09-21T`);
    expect(one.stdout).toContain('header     trace: t3');
    expect(one.stdout).toContain('000000  ff 00 03');
    expect(one.stdout).not.toContain('weir-dlq');
  });

  it('refuses names, places and options that are none, with what may be meant', async () => {
    await expect(run('replai', letters)).rejects.toMatchObject({code: 'dlq/action', message: expect.stringContaining('replay')});
    await expect(run('show', letters, '0-1')).rejects.toMatchObject({code: 'dlq/place'});
    await expect(run('show', `${letters}x`)).rejects.toMatchObject({code: 'dlq/topic', message: expect.stringContaining(letters)});
    await expect(run('list', '--error', 'x')).rejects.toMatchObject({code: 'dlq/option'});
    await expect(run('show', letters, '0:999')).rejects.toMatchObject({code: 'dlq/letter'});
  });

  it('replays nothing unless told to, then each chosen letter once, however often and from wherever', async () => {
    const dry = await run('replay', letters, '--error', 'app/timeout');
    expect(dry.stdout).toBe(`replay 4 letters to ${origin}, of app/timeout\n`);
    expect(dry.stderr).toContain('--yes');
    expect(await returned()).toEqual([]);
    expect((await run('replay', letters, '--error', 'app/timeout', '--yes')).stderr).toContain('sent 4 letters');
    expect((await run('replay', letters, '--error', 'app/timeout', '--yes')).stdout).toBe(
      'leave 4 that were replayed before\nnothing to replay\n',
    );
    // Two at once, past the command's own look at what is open: the ids and the markers see to it.
    const racing = await Promise.allSettled(
      [1, 2].flatMap(() =>
        [0, 1].map(partition => replayLetters(fixture.connection, fixture.admin, {topic: letters, partition}, () => true)),
      ),
    );
    expect(racing.some(one => one.status === 'fulfilled')).toBe(true);
    for (const partition of [0, 1]) await replayLetters(fixture.connection, fixture.admin, {topic: letters, partition}, () => true);
    const back = await returned();
    expect(back.map(one => one.split(' ').slice(0, 3).join(' ')).sort()).toEqual([
      '0 k0 ff0000',
      '0 k2 7b22696e646578223a327d',
      '0 k4 7b22696e646578223a347d',
      '1 k1 7b22696e646578223a317d',
      '1 k3 ff0003',
      '1 null 7b22696e646578223a357d',
    ]);
    expect(back[0]).toMatch(/trace=t\d,empty=(null)?,weir-dlq-replayed-from=/);
    const {counts} = JSON.parse((await run('list', '--format', 'json')).stdout);
    expect(counts.map((one: {letters: number; replayed: number}) => [one.letters, one.replayed])).toEqual([
      [4, 4],
      [2, 2],
    ]);
  });

  it('purges what it showed and nothing that came after, and asks before', async () => {
    const writer = createDeadLetterWriter(fixture.connection, 'carts');
    const late = {
      record: {topic: origin, partition: 0, offset: 9n, timestampMs: 1, key: Buffer.from('k0'), value: null, headers: []},
      error: new Error('late'),
      attempts: 1,
      stage: 'handle' as const,
    };
    await writer.write(letters, late);
    expect((await run('purge', letters, '--replayed')).stderr).toContain('nothing was changed');
    expect((await run('purge', letters, '--replayed', '--yes')).stderr).toContain('deleted 6 letters');
    expect((await run('show', letters)).stdout.trim().split('\n')).toHaveLength(1);
    expect((await run('purge', letters, '--yes')).stdout).toContain('1 of them not replayed');
    await writer.write(letters, late);
    await writer.close();
    expect((await run('show', letters)).stdout.trim().split('\n')).toHaveLength(1);
  });
});
