import type {Connection} from '../../cluster/connection.ts';
import {describeFailure} from '../../cluster/failure.ts';
import {idleSocketFactory, kafkajsSecurity} from '../../cluster/kafkajs-client.ts';
import type {Address} from '../../cluster/wire.ts';
import {
  type Broker,
  BrokerOf,
  createLogger,
  type Payload,
  type PooledConnection,
  poolBuilder,
  requests,
  type WireRequest,
} from './kafkajs-parts.ts';

export interface LinkOptions {
  clientId: string;
  /** For TCP, TLS and SASL together. */
  connectionTimeoutMs: number;
  requestTimeoutMs: number;
  /** Kafka's connections.max.idle.ms. */
  maxIdleMs: number;
}

/** The connection was lost, or no answer came: whether the broker did what was asked is not known. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

const FETCH_KEY = 1;
const LOG_NOTHING = 0;
const logger = createLogger({level: LOG_NOTHING, logCreator: () => () => undefined});

/**
 * An authenticated connection of kafkajs to one broker. Answers are decoded and handed on whole: kafkajs's own parsers throw
 * the first error of an answer and drop what the other partitions said. After a request timed out the link is closed, so that
 * the next request is made on a new connection, to whoever is the leader then; kafkajs would go on with the silent one.
 */
export class Link {
  readonly address: Address;
  readonly #broker: Broker;
  readonly #connectionTimeoutMs: number;
  readonly #connecting = new Map<PooledConnection, Promise<void>>();
  #closed = false;

  private constructor(address: Address, broker: Broker, connectionTimeoutMs: number) {
    this.address = address;
    this.#broker = broker;
    this.#connectionTimeoutMs = connectionTimeoutMs;
  }

  /** Connects and authenticates; fails with whatever kafkajs throws, for `describeFailure` to sort. */
  static async open(connection: Connection, address: Address, options: LinkOptions): Promise<Link> {
    const builder = poolBuilder({
      logger,
      socketFactory: idleSocketFactory(options.maxIdleMs),
      brokers: [],
      ...kafkajsSecurity(connection),
      clientId: options.clientId,
      connectionTimeout: options.connectionTimeoutMs,
      requestTimeout: options.requestTimeoutMs,
      enforceRequestTimeout: true,
      maxInFlightRequests: null,
    });
    const broker = new BrokerOf({connectionPool: await builder.build(address), logger, authenticationTimeout: options.connectionTimeoutMs});
    const link = new Link(address, broker, options.connectionTimeoutMs);
    try {
      await withinMs(broker.connect(), options.connectionTimeoutMs);
    } catch (thrown) {
      link.close();
      throw thrown;
    }
    return link;
  }

  get open(): boolean {
    return !this.#closed && this.#broker.connectionPool.isConnected();
  }

  /** Whether the broker speaks a version of a request. */
  supports(apiKey: number, version: number): boolean {
    const range = this.#broker.versions?.[apiKey];
    return range !== undefined && version >= range.minVersion && version <= range.maxVersion;
  }

  /** Sends a request that kafkajs knows, at a version that brokers since 3.3 take, and gives its decoded answer. */
  async ask(apiName: string, version: number, fields: Record<string, unknown>): Promise<unknown> {
    const definition = requests[apiName];
    if (definition === undefined) throw new Error(`kafkajs does not know the request ${apiName}`);
    const {request, response, requestTimeout} = definition.protocol({version})(fields);
    return await this.#send(request, raw => response.decode(raw), requestTimeout);
  }

  /** The same with an answer that the caller decodes. */
  async askRaw(apiName: string, version: number, fields: Record<string, unknown>): Promise<Buffer> {
    const definition = requests[apiName];
    if (definition === undefined) throw new Error(`kafkajs does not know the request ${apiName}`);
    const {request, requestTimeout} = definition.protocol({version})(fields);
    return await this.#send(request, async raw => raw, requestTimeout);
  }

  /** Sends bytes of the library's own making. */
  async exchange<T>(request: Omit<WireRequest, 'encode'>, body: Buffer, decode: (raw: Buffer) => T): Promise<T> {
    const payload: Payload = {buf: body, buffer: body};
    return await this.#send({...request, encode: async () => payload}, async raw => decode(raw));
  }

  /** Some requests may take longer than others: a join waits for all members of the group. */
  async #send<T>(request: WireRequest, decode: (raw: Buffer) => Promise<T>, requestTimeoutMs?: number): Promise<T> {
    if (!this.open) throw new AnswerLost('the connection is closed');
    let answer: {decoded: T} | undefined;
    try {
      await this.#connected(request);
      await this.#broker.connectionPool.send({
        request,
        ...(requestTimeoutMs === undefined ? {} : {requestTimeout: requestTimeoutMs}),
        response: {
          // An answer that cannot be read is an answer that is lost.
          decode: async raw => {
            answer = {decoded: await decode(raw)};
            return answer.decoded;
          },
          parse: async () => undefined,
        },
      });
    } catch (thrown) {
      if (describeFailure(thrown).kind === 'authentication') throw thrown;
      this.close();
      throw new AnswerLost(thrown instanceof Error ? thrown.message : String(thrown), {cause: thrown});
    }
    // Without acknowledgements nothing is answered, and nobody asks for what was decoded.
    return answer?.decoded as T;
  }

  /**
   * Connects the socket that a request goes by, once and within the time for it. kafkajs connects the one for fetches when the
   * first is made: two at once would each make a socket, and the answers of one be lost; and it waits without end for the
   * answers of an authentication.
   */
  async #connected({apiKey}: WireRequest): Promise<void> {
    const pooled = this.#broker.connectionPool.map(one => one)[apiKey === FETCH_KEY ? 1 : 0];
    if (pooled === undefined || (pooled.isConnected() && !this.#connecting.has(pooled))) return;
    let connecting = this.#connecting.get(pooled);
    if (connecting === undefined) {
      connecting = withinMs(connectAndAuthenticate(pooled), this.#connectionTimeoutMs).finally(() => this.#connecting.delete(pooled));
      this.#connecting.set(pooled, connecting);
    }
    await connecting;
  }

  /** At once; requests that wait for an answer fail with {@link AnswerLost}. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const one of this.#broker.connectionPool.map(connection => connection)) {
      one.rejectRequests(new AnswerLost('the connection was closed'));
      one.socket?.destroy();
      void one.disconnect().catch(() => undefined);
    }
  }
}

async function connectAndAuthenticate(pooled: PooledConnection): Promise<void> {
  await pooled.connect();
  await pooled.authenticate();
}

/** kafkajs waits without end for the answers of an authentication. */
async function withinMs<T>(connecting: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`connecting timed out after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([connecting, late]);
  } finally {
    clearTimeout(timer);
  }
}
