import {describeQuorumV2, metadataV12} from '@platformatic/kafka';
import type {Connection} from '../cluster/connection.ts';
import {describeFailure} from '../cluster/failure.ts';
import {Wire} from '../cluster/wire.ts';
import type {NodePorts} from './ports.ts';
import {HOST} from './settings.ts';

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 3_000;

/** Why a broker is not ready, in a clause that follows its name; undefined: it is. */
export type Unready = string | undefined;

/**
 * Whether a broker lets the administrator in and lists `expected` as registered. A broker answers only once it has
 * caught up with the metadata, and lists itself only once the controller has unfenced it.
 */
export async function brokerUnready(connection: Connection, node: NodePorts, expected: number[]): Promise<Unready> {
  return await probe(connection, node, async wire => {
    const {brokers} = await wire.request(metadataV12.api, []);
    const missing = expected.filter(id => !brokers.some(broker => broker.nodeId === id));
    return missing.length === 0 ? undefined : `does not list ${missing.map(id => `broker ${id}`).join(' and ')} as registered`;
  });
}

/** Whether the quorum has a leader, asked through this broker as the administrator. */
export async function controllerUnready(connection: Connection, node: NodePorts): Promise<Unready> {
  // On a connection of its own: polling this and metadata on one can hang.
  return await probe(connection, node, async wire => {
    const {topics} = await wire.request(describeQuorumV2.api, [{topicName: '__cluster_metadata', partitions: [{partitionIndex: 0}]}]);
    const leader = topics[0]?.partitions[0]?.leaderId ?? -1;
    return leader >= 0 ? undefined : 'knows no controller';
  });
}

async function probe(connection: Connection, node: NodePorts, ask: (wire: Wire) => Promise<Unready>): Promise<Unready> {
  let wire: Wire | undefined;
  try {
    const limits = {connectTimeoutMs: CONNECT_TIMEOUT_MS, requestTimeoutMs: REQUEST_TIMEOUT_MS, clientId: 'weir-sandbox'};
    wire = await Wire.open(connection, {host: HOST, port: node.client}, limits);
    return await ask(wire);
  } catch (thrown) {
    return `does not answer the administrator: ${describeFailure(thrown).reason}`;
  } finally {
    await wire?.close();
  }
}

/** The first broker that is not ready, with the reason; undefined: three registered, a controller, all let the administrator in. */
export async function firstUnready(connection: Connection, nodes: NodePorts[]): Promise<{id: number; reason: string} | undefined> {
  const expected = nodes.map(node => node.id);
  const reasons = await Promise.all(nodes.map(async node => ({id: node.id, reason: await brokerUnready(connection, node, expected)})));
  for (const {id, reason} of reasons) if (reason !== undefined) return {id, reason};
  const [first] = nodes;
  if (first === undefined) return undefined;
  const reason = await controllerUnready(connection, first);
  return reason === undefined ? undefined : {id: first.id, reason};
}
