import {once} from 'node:events';
import {createServer} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {choosePorts, isFree, LISTENERS} from '../../src/sandbox/ports.ts';

test('three nodes get nine different ports, below those of outgoing connections', async () => {
  const nodes = await choosePorts();
  const ports = nodes.flatMap(node => LISTENERS.map(listener => node[listener]));
  expect(nodes.map(({id}) => id)).toEqual([1, 2, 3]);
  expect(new Set(ports).size).toBe(9);
  for (const port of ports) {
    expect(port).toBeLessThan(32_768);
    expect(await isFree(port)).toBe(true);
  }
});

test.each(['127.0.0.1', '::1'])('a port that somebody listens on at %s is not free', async host => {
  const server = createServer().listen(0, host);
  onTestFinished(() => void server.close());
  await Promise.race([once(server, 'listening'), once(server, 'error')]);
  const address = server.address();
  // A machine without IPv6 cannot show the second case.
  if (address === null || typeof address === 'string') return;
  expect(await isFree(address.port)).toBe(false);
});
