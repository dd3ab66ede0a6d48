/** A topic that an intent names, or all that start with a prefix. */
export interface IntendedTopic {
  name: string;
  pattern: 'literal' | 'prefixed';
  /** JSON pointer to where it is named: `/spec/consumes/0/topics/1`. */
  at: string;
}

export interface ProduceIntent {
  topics: IntendedTopic[];
}

export interface ConsumeIntent {
  topics: IntendedTopic[];
  /** Undefined: the default of the application (`defaultGroup` in access/). */
  group?: string;
  /** Topic for records that cannot be processed. */
  deadLetter?: string;
  /** Most records that a partition may be behind. */
  maxLag?: number;
  maxLagMs?: number;
  /** JSON pointer to the intent: `/spec/consumes/0`. */
  at: string;
}

export interface TransactionalIds {
  /** Ids that are listed, or one prefix that all of them start with. */
  ids: {name: string; pattern: 'literal' | 'prefixed'; at: string}[];
}

/** What an application is besides a producer and a consumer of its own topics. */
export interface StreamsIntent {
  applicationId: string;
  /** False: its internal topics are made by somebody else before it starts. */
  createsTopics: boolean;
  /** processing.guarantee=exactly_once_v2. */
  exactlyOnce: boolean;
}

/** A Kafka Connect worker in distributed mode. */
export interface ConnectWorkerIntent {
  /** The worker's `group.id`: members of one Connect cluster share it. */
  group: string;
  configTopic: string;
  offsetTopic: string;
  statusTopic: string;
  /** exactly.once.source.support=enabled (KIP-618). */
  exactlyOnceSource: boolean;
}

/** A connector that runs with a principal of its own (`producer.override.…`, `consumer.override.…`). */
export interface ConnectorIntent {
  name: string;
  type: 'source' | 'sink';
  /** A source with exactly-once support: the group of its worker and the topic of its offsets, both part of its transactions. */
  exactlyOnce?: {workerGroup: string; offsetTopic: string};
}

/** MirrorMaker 2 as its own driver, between two clusters by their aliases. */
export interface MirrorMakerIntent {
  /** Alias of the cluster that is copied, and first part of the names of copies. */
  from: string;
  to: string;
  /** Which of the two clusters this document's cluster is. */
  side: 'source' | 'target';
  /** Topics that are copied. */
  topics: IntendedTopic[];
  /** Groups whose offsets are translated; `*` for all. */
  groups: string[];
}

export interface ApplicationSpec {
  /** Name of a User document. */
  user: string;
  /** Addresses that its clients have, as the broker sees them; `*` for any. */
  hosts: string[];
  produces: ProduceIntent[];
  consumes: ConsumeIntent[];
  /** Further consumer groups. */
  groups: string[];
  transactionalId?: TransactionalIds;
  streams?: StreamsIntent;
  connectWorker?: ConnectWorkerIntent;
  connector?: ConnectorIntent;
  mirrorMaker?: MirrorMakerIntent;
  instances?: number;
  /** Name of a ClientProfile document. */
  client?: string;
  /** `derived`: Weir writes the ACLs that the intents need. `written`: Acl documents state them, and Weir says what they lack. */
  acls: 'derived' | 'written';
}
