import {describeFailure} from '../../cluster/failure.ts';
import {WeirError} from '../../findings/error.ts';
import {ClientError} from '../client-error.ts';
import {AnswerLost} from '../link/link.ts';

/**
 * What a failure of a group's member, or of a fetch, asks for.
 * `rejoin`: the group is rebalancing, take part; `lost`: the group goes on without this member, which no longer owns
 * anything; `coordinator`: ask for the coordinator again; `unreachable`: a broker or the way to it, try again;
 * `fatal`: no use in trying again.
 */
export type Remedy = 'rejoin' | 'lost' | 'coordinator' | 'unreachable' | 'fatal';

const REMEDIES: Record<string, Remedy> = {
  REBALANCE_IN_PROGRESS: 'rejoin',
  ILLEGAL_GENERATION: 'lost',
  UNKNOWN_MEMBER_ID: 'lost',
  FENCED_INSTANCE_ID: 'lost',
  NOT_COORDINATOR: 'coordinator',
  COORDINATOR_NOT_AVAILABLE: 'coordinator',
  COORDINATOR_LOAD_IN_PROGRESS: 'coordinator',
};

/** Errors that pass while leaders move. */
const PASSING = [
  'LEADER_NOT_AVAILABLE',
  'BROKER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'REPLICA_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'KAFKA_STORAGE_ERROR',
  'UNSTABLE_OFFSET_COMMIT',
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
];

export function remedyOf(thrown: unknown): Remedy {
  // The independent client's own errors are sorted already.
  if (thrown instanceof WeirError) return thrown.retriable ? 'unreachable' : 'fatal';
  const {kind, protocolErrors} = describeFailure(thrown);
  for (const name of protocolErrors) {
    const known = REMEDIES[name];
    if (known !== undefined) return known;
    if (PASSING.includes(name)) return 'unreachable';
  }
  if (kind === 'network' || kind === 'timeout') return 'unreachable';
  if (thrown instanceof AnswerLost) return 'unreachable';
  // kafkajs's own, about brokers that it does not know yet or any more, and locks on connections.
  if (
    thrown instanceof Error &&
    /^KafkaJS(BrokerNotFound|Connection|RequestTimeout|LockTimeout|Timeout|NoBroker|.*NotLoaded|NumberOfRetries|GroupCoordinatorNotFound)/.test(
      thrown.name,
    )
  )
    return kind === 'authentication' || kind === 'tls' ? 'fatal' : 'unreachable';
  return 'fatal';
}

/** A failure that ends a consumer, in the library's terms; a {@link ClientError} stays what it is. */
export function clientFailure(doing: string, thrown: unknown): ClientError {
  if (thrown instanceof ClientError) return thrown;
  const {kind, reason, protocolErrors} = describeFailure(thrown);
  const isRefused = kind === 'authentication' || (thrown instanceof WeirError && thrown.code === 'cluster/authentication');
  const message = `could not ${doing}: ${reason}`;
  if (isRefused)
    return new ClientError(message, {
      code: 'client/authentication',
      recovery: 'fatal',
      hint: 'The brokers no longer take these credentials: connect again with the current ones.',
      cause: thrown,
    });
  const denied = protocolErrors.find(one => one.endsWith('AUTHORIZATION_FAILED'));
  if (denied !== undefined)
    return new ClientError(message, {
      code: 'client/not-authorized',
      recovery: 'fatal',
      hint: 'Give the principal READ on the topics and on the group: `weir access can` tells what it may.',
      cause: thrown,
    });
  if (isUnknownTopic(thrown))
    return new ClientError(message, {code: 'client/topic-missing', recovery: 'fatal', hint: MISSING_TOPIC_HINT, cause: thrown});
  const passes = remedyOf(thrown) !== 'fatal';
  return new ClientError(message, {
    code: passes ? 'client/unreachable' : 'client/failed',
    recovery: passes ? 'retriable' : 'fatal',
    cause: thrown,
  });
}

const MISSING_TOPIC_HINT = 'It was deleted, or its name is misspelt: create it (`weir topics create`), or consume what there is.';

export function isUnknownTopic(thrown: unknown): boolean {
  return describeFailure(thrown).protocolErrors.includes('UNKNOWN_TOPIC_OR_PARTITION');
}

export function topicMissing(topics: readonly string[]): ClientError {
  return new ClientError(`not on the cluster: topic ${topics.join(', ')}`, {
    code: 'client/topic-missing',
    recovery: 'fatal',
    hint: MISSING_TOPIC_HINT,
  });
}
