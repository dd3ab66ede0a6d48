/**
 * Smallest valid documents that break no rule by themselves: an example of a rule states only what the rule is about.
 */
export interface Document {
  apiVersion: 'weir/v1';
  kind: string;
  metadata: {name: string; owner?: string; description?: string; labels?: Record<string, string>; [key: string]: unknown};
  spec: Record<string, unknown>;
  [key: string]: unknown;
}

/** `metadata` and `spec` are merged into the minimal document; `undefined` takes a key away. */
export interface Overrides {
  name?: string;
  metadata?: Record<string, unknown>;
  [specKey: string]: unknown;
}

/** A Topic: `topic({partitions: 3, config: {'retention.ms': '1d'}})`; settings of `config` are merged. */
export function topic({config, ...overrides}: Overrides & {config?: Record<string, unknown>} = {}): Document {
  const minimal = {'min.insync.replicas': 2, 'cleanup.policy': 'delete', 'retention.ms': '7d'};
  return build('Topic', 'payments.orders.placed.v1', overrides, {
    partitions: 12,
    replicationFactor: 3,
    config: withoutUndefined({...minimal, ...config}),
  });
}

export function acl(overrides: Overrides = {}): Document {
  return build('Acl', 'audit-reads-orders', overrides, {
    principal: 'User:audit',
    resource: {type: 'topic', name: 'payments.orders.placed.v1'},
    operations: ['read', 'describe'],
  });
}

export function quota(overrides: Overrides = {}): Document {
  return build('Quota', 'audit', overrides, {entity: {user: 'audit'}, producerByteRate: '10MiB', consumerByteRate: '20MiB'});
}

export function user(overrides: Overrides = {}): Document {
  return build('User', 'audit', overrides, {
    scram: {mechanism: 'SCRAM-SHA-512', iterations: 8192, passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1},
  });
}

/** An Application that reads one topic: `application({consumes: undefined, produces: [{topic: 'payments.orders.placed.v1'}]})`. */
export function application(overrides: Overrides = {}): Document {
  return build('Application', 'audit', overrides, {user: 'audit', consumes: [{topic: 'payments.orders.placed.v1'}]});
}

export function cluster(overrides: Overrides = {}): Document {
  return build('Cluster', 'production', overrides, {
    environment: 'production',
    bootstrap: ['kafka-1:9093', 'kafka-2:9093', 'kafka-3:9093'],
    security: {
      protocol: 'SASL_SSL',
      sasl: {mechanism: 'SCRAM-SHA-512', usernameFrom: {env: 'KAFKA_ADMIN'}, passwordFrom: {env: 'KAFKA_ADMIN_PASSWORD'}},
    },
    brokers: {count: 3, authorizer: {allowIfNoAcl: false}},
  });
}

/** A ClientProfile: `profile({producer: {acks: 1}})`; the smallest states what every rule about it asks for. */
export function profile(overrides: Overrides = {}): Document {
  return build('ClientProfile', 'standard', overrides, {
    producer: {acks: 'all', 'enable.idempotence': true},
    consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest'},
  });
}

function build(kind: string, defaultName: string, {name, metadata, ...spec}: Overrides, minimal: Record<string, unknown>): Document {
  return {
    apiVersion: 'weir/v1',
    kind,
    metadata: {
      name: name ?? defaultName,
      ...withoutUndefined({owner: 'team-payments', description: 'An example', ...metadata}),
    },
    spec: withoutUndefined({...minimal, ...spec}),
  };
}

/** Takes the keys away that are undefined, of an object made for the purpose. */
function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  // Every start makes the examples of all rules, some seven hundred: lists of entries took it two milliseconds.
  for (const key in record) if (record[key] === undefined) delete record[key];
  return record;
}
