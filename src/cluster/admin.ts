import type {API} from '@platformatic/kafka';
import {apiVersionsV3, metadataV12} from '@platformatic/kafka';
import {unfinished} from '../findings/error.ts';
import type {Connection} from './connection.ts';
import {type Attempt, ConnectionLost, cannotOpen, describeFailure} from './failure.ts';
import {type Address, formatAddress, parseAddress, Wire, type WireOptions} from './wire.ts';

export interface AdminOptions extends WireOptions {
  signal?: AbortSignal;
}

/**
 * Weir's independent client: every request is sent once to a broker, and the answer is what that broker said.
 * Speaks the versions of the protocol that Kafka 3.3 and later know; an older broker is refused by name.
 */
export class Admin {
  readonly connection: Connection;
  readonly #options: AdminOptions;
  readonly #byBroker = new Map<number, Promise<Wire>>();
  #control: Wire | undefined;
  #addresses: Address[];
  #versions = new Map<number, {min: number; max: number}>();

  private constructor(connection: Connection, options: AdminOptions) {
    this.connection = connection;
    this.#options = options;
    this.#addresses = connection.bootstrap.map(parseAddress);
  }

  /**
   * Connects and authenticates at the first bootstrap address that answers.
   * Fails with `cluster/unreachable` (every address and its reason), `cluster/authentication` or `cluster/tls`.
   */
  static async open(connection: Connection, options: AdminOptions = {}): Promise<Admin> {
    const admin = new Admin(connection, options);
    await admin.#wire();
    return admin;
  }

  /** Sends to any broker. Reconnects where the connection was lost since the last request. */
  async request<Arguments extends unknown[], Response>(api: API<Arguments, Response>, ...args: Arguments): Promise<Response> {
    const wire = await this.#wire();
    this.#assertSupported(api, wire);
    return await wire.request(api, ...args);
  }

  /** As {@link request}; errors in single items stay in the response. */
  async requestItems<Arguments extends unknown[], Response>(api: API<Arguments, Response>, ...args: Arguments): Promise<Response> {
    const wire = await this.#wire();
    this.#assertSupported(api, wire);
    return await wire.requestItems(api, ...args);
  }

  /** Whether the broker that answered first knows this version of a request. */
  supports(api: {key: number; version: number}): boolean {
    const range = this.#versions.get(api.key);
    return range !== undefined && api.version >= range.min && api.version <= range.max;
  }

  /** The connection to one broker by its id, opened at its advertised address and kept. */
  async broker(id: number): Promise<Wire> {
    const known = this.#byBroker.get(id);
    if (known !== undefined) {
      const wire = await known.catch(() => undefined);
      if (wire?.open === true) return wire;
    }
    const opening = this.#openBroker(id);
    this.#byBroker.set(id, opening);
    return await opening;
  }

  /** A connection of its own to the broker at an address; the caller closes it. */
  async dedicated(address: Address, options: WireOptions = {}): Promise<Wire> {
    return await Wire.open(this.connection, address, {...this.#options, ...options});
  }

  async close(): Promise<void> {
    const wires = await Promise.allSettled(this.#byBroker.values());
    this.#byBroker.clear();
    const open = wires.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all([...open, ...(this.#control === undefined ? [] : [this.#control])].map(wire => wire.close()));
    this.#control = undefined;
  }

  async #openBroker(id: number): Promise<Wire> {
    const {brokers} = await this.request(metadataV12.api, [], false, false);
    const broker = brokers.find(one => one.nodeId === id);
    if (broker === undefined) throw new ConnectionLost(`broker ${id} is not registered`);
    return await this.dedicated({host: broker.host, port: broker.port});
  }

  async #wire(): Promise<Wire> {
    if (this.#control?.open === true) return this.#control;
    const startedAt = performance.now();
    const attempts: Attempt[] = [];
    for (const address of this.#addresses) {
      this.#options.signal?.throwIfAborted();
      try {
        const wire = await Wire.open(this.connection, address, this.#options);
        await this.#learn(wire);
        this.#control = wire;
        return wire;
      } catch (thrown) {
        const failure = describeFailure(thrown);
        attempts.push({address: formatAddress(address), failure});
        // Another broker of the same cluster would refuse the same credentials.
        if (failure.kind === 'authentication') break;
      }
    }
    throw cannotOpen(this.connection, attempts, performance.now() - startedAt);
  }

  async #learn(wire: Wire): Promise<void> {
    const {apiKeys} = await wire.request(apiVersionsV3.api, 'kafka-weir', '1');
    this.#versions = new Map(apiKeys.map(one => [one.apiKey, {min: one.minVersion, max: one.maxVersion}]));
    const {brokers} = await wire.request(metadataV12.api, [], false, false);
    // Bootstrap addresses stay: a broker that is down now is not in the metadata.
    const known = new Set(this.#addresses.map(formatAddress));
    for (const {host, port} of brokers) if (!known.has(formatAddress({host, port}))) this.#addresses.push({host, port});
  }

  #assertSupported(api: {key: number; version: number}, wire: Wire): void {
    if (this.supports(api)) return;
    throw unfinished(
      'cluster/unsupported-broker',
      `cluster ${this.connection.cluster}: ${formatAddress(wire.address)} does not know version ${api.version} of request ${api.key}`,
      {hint: 'Weir speaks to brokers of Apache Kafka 3.3 and later.'},
    );
  }
}

/** Opens the independent client, runs `work` and closes it surely. */
export async function withAdmin<T>(connection: Connection, work: (admin: Admin) => Promise<T>, options: AdminOptions = {}): Promise<T> {
  const admin = await Admin.open(connection, options);
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}
