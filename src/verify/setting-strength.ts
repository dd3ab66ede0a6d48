/**
 * What a value gives away against another one, in a clause; undefined where it is not weaker, or nobody can say. Kafka's own
 * documentation of topic settings says what each does; of most settings neither value is the stronger one.
 */
export function weakness(name: string, live: string, declared: string): string | undefined {
  return WEAKER[name]?.(live, declared);
}

type Weaker = (live: string, declared: string) => string | undefined;

/** Settings on which the safety of records rests. */
export const SAFETY_SETTINGS: readonly string[] = [
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'retention.ms',
  'retention.bytes',
  'cleanup.policy',
  'delete.retention.ms',
  'min.compaction.lag.ms',
  'max.message.bytes',
];

const WEAKER: Readonly<Record<string, Weaker>> = {
  'min.insync.replicas': less('a record that is acknowledged can be on fewer brokers, and lost with them'),
  'unclean.leader.election.enable': (live, declared) =>
    live === 'true' && declared === 'false' ? 'a replica that lags may become the leader, and acknowledged records are lost' : undefined,
  'retention.ms': less('records are deleted earlier', {endless: true}),
  'retention.bytes': less('records are deleted earlier', {endless: true}),
  'cleanup.policy': (live, declared) =>
    policies(live).has('delete') && !policies(declared).has('delete') ? 'records are deleted by age that were to be kept' : undefined,
  'delete.retention.ms': less('a reader that is behind may miss a deletion'),
  'min.compaction.lag.ms': less('a reader that is behind may miss values'),
  'max.message.bytes': less('records that were to be taken are refused'),
};

/** `endless`: a value below zero means that there is no limit. */
function less(what: string, {endless = false} = {}): Weaker {
  return (live, declared) => {
    if (!/^-?\d+$/.test(live) || !/^-?\d+$/.test(declared)) return undefined;
    const [is, should] = [BigInt(live), BigInt(declared)];
    if (endless && should < 0n) return is >= 0n ? what : undefined;
    if (endless && is < 0n) return undefined;
    return is < should ? what : undefined;
  };
}

function policies(text: string): Set<string> {
  return new Set(text.split(',').map(one => one.trim()));
}
