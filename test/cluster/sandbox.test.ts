import {spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {metadataV12} from '@platformatic/kafka';
import {afterAll, describe, expect, onTestFinished, test} from 'vitest';
import type {Connection} from '../../src/cluster/connection.ts';
import {Wire} from '../../src/cluster/wire.ts';
import {sandboxPaths} from '../../src/sandbox/paths.ts';
import {readRecord} from '../../src/sandbox/record.ts';
import {
  sandboxConnection,
  sandboxDown,
  sandboxEnvironment,
  sandboxLogTail,
  sandboxStatus,
  sandboxUp,
  signalBroker,
  startBroker,
} from '../../src/sandbox/sandbox.ts';
import {processStart} from '../../tools/processes.mjs';
import {testRoot} from '../fixtures/live-cluster.ts';

/** The command lines of all processes that this user may read. */
function commandLines(): string {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}

async function ask(connection: Connection, port: number): Promise<number> {
  const wire = await Wire.open(connection, {host: 'localhost', port}, {connectTimeoutMs: 5000, requestTimeoutMs: 5000});
  try {
    return (await wire.request(metadataV12.api, [])).brokers.length;
  } finally {
    await wire.close();
  }
}

function pidsOf({brokers}: {brokers: {pid: number | undefined}[]}): (number | undefined)[] {
  return brokers.map(({pid}) => pid);
}

describe('the sandbox that runs', () => {
  const root = testRoot();

  test('up again changes nothing', async () => {
    const before = await sandboxStatus({root});
    expect(before).toMatchObject({healthy: true, brokers: [{state: 'running'}, {state: 'running'}, {state: 'running'}]});
    const startedAtMs = Date.now();
    expect(await sandboxUp({root})).toEqual(before);
    expect(Date.now() - startedAtMs).toBeLessThan(5000);
  });

  test('lets the administrator in, and nobody without TLS, without credentials or with wrong ones', async () => {
    const admin = await sandboxConnection({root});
    const [first] = (await sandboxStatus({root})).brokers;
    const port = first?.port ?? 0;
    expect(await ask(admin, port)).toBe(3);
    await expect(ask({...admin, tls: undefined}, port)).rejects.toThrow();
    await expect(ask({...admin, tls: undefined, sasl: undefined}, port)).rejects.toThrow();
    await expect(ask({...admin, sasl: undefined}, port)).rejects.toThrow();
    const {sasl} = admin;
    if (sasl === undefined) throw new Error('the administrator has credentials');
    await expect(ask({...admin, sasl: {...sasl, password: 'wrong'}}, port)).rejects.toThrow();
    // Between the nodes, a client certificate is demanded.
    await expect(ask({...admin, sasl: undefined}, readRecord(sandboxPaths(root))?.nodes[0]?.internal ?? 0)).rejects.toThrow();
  });

  test('keeps its files to their owner', () => {
    const {folder} = sandboxPaths(root);
    const open = readdirSync(folder, {recursive: true, withFileTypes: true})
      .map(entry => join(entry.parentPath, entry.name))
      // Brokers delete and rename files while this looks.
      .filter(path => ((statSync(path, {throwIfNoEntry: false})?.mode ?? 0) & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('tells its secrets to no command line, environment or log', async () => {
    const secrets = Object.entries(await sandboxEnvironment({root, names: ['SOME_PASSWORD']})).filter(([name]) =>
      name.endsWith('PASSWORD'),
    );
    const {brokers} = await sandboxStatus({root});
    const environments = brokers.map(({pid}) => readFileSync(`/proc/${pid}/environ`, 'utf8')).join('\n');
    const logs = brokers.map(({id}) => readFileSync(sandboxPaths(root).node(id).log, 'utf8')).join('\n');
    expect(secrets).toHaveLength(2);
    for (const [, secret] of secrets) for (const text of [commandLines(), environments, logs]) expect(text).not.toContain(secret);
  });

  test('says that a killed broker is dead, and brings it back under its id and data', async () => {
    await signalBroker({root, id: 2, signal: 'SIGKILL'});
    await expect.poll(async () => (await sandboxStatus({root})).brokers[1]).toMatchObject({id: 2, state: 'dead', pid: undefined});
    expect((await sandboxStatus({root})).healthy).toBe(false);
    await expect(signalBroker({root, id: 2, signal: 'SIGTERM'})).rejects.toMatchObject({code: 'sandbox/not-running', exit: 3});
    await startBroker({root, id: 2});
    await expect.poll(async () => await sandboxStatus({root}), {timeout: 20_000}).toMatchObject({healthy: true});
  });

  test('a paused broker is no dead one, and goes on', async () => {
    const before = await sandboxStatus({root});
    await signalBroker({root, id: 3, signal: 'SIGSTOP'});
    expect((await sandboxStatus({root})).brokers[2]?.state).toBe('paused');
    await startBroker({root, id: 3});
    await expect.poll(async () => await sandboxStatus({root}), {timeout: 30_000}).toEqual(before);
  });
});

describe('a sandbox of its own', () => {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'weir-sandbox-'));
  const paths = sandboxPaths(root);
  afterAll(async () => {
    await sandboxDown({root, purge: true});
    rmSync(root, {recursive: true, force: true});
  });

  test('two ups at the same time make one cluster, and its password is on no command line meanwhile', async () => {
    const ups = [sandboxUp({root}), sandboxUp({root})];
    let done = false;
    void Promise.allSettled(ups).then(() => {
      done = true;
    });
    const seen: string[] = [];
    while (!done) {
      seen.push(commandLines());
      await sleep(25);
    }
    const [first, second] = await Promise.all(ups);
    expect(second).toEqual(first);
    const password = (await sandboxEnvironment({root}))['KAFKA_ADMIN_PASSWORD'];
    expect(seen.some(text => text.includes('FormatStorage.java'))).toBe(true);
    expect(seen.filter(text => password === undefined || text.includes(password))).toEqual([]);
  });

  test('the cluster id and the ports survive down and up', async () => {
    const before = await sandboxStatus({root});
    await sandboxDown({root});
    const between = await sandboxStatus({root});
    expect(between.brokers.map(({state}) => state)).toEqual(['stopped', 'stopped', 'stopped']);
    for (const pid of pidsOf(before)) expect(processStart(pid ?? 0)).toBeUndefined();
    const after = await sandboxUp({root});
    expect(after.clusterId).toBe(before.clusterId);
    expect(after.brokers.map(({port}) => port)).toEqual(before.brokers.map(({port}) => port));
    await sandboxDown({root});
  });

  test('a taken port is named, with the listener, and nothing is left running', async () => {
    const port = readRecord(paths)?.nodes[1]?.internal ?? 0;
    const server = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void server.close());
    await expect(sandboxUp({root})).rejects.toMatchObject({
      code: 'sandbox/port-taken',
      message: expect.stringContaining(`port ${port} of broker 2 (internal listener)`),
      hint: expect.stringContaining('--purge'),
    });
    expect(pidsOf(await sandboxStatus({root}))).toEqual([undefined, undefined, undefined]);
  });

  test('a broker that ends while it starts is told with the end of its log', async () => {
    const meta = join(paths.node(2).data, 'meta.properties');
    const kept = readFileSync(meta, 'utf8');
    writeFileSync(meta, kept.replace(/^node\.id=.*$/m, 'node.id=9'));
    onTestFinished(() => writeFileSync(meta, kept));
    await expect(sandboxUp({root})).rejects.toMatchObject({
      code: 'sandbox/broker-died',
      message: expect.stringMatching(/^broker 2 ended while it started\nIts first errors:\n.*node id.*The end of its log:\n/is),
    });
    expect(pidsOf(await sandboxStatus({root}))).toEqual([undefined, undefined, undefined]);
  });

  test('a start that takes too long is given up, with the end of a log, and nothing is left running', async () => {
    await expect(sandboxUp({root, startTimeoutMs: 3_000})).rejects.toMatchObject({
      code: 'sandbox/start-timeout',
      message: expect.stringMatching(/^broker \d does not .*The end of its log:/s),
    });
    expect(pidsOf(await sandboxStatus({root}))).toEqual([undefined, undefined, undefined]);
  });

  test('a pid file that names somebody else is told, and that process is left alone', async () => {
    const stranger = spawn('sleep', ['300'], {stdio: 'ignore'});
    onTestFinished(() => void stranger.kill('SIGKILL'));
    const pid = stranger.pid ?? 0;
    writeFileSync(paths.node(1).pid, JSON.stringify({pid, start: processStart(pid)}));
    const notices: string[] = [];
    await sandboxUp({root, onProgress: text => notices.push(text)});
    expect(notices.join('\n')).toContain(`broker 1 is not running, though its pid file names process ${pid}`);
    expect(await sandboxLogTail({root, id: 1, lines: 1000})).toContain('Kafka Server started');
    await sandboxDown({root});
    expect(processStart(pid)).toBeDefined();
  });

  test('an abort ends what was started', async () => {
    const abort = new AbortController();
    const up = sandboxUp({
      root,
      signal: abort.signal,
      onProgress: text => text.startsWith('starting') && setTimeout(() => abort.abort(new Error('enough')), 500),
    });
    await expect(up).rejects.toThrow('enough');
    expect(pidsOf(await sandboxStatus({root}))).toEqual([undefined, undefined, undefined]);
  });

  test('a purge deletes the data and what depends on it', async () => {
    const state = join(root, 'state', 'sandbox');
    writeFileSync(join(root, 'kept'), '');
    await sandboxDown({root, purge: true, alsoPurge: [state]});
    expect(await sandboxStatus({root})).toEqual({clusterId: undefined, healthy: false, brokers: []});
    expect(readdirSync(root).sort()).toEqual(['.weir', 'kept']);
    expect(readdirSync(join(root, '.weir'))).toEqual([]);
  });
});
