import {createAPI, describeConfigsV4, Reader} from '@platformatic/kafka';

/** One setting of a resource, as much of it as Weir looks at. */
export interface DescribedConfig {
  name: string;
  /** Null where the broker keeps it to itself, or there is none. */
  value: string | null;
  /** Kafka's code of where the value comes from (DescribeConfigsResponse.ConfigSource). */
  source: number;
}

export interface DescribedConfigs {
  resourceName: string;
  configs: DescribedConfig[];
}

/**
 * DescribeConfigs (version 4) for thousands of resources: three dozen settings each, of which the general reader makes
 * objects with eleven fields and a list. This one walks over the bytes and takes what is asked of it; where the broker reports
 * an error, the general one says which.
 */
export const describeManyConfigs = createAPI<Parameters<typeof describeConfigsV4.createRequest>, DescribedConfigs[]>(
  32,
  4,
  describeConfigsV4.createRequest,
  (correlationId, key, version, reader) => {
    const bytes = reader.buffer.slice(reader.position);
    const results = new Walk(bytes).results();
    // It throws an error that names each resource and its code.
    if (results === undefined) describeConfigsV4.parseResponse(correlationId, key, version, Reader.from(bytes));
    return results ?? [];
  },
);

/** Walks over a response, in the order of Kafka's DescribeConfigsResponse.json. */
class Walk {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Undefined where a resource has an error. */
  results(): DescribedConfigs[] | undefined {
    this.#at += 4; // throttle_time_ms
    return this.#list(() => {
      const errorCode = this.#bytes.readInt16BE(this.#at);
      this.#at += 2;
      this.#text(); // error_message
      this.#at += 1; // resource_type
      const resourceName = this.#text() ?? '';
      const configs = this.#list(() => this.#config());
      this.#tags();
      return errorCode === 0 && configs !== undefined ? {resourceName, configs} : undefined;
    });
  }

  #config(): DescribedConfig {
    const name = this.#text() ?? '';
    const value = this.#text();
    this.#at += 1; // read_only
    const source = this.#bytes.readInt8(this.#at);
    this.#at += 2; // config_source, is_sensitive
    this.#list(() => {
      this.#text();
      this.#text();
      this.#at += 1;
      this.#tags();
      return true;
    });
    this.#at += 1; // config_type
    this.#text(); // documentation
    this.#tags();
    return {name, value, source};
  }

  /** A compact array; undefined where one of its items is. */
  #list<T>(item: () => T | undefined): T[] | undefined {
    const count = this.#varint() - 1;
    const items: T[] = [];
    let isWhole = true;
    for (let at = 0; at < count; at++) {
      const one = item();
      if (one === undefined) isWhole = false;
      else items.push(one);
    }
    return isWhole ? items : undefined;
  }

  /** A compact string, null where it is. */
  #text(): string | null {
    const length = this.#varint() - 1;
    if (length < 0) return null;
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError('the answer to DescribeConfigs ends too early');
    return this.#bytes.toString('utf8', from, this.#at);
  }

  #tags(): void {
    const count = this.#varint();
    for (let at = 0; at < count; at++) {
      this.#varint();
      this.#at += this.#varint();
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }
}
