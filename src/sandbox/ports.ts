import {createServer} from 'node:net';
import {BROKER_IDS} from './paths.ts';

/** The listeners of one node, all on the loopback address. */
export interface NodePorts {
  id: number;
  /** SASL_SSL, for clients. */
  client: number;
  /** Mutual TLS, between brokers. */
  internal: number;
  /** Mutual TLS, for the quorum. */
  controller: number;
}

export const LISTENERS = ['client', 'internal', 'controller'] as const;

/**
 * Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 elsewhere), so that
 * a remembered port is not lost to one while the sandbox is down.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;
const ATTEMPTS = 500;

/** Three ports for every node that nobody listens on now. */
export async function choosePorts(): Promise<NodePorts[]> {
  const taken = new Set<number>();
  const nodes: NodePorts[] = [];
  for (const id of BROKER_IDS) {
    nodes.push({id, client: await freePort(taken), internal: await freePort(taken), controller: await freePort(taken)});
  }
  return nodes;
}

async function freePort(taken: Set<number>): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new Error(`no free port was found between ${LOWEST_PORT} and ${HIGHEST_PORT} in ${ATTEMPTS} attempts`);
}

/**
 * Whether a broker can listen on the port now. Both loopback addresses are asked: clients resolve `localhost` to
 * either, and must not meet another program there.
 */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    // A machine without IPv6 has nobody on it either.
    server.once('error', error => resolve('code' in error && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')));
    server.listen({port, host, exclusive: true}, () => server.close(() => resolve(true)));
  });
}
