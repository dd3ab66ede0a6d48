import type {API} from '@platformatic/kafka';
import {Connection as Socket} from '@platformatic/kafka';
import type {Connection} from './connection.ts';
import {ConnectionLost} from './failure.ts';

/** A broker's address as a client dials it. */
export interface Address {
  host: string;
  port: number;
}

export interface WireOptions {
  /** Name resolution, TCP, TLS and SASL together. */
  connectTimeoutMs?: number;
  requestTimeoutMs?: number;
  clientId?: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * One authenticated connection to one broker, spoken to in Kafka's protocol by the library's request and response
 * codecs. Weir's independent client is built on this and not on the library's own Admin, whose silent retries would
 * hide what a broker answered and when.
 */
export class Wire {
  readonly address: Address;
  readonly #socket: Socket;

  private constructor(address: Address, socket: Socket) {
    this.address = address;
    this.#socket = socket;
  }

  /** Opens a connection; fails with whatever the library throws, for {@link describeFailure} to sort. */
  static async open(connection: Connection, address: Address, options: WireOptions = {}): Promise<Wire> {
    const socket = new Socket(options.clientId ?? 'weir', {
      connectTimeout: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      ...(connection.tls === undefined ? {} : {tls: tlsOptions(connection.tls)}),
      ...(connection.sasl === undefined ? {} : {sasl: {...connection.sasl}}),
    });
    // A socket error without a listener would end the process; requests in flight learn of it by their own callback.
    socket.on('error', () => undefined);
    try {
      await socket.connect(address.host, address.port);
    } catch (thrown) {
      await closeQuietly(socket);
      throw thrown;
    }
    return new Wire(address, socket);
  }

  get open(): boolean {
    return this.#socket.isConnected();
  }

  /** Sends one request; an error in any item of the response throws, as the library does it. */
  async request<Arguments extends unknown[], Response>(api: API<Arguments, Response>, ...args: Arguments): Promise<Response> {
    // The library would queue a request on a dead socket until its timeout.
    if (!this.open) throw new ConnectionLost(`the connection to ${formatAddress(this.address)} is closed`);
    return await api.async(this.#socket, ...args);
  }

  /** As {@link request}, but a response with errors in some of its items is returned, for the caller to read item by item. */
  async requestItems<Arguments extends unknown[], Response>(api: API<Arguments, Response>, ...args: Arguments): Promise<Response> {
    try {
      return await this.request(api, ...args);
    } catch (thrown) {
      if (thrown instanceof Error && 'response' in thrown && typeof thrown.response === 'object' && thrown.response !== null) {
        // The library attaches what the same api's parser built, so it has the api's response type.
        return thrown.response as Response;
      }
      throw thrown;
    }
  }

  async close(): Promise<void> {
    await closeQuietly(this.#socket);
  }
}

async function closeQuietly(socket: Socket): Promise<void> {
  try {
    await socket.close();
  } catch {
    // It is being thrown away; that it is gone already is fine.
  }
}

function tlsOptions(tls: NonNullable<Connection['tls']>) {
  return {
    rejectUnauthorized: true,
    ...(tls.ca === undefined ? {} : {ca: tls.ca}),
    ...(tls.cert === undefined ? {} : {cert: tls.cert}),
    ...(tls.key === undefined ? {} : {key: tls.key}),
    ...(tls.minVersion === undefined ? {} : {minVersion: tls.minVersion}),
  };
}

/** `kafka-1:9093` or `[::1]:9093`. */
export function parseAddress(text: string): Address {
  const colon = text.lastIndexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  const port = colon < 0 ? 9092 : Number(text.slice(colon + 1));
  return {host: host.replace(/^\[|\]$/g, ''), port};
}

export function formatAddress({host, port}: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
