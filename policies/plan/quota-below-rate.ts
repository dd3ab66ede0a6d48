import {
  entityOf,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedQuota,
  plannedSetting,
  planPolicy,
  roughSizeText,
} from 'kafka-weir/policy';

const measured = {known: {bytesPerSecondMax: 2_097_152, brokerId: 1, windowMs: 2000, shrunkCount: 0}};
const rate = {user: 'billing', topics: ['payments.orders.placed.v1'], measured};
const facts = planFacts({live: {writeRates: [rate]}});

/** Brokers delay the answers to a client that is over its quota, until it is below. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: "A producer's quota is above what it writes",
  rationale:
    'A client over its quota is throttled: the brokers hold back their answers until its rate is below, so that its sends queue up and time out in the end. What a user writes is measured while the plan is made, over two seconds, by the growth of the logs of topics that it alone may write, on each broker, because quotas count by broker. Where its topics are shared, nothing can be told, and another rule says so.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['TO5'],
  sources: ['KIP-13 and KIP-55: quotas in bytes per second and broker', 'KIP-113: sizes of logs by DescribeLogDirs'],
  waiveWhen: 'It is to be slowed down, or what was measured is a burst that it need not keep up.',
  judge({kind, action, name, before, after, resource, stack}, {live, clusterDocument}, _options, report) {
    if (kind !== 'Quota' || (action !== 'create' && action !== 'replace') || after === undefined || 'unknown' in live) return;
    const limit = Number(plannedSetting(after, 'producer_byte_rate'));
    // More than it had throttles nobody who was not.
    if (limit >= Number(plannedSetting(before, 'producer_byte_rate') ?? Number.POSITIVE_INFINITY)) return;
    const {type, name: user} = entityOf(after);
    const found = type === 'user' ? live.known.writeRates.find(one => one.user === user) : undefined;
    if (found === undefined || 'unknown' in found.measured || !(found.measured.known.bytesPerSecondMax > limit)) return;
    const {bytesPerSecondMax, brokerId, windowMs, shrunkCount} = found.measured.known;
    report({
      resource: resource ?? clusterDocument,
      at: '/spec/producerByteRate',
      about: {kind, name},
      message: `${user} may write ${roughSizeText(limit)} a second and broker from then on, and wrote ${roughSizeText(bytesPerSecondMax)} a second to broker ${brokerId} just now (over ${windowMs} ms, to ${found.topics.join(', ')}): it would be throttled; write more than that`,
      evidence: {
        user,
        stack,
        limitBytesPerSecond: limit,
        measuredBytesPerSecond: bytesPerSecondMax,
        brokerId,
        windowMs,
        topics: found.topics,
        unmeasuredPartitionCount: shrunkCount,
      },
    });
  },
  examples: {
    good: [
      {change: plannedQuota('create', {after: {config: {producer_byte_rate: 10_485_760}}}), facts},
      {change: plannedQuota('replace', {before: {config: {producer_byte_rate: 524_288}}}), facts},
      {change: plannedQuota('delete'), facts},
    ],
    bad: [{change: plannedQuota('create'), facts}],
  },
});
