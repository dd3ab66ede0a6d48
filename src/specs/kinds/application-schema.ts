import {COMMENT, type Schema} from '../schema.ts';

const topicName = {type: 'string', minLength: 1} as const;

/** The three ways to say which topics an intent is about; exactly one of them stands in an entry. */
export const TOPIC_KEYS = ['topic', 'topics', 'topicPrefix'] as const;

const topicKeys = {
  topic: {...topicName, description: 'Name of a topic.'},
  topics: {type: 'array', items: topicName, minItems: 1, uniqueItems: true, description: 'Names of several topics.'},
  topicPrefix: {
    ...topicName,
    description: 'Start of the names of all topics that are meant, also those made later: for archives and subscriptions by pattern.',
  },
} as const;

const group = {type: 'string', minLength: 1} as const;
const count = {type: 'integer', minimum: 1} as const;

/** Further conditions on one entry are told by the kind's check, where they can be told in words. */
const produces = {
  type: 'array',
  description: 'What it writes.',
  minItems: 1,
  items: {type: 'object', properties: topicKeys, additionalProperties: false},
} as const;

const consumes = {
  type: 'array',
  description: 'What it reads, in which group.',
  minItems: 1,
  items: {
    type: 'object',
    properties: {
      ...topicKeys,
      group: {
        ...group,
        description:
          "Its consumer group; by default the application's name, for Kafka Streams the application id, for a sink connector connect-NAME.",
      },
      deadLetter: {...topicName, description: 'Topic for records that it cannot process; it may write there.'},
      maxLag: {...count, description: 'Most records that a partition may be behind.'},
      maxLagSeconds: {...count, description: 'Most seconds that a partition may be behind.'},
    },
    additionalProperties: false,
  },
} as const;

const transactionalId = {
  type: 'object',
  description: 'The transactional ids of its producers: one prefix, or all of them by name.',
  properties: {
    prefix: {
      type: 'string',
      minLength: 1,
      description: 'Start of all ids; each instance adds a stable part of its own, like the number of a partition.',
      examples: ['order-service-'],
    },
    ids: {type: 'array', items: {type: 'string', minLength: 1}, minItems: 1, uniqueItems: true, description: 'All ids, one an instance.'},
  },
  additionalProperties: false,
  oneOf: [{required: ['prefix']}, {required: ['ids']}],
  $comment: `${COMMENT.says}it needs exactly one of prefix, ids`,
} as const;

const streams = {
  type: 'object',
  description: 'A Kafka Streams application: its internal topics, its group and its transactional ids carry the application id.',
  properties: {
    applicationId: {type: 'string', minLength: 1, description: 'Its application.id.', examples: ['order-totals']},
    createsTopics: {
      type: 'boolean',
      default: true,
      description: 'False where its internal topics are made before it starts: then it may not create any.',
    },
    exactlyOnce: {type: 'boolean', default: false, description: 'processing.guarantee is exactly_once_v2.'},
  },
  required: ['applicationId'],
  additionalProperties: false,
} as const;

const connectWorker = {
  type: 'object',
  description: 'A worker of Kafka Connect in distributed mode.',
  properties: {
    group: {...group, description: "Its group.id, which names the Connect cluster; none of its connectors' groups."},
    configTopic: {...topicName, description: 'Its config.storage.topic.'},
    offsetTopic: {...topicName, description: 'Its offset.storage.topic.'},
    statusTopic: {...topicName, description: 'Its status.storage.topic.'},
    exactlyOnceSource: {
      type: 'boolean',
      default: false,
      description: 'exactly.once.source.support is enabled: the leader writes configurations in transactions (KIP-618).',
    },
  },
  required: ['group', 'configTopic', 'offsetTopic', 'statusTopic'],
  additionalProperties: false,
} as const;

const connector = {
  type: 'object',
  description: 'A connector with a user of its own (producer.override.…, consumer.override.…, KIP-458).',
  properties: {
    name: {type: 'string', minLength: 1, description: 'Its name in Connect.'},
    type: {enum: ['source', 'sink'], description: 'A source produces, a sink consumes.'},
    exactlyOnce: {
      type: 'object',
      description: 'A source with exactly-once support: records and offsets are written in one transaction.',
      properties: {
        workerGroup: {...group, description: 'group.id of its workers, which its transactional ids start with.'},
        offsetTopic: {
          ...topicName,
          description: 'Topic of its offsets: offsets.storage.topic, else the offset.storage.topic of the workers.',
        },
      },
      required: ['workerGroup', 'offsetTopic'],
      additionalProperties: false,
    },
  },
  required: ['name', 'type'],
  additionalProperties: false,
} as const;

const mirrorMaker = {
  type: 'object',
  description: 'MirrorMaker 2, from one cluster to another; each of them gets the rights of its side.',
  properties: {
    from: {type: 'string', minLength: 1, description: 'Alias of the cluster that is copied: copies are named from.TOPIC.'},
    to: {type: 'string', minLength: 1, description: 'Alias of the cluster that gets the copies.'},
    side: {
      enum: ['source', 'target'],
      description: "Which of the two this document's cluster is; state the other in an environment's patch.",
    },
    topics: topicKeys.topics,
    topicPrefix: topicKeys.topicPrefix,
    groups: {
      type: 'array',
      items: group,
      minItems: 1,
      uniqueItems: true,
      description: 'Groups whose offsets are translated; "*" for all. None by default.',
    },
  },
  required: ['from', 'to', 'side'],
  additionalProperties: false,
} as const;

/** Keys of `spec` that each say what the application does; at least one is there. */
export const INTENT_KEYS = ['produces', 'consumes', 'streams', 'connectWorker', 'connector', 'mirrorMaker'] as const;

/** The `spec` of an Application. */
export const applicationSchema: Schema = {
  type: 'object',
  properties: {
    user: {type: 'string', minLength: 1, description: 'Name of the User document that it authenticates as.'},
    hosts: {
      type: 'array',
      items: {type: 'string', minLength: 1},
      minItems: 1,
      uniqueItems: true,
      default: ['*'],
      description: 'Addresses of its clients as the brokers see them; any by default.',
    },
    produces,
    consumes,
    groups: {type: 'array', items: group, minItems: 1, uniqueItems: true, description: 'Further consumer groups that it uses.'},
    transactionalId,
    streams,
    connectWorker,
    connector,
    mirrorMaker,
    instances: {...count, maximum: 10_000, description: 'How many of it run; each has a transactional id of its own.'},
    client: {type: 'string', minLength: 1, description: 'Name of the ClientProfile document with the settings of its clients.'},
    acls: {
      enum: ['derived', 'written'],
      default: 'derived',
      description: 'derived: Weir writes the ACLs that the intents need. written: Acl documents state them, and Weir says what they lack.',
    },
  },
  required: ['user'],
  additionalProperties: false,
};
