import {once} from 'node:events';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {Link} from '../../src/clients/link/link.ts';

const OPTIONS = {clientId: 'link-test', connectionTimeoutMs: 2_000, requestTimeoutMs: 2_000, maxIdleMs: 60_000};
const FETCH = {isolationLevel: 1, maxWaitTime: 10, minBytes: 1, maxBytes: 1_024, rackId: '', topics: []};
const API_VERSIONS = 18;

let server: Server;
let address: {host: string; port: number};
let sockets: Socket[] = [];

beforeEach(async () => {
  sockets = [];
  server = createServer(socket => {
    sockets.push(socket);
    socket.on('data', data => {
      for (let at = 0; at < data.length; at += 4 + data.readInt32BE(at)) answer(socket, data.readInt16BE(at + 4), data.readInt32BE(at + 8));
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = {host: '127.0.0.1', port: (server.address() as AddressInfo).port};
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** ApiVersions without any version, and fetches with their own correlation id. */
function answer(socket: Socket, apiKey: number, correlationId: number): void {
  const body = apiKey === API_VERSIONS ? Buffer.alloc(10) : Buffer.from([0, 0, 0, correlationId]);
  const head = Buffer.alloc(8);
  head.writeInt32BE(4 + body.length, 0);
  head.writeInt32BE(correlationId, 4);
  socket.write(Buffer.concat([head, body]));
}

async function link(): Promise<Link> {
  return await Link.open({cluster: 'scripted', bootstrap: [], tls: undefined, sasl: undefined}, address, OPTIONS);
}

describe('a link', () => {
  it('connects once for fetches that are made at once, and answers each', async () => {
    const one = await link();
    const answers = await Promise.all([1, 2, 3].map(() => one.askRaw('Fetch', 11, FETCH)));
    expect(new Set(answers.map(bytes => bytes.readInt32BE(0))).size).toBe(3);
    // One for everything else, and one for fetches.
    expect(sockets).toHaveLength(2);
    one.close();
  });
});
