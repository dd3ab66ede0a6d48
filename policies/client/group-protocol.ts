import {clientValue, compareMinor, profile, profilePolicy} from 'kafka-weir/policy';

/** Settings by the protocol under which Kafka refuses them, and the release from which on it does. */
const REFUSED: Readonly<Record<string, readonly {name: string; since?: string; instead: string}[]>> = {
  consumer: [
    {name: 'session.timeout.ms', since: '4.0', instead: 'group.consumer.session.timeout.ms of the brokers decides'},
    {name: 'heartbeat.interval.ms', since: '4.0', instead: 'group.consumer.heartbeat.interval.ms of the brokers decides'},
    {name: 'partition.assignment.strategy', since: '4.0', instead: 'the coordinator assigns, and group.remote.assignor names how'},
    {name: 'share.acknowledgement.mode', since: '4.2', instead: 'it is for share groups'},
    {name: 'share.acquire.mode', since: '4.2', instead: 'it is for share groups'},
  ],
  classic: [
    {name: 'group.remote.assignor', instead: 'members assign, and partition.assignment.strategy names how'},
    {name: 'share.acknowledgement.mode', since: '4.2', instead: 'it is for share groups, whose programs say so themselves'},
    {name: 'share.acquire.mode', since: '4.2', instead: 'it is for share groups, whose programs say so themselves'},
  ],
};

export default profilePolicy({
  title: 'A consumer states what its group protocol knows',
  rationale:
    'With the protocol of KIP-848 the coordinator assigns partitions and decides about sessions and heartbeats; what a client states of them would do nothing, and Kafka refuses such a consumer. The other way round it refuses the settings of the new protocols in a classic group.',
  level: 'error',
  covers: ['CO2', 'C03.3'],
  sources: [
    'Apache Kafka 3.9.2 to 4.3.1, ConsumerConfig: CLASSIC_PROTOCOL_UNSUPPORTED_CONFIGS, CONSUMER_PROTOCOL_UNSUPPORTED_CONFIGS, and a consumer made with each',
    'KIP-848: the consumer rebalance protocol; KIP-932: share groups',
  ],
  waiveWhen: 'A program that makes consumers of share groups takes this profile, and no other does.',
  judge(resource, _options, report) {
    const {consumer, version} = resource.spec;
    if (consumer === undefined) return;
    const protocol = clientValue(resource.spec, 'consumer', 'group.protocol').text.toLowerCase();
    for (const {name, since, instead} of REFUSED[protocol] ?? []) {
      if (consumer[name] === undefined) continue;
      const isRefused = since === undefined || version === undefined || compareMinor(version, since) >= 0;
      report({
        resource,
        at: `spec.consumer.${name}`,
        mark: 'key',
        message: `${name} ${isRefused ? 'is refused' : 'does nothing'} with group.protocol ${protocol}: leave it out, ${instead}`,
        fix: {[`spec.consumer.${name}`]: null},
      });
    }
  },
  examples: {
    good: [
      [profile()],
      [consuming({'group.protocol': 'consumer', 'group.remote.assignor': 'uniform'})],
      [consuming({'session.timeout.ms': '30s'})],
    ],
    bad: [
      [consuming({'group.protocol': 'consumer', 'session.timeout.ms': '30s'})],
      [consuming({'group.protocol': 'CONSUMER', 'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.RangeAssignor'})],
      [consuming({'group.remote.assignor': 'uniform'})],
    ],
  },
});

function consuming(consumer: Record<string, unknown>) {
  return profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest', ...consumer}});
}
