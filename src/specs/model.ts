import type {Location} from '../findings/finding.ts';
import type {ApplicationSpec} from './application-spec.ts';

/** The kinds of document that Weir reads. */
export const KINDS = ['Cluster', 'Topic', 'Acl', 'Quota', 'User', 'Application', 'ClientProfile'] as const;
export type Kind = (typeof KINDS)[number];

/** Where a secret comes from; the value itself never stands in a spec. */
export type SecretSource = {env: string} | {file: string} | {command: string[]};

export interface Objectives {
  /** A new leader is known for every partition within this time after its leader died. */
  leaderFailoverMs?: number;
  /** The longest pause between two acknowledgements that a producer sees. */
  ackGapMs?: number;
  /** From the healing of a fault to a full in-sync replica set. */
  isrRecoveryMs?: number;
  lagRecoveryMs?: number;
}

export type VerificationMode = 'read-only' | 'canary' | 'full';

export interface ClusterSecurity {
  protocol: 'SASL_SSL' | 'SSL' | 'SASL_PLAINTEXT' | 'PLAINTEXT';
  sasl?: {
    mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER' | 'AWS_MSK_IAM';
    usernameFrom?: SecretSource;
    passwordFrom?: SecretSource;
  };
  tls?: {
    caFrom?: SecretSource;
    certFrom?: SecretSource;
    keyFrom?: SecretSource;
    minVersion: 'TLSv1.2' | 'TLSv1.3';
    verifyHostname: boolean;
  };
}

export interface ClusterSpec {
  environment: string;
  /** The embedded cluster: reached through `.weir/sandbox`, not through bootstrap and security. */
  sandbox: boolean;
  /** `host:port` each; empty on a sandbox. */
  bootstrap: string[];
  security?: ClusterSecurity;
  clusterId?: string;
  brokers?: {
    count?: number;
    diskBytes?: number;
    maxPartitionsPerBroker?: number;
    authorizer?: {allowIfNoAcl: boolean; auditLog: boolean};
    /** Version of Kafka that the brokers run: `4.1` or `4.1.2`. Undefined: their settings are judged as the newest release does. */
    version?: string;
    /**
     * What the brokers are said to run with: Kafka's own names and canonical text, valid by Kafka's definitions
     * (`{'auto.create.topics.enable': 'false', 'ssl.enabled.protocols': 'TLSv1.3'}`). Never a password. A setting that is
     * absent is unknown, not Kafka's default. A listener's own stand under `listener.name.NAME.`.
     */
    config?: Record<string, string>;
  };
  terraform: {
    backend: {type: string; [setting: string]: unknown};
    /** By domain, in how many stacks its resources are split; one that is absent is one stack. */
    shards?: Record<string, number>;
    /** Stacks with a state and without a document, `<domain>` or `<domain>.<shard>`. */
    formerStacks?: string[];
  };
  verification: {mode: VerificationMode; chaos: boolean; objectives: Objectives};
}

export interface TopicSpec {
  partitions: number;
  replicationFactor: number;
  /** Kafka's own names and canonical text: `604800000`, `compact,delete`, `false`. Exact to 2^63-1. */
  config: Record<string, string>;
  access?: {consumers: string[]; producers: string[]};
  objectives: Objectives;
}

export type AclResourceType = 'topic' | 'group' | 'cluster' | 'transactional-id' | 'delegation-token' | 'user';
export type AclOperation =
  | 'all'
  | 'read'
  | 'write'
  | 'create'
  | 'delete'
  | 'alter'
  | 'describe'
  | 'cluster-action'
  | 'describe-configs'
  | 'alter-configs'
  | 'idempotent-write'
  | 'create-tokens'
  | 'describe-tokens';

export interface AclSpec {
  /** With its type: `User:audit`. */
  principal: string;
  host: string;
  resource: {type: AclResourceType; name: string; pattern: 'literal' | 'prefixed'};
  operations: AclOperation[];
  permission: 'allow' | 'deny';
}

/** One binding as the broker knows it: an Acl document with n operations is n of them. */
export interface AclBinding {
  principal: string;
  host: string;
  resourceType: AclResourceType;
  resourceName: string;
  pattern: 'literal' | 'prefixed';
  operation: AclOperation;
  permission: 'allow' | 'deny';
}

export type QuotaEntityType = 'user' | 'clientId' | 'ip';

/** Fields of a Quota document and Kafka's names for them (KIP-13, KIP-124, KIP-599; the last, of addresses alone, KIP-612). */
export const QUOTA_RATES = {
  producerByteRate: 'producer_byte_rate',
  consumerByteRate: 'consumer_byte_rate',
  requestPercentage: 'request_percentage',
  controllerMutationRate: 'controller_mutation_rate',
  connectionCreationRate: 'connection_creation_rate',
} as const;

export interface QuotaSpec {
  /** `name: undefined` is the default of that type. */
  entity: {type: QuotaEntityType; name: string | undefined};
  /** Bytes per second, per broker. */
  producerByteRate?: number;
  /** Bytes per second, per broker. */
  consumerByteRate?: number;
  /** Percent of one request handler thread, per broker. */
  requestPercentage?: number;
  /** Mutations per second. */
  controllerMutationRate?: number;
  /** Connections per second, per broker. */
  connectionCreationRate?: number;
}

export interface ScramCredential {
  mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  iterations: number;
  passwordFrom: SecretSource;
  /** Raise it to write a changed password; a user without it is never written. */
  version?: number;
  /** ISO date. */
  rotatedOn?: string;
  rotateEveryMs?: number;
}

export interface UserSpec {
  /** Exactly one of the three is present. */
  scram?: ScramCredential;
  tls?: {subject: string; principal?: string};
  external?: true;
}

/** What a ClientProfile holds settings for, as Kafka's client libraries divide them. */
export const CLIENT_SECTIONS = ['producer', 'consumer', 'streams'] as const;
export type ClientSection = (typeof CLIENT_SECTIONS)[number];

/**
 * Settings of clients by section: Kafka's own names and canonical text, valid by Kafka's definitions (`{'linger.ms': '10',
 * acks: 'all'}`). A setting that is absent has Kafka's default. Never a secret, and nothing of the connection.
 */
export interface ClientProfileSpec extends Partial<Record<ClientSection, Record<string, string>>> {
  /** Version of Kafka's client library: `4.1` or `4.1.2`. Undefined: the settings are judged as the newest release does. */
  version?: string;
}

export type * from './application-spec.ts';

export interface SpecOf {
  Cluster: ClusterSpec;
  Topic: TopicSpec;
  Acl: AclSpec;
  Quota: QuotaSpec;
  User: UserSpec;
  Application: ApplicationSpec;
  ClientProfile: ClientProfileSpec;
}

export interface Metadata {
  name: string;
  owner?: string;
  description?: string;
  labels: Record<string, string>;
}

/** One document as it holds for one cluster: overlays merged, defaults filled in, units resolved. */
export interface Resource<K extends Kind = Kind> {
  kind: K;
  name: string;
  /** `metadata.domain`, or the first folder under the specs, or `default`. */
  domain: string;
  metadata: Metadata;
  spec: SpecOf[K];
  /**
   * The document as rules judge it: `{apiVersion, kind, metadata, spec}` with the shape that was written
   * (defaults are not filled in, so that a missing claim can be told from a stated one); units are resolved to
   * whole numbers, and topic config values to Kafka's text.
   */
  judged: Readonly<Record<string, unknown>>;
  /**
   * Position of the value at a JSON pointer into {@link judged} (`/spec/config/retention.ms`), or of the nearest
   * parent that was written. Points into the environment's patch where the value comes from there.
   * `key: true` asks for the key in place of the value.
   */
  locate(pointer: string, options?: {key?: boolean}): Location;
}

/** All documents that hold for one cluster. */
export interface Model {
  /** Absent where the specs have no Cluster document: then the documents are judged once, without one. */
  cluster: Resource<'Cluster'> | undefined;
  topics: readonly Resource<'Topic'>[];
  acls: readonly Resource<'Acl'>[];
  quotas: readonly Resource<'Quota'>[];
  users: readonly Resource<'User'>[];
  applications: readonly Resource<'Application'>[];
  profiles: readonly Resource<'ClientProfile'>[];
}

/** Every resource of a model, the Cluster first. */
export function resourcesOf(model: Model): Resource[] {
  const {cluster, topics, acls, quotas, users, applications, profiles} = model;
  return [...(cluster === undefined ? [] : [cluster]), ...topics, ...acls, ...quotas, ...users, ...applications, ...profiles];
}

/** The bindings of an Acl document, one an operation. */
export function bindingsOf(acl: AclSpec): AclBinding[] {
  return acl.operations.map(operation => ({
    principal: acl.principal,
    host: acl.host,
    resourceType: acl.resource.type,
    resourceName: acl.resource.name,
    pattern: acl.resource.pattern,
    operation,
    permission: acl.permission,
  }));
}

/** The principal that a User document authenticates as. */
export function principalOf(user: Pick<Resource<'User'>, 'name' | 'spec'>): string {
  if (user.spec.tls !== undefined) return user.spec.tls.principal ?? `User:${user.spec.tls.subject}`;
  return `User:${user.name}`;
}
