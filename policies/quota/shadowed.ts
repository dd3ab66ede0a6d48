import {modelPolicy, type QuotaSpec, quota, user} from 'kafka-weir/policy';

const RATES = ['producerByteRate', 'consumerByteRate', 'requestPercentage', 'controllerMutationRate'] as const;

export default modelPolicy({
  kinds: ['Quota'],
  title: 'No quota of a client id is overruled by the default of all users',
  rationale:
    'The broker takes the quota of the user first, then the default of all users, and only then that of the client id. Every connection has a user, be it ANONYMOUS: where users have a default rate, the same rate for a client id never applies to anybody. It is counted rate by rate, so that another rate of the same document may still hold.',
  level: 'warning',
  packs: {strict: 'error', development: 'warning'},
  sources: [
    'Apache Kafka documentation, Design, Quotas: order of precedence of quota configuration',
    'Apache Kafka 4.3, ClientQuotaManager.DefaultQuotaCallback.quotaMetricTags; one manager a rate (QuotaFactory)',
  ],
  waiveWhen: 'The brokers run a client.quota.callback.class of their own with another order.',
  judgeAll({quotas}, _options, report) {
    const ofAllUsers = new Map<keyof QuotaSpec, string>();
    for (const {name, spec} of quotas) {
      if (spec.entity.type !== 'user' || spec.entity.name !== undefined) continue;
      for (const rate of RATES) if (spec[rate] !== undefined) ofAllUsers.set(rate, name);
    }
    for (const resource of quotas) {
      const {entity} = resource.spec;
      if (entity.type !== 'clientId') continue;
      for (const rate of RATES) {
        const by = ofAllUsers.get(rate);
        if (by === undefined || resource.spec[rate] === undefined) continue;
        const who = entity.name === undefined ? 'the default of client ids' : `the client id ${entity.name}`;
        report({
          resource,
          at: `spec.${rate}`,
          message: `this ${rate} of ${who} never applies: Quota ${by} gives every user one, which goes first; state it for the user in place of the client id`,
          evidence: {overruledBy: by},
        });
      }
    }
  },
  examples: {
    good: [
      [quota({name: 'all', entity: {default: 'user'}}), quota(), user()],
      [quota({name: 'id', entity: {clientId: 'audit'}}), quota(), user()],
      // Another rate of the default.
      [
        quota({name: 'all', entity: {default: 'user'}, producerByteRate: undefined}),
        quota({name: 'id', entity: {clientId: 'audit'}, consumerByteRate: undefined}),
        user(),
      ],
    ],
    bad: [
      [quota({name: 'all', entity: {default: 'user'}}), quota({name: 'id', entity: {clientId: 'audit'}}), user()],
      [quota({name: 'all', entity: {default: 'user'}}), quota({name: 'ids', entity: {default: 'clientId'}}), user()],
    ],
  },
});
