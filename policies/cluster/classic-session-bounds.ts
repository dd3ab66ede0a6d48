import {brokerValue, cluster, modelPolicy} from 'kafka-weir/policy';

const LEAST = 'group.min.session.timeout.ms';
const MOST = 'group.max.session.timeout.ms';

export default modelPolicy({
  kinds: ['Cluster'],
  title: 'Some session timeout lies within the bounds of classic groups',
  rationale:
    'A member of a classic group asks for its session timeout when it joins, and is refused outside of these bounds. Where the lower is above the upper, the brokers start without a word and refuse every member: no consumer of the classic protocol, no Connect worker and no Kafka Streams application that uses it could join a group.',
  level: 'warning',
  packs: {strict: 'error', development: 'warning'},
  covers: ['C03.3'],
  sources: [
    'Apache Kafka 4.3, GroupCoordinatorService.joinGroup: INVALID_SESSION_TIMEOUT outside of the bounds',
    'Apache Kafka 4.3, GroupCoordinatorConfig: 6 seconds and 30 minutes by default, and no relation is required of them',
  ],
  waiveWhen: 'All groups use the protocol of KIP-848, whose bounds are others.',
  judgeAll({cluster: document}, _options, report) {
    if (document === undefined) return;
    const [least, most] = [brokerValue(document, LEAST), brokerValue(document, MOST)];
    if (!(least.isStated || most.isStated) || Number(least.text) <= Number(most.text)) return;
    const words = [least, most].map(({text, isStated}) => (isStated ? text : `${text} (Kafka's default)`));
    report({
      resource: document,
      at: `spec.brokers.config.${least.isStated ? LEAST : MOST}`,
      message: `${LEAST} ${words[0]} is above ${MOST} ${words[1]}, so that no member of a classic group could join: correct one of them`,
    });
  },
  examples: {
    good: [[cluster()], [stating({[LEAST]: '6s', [MOST]: '5m'})], [stating({[MOST]: '6s'})]],
    bad: [[stating({[LEAST]: '60s', [MOST]: '30s'})], [stating({[MOST]: '5s'})], [stating({[LEAST]: '1h'})]],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
