import {modelPolicy, quota, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Quota'],
  title: 'An entity has one quota',
  rationale:
    'The broker keeps one set of rates for an entity. Two documents for the same one overwrite each other at every apply, and which holds is a matter of order.',
  level: 'error',
  sources: [
    'KIP-546: client quotas are keyed by entity',
    'Mongey/kafka provider v0.13.1, resource_kafka_quota.go: the id of a quota is its entity',
  ],
  waiveWhen: 'Never: only one of the two can hold.',
  judgeAll({quotas}, _options, report) {
    const first = new Map<string, string>();
    for (const resource of quotas) {
      const {type, name} = resource.spec.entity;
      const key = JSON.stringify([type, name ?? null]);
      const known = first.get(key);
      if (known === undefined) first.set(key, resource.name);
      else {
        report({
          resource,
          at: 'spec.entity',
          message: `${name === undefined ? `the default ${type}` : `${type} ${name}`} has a quota already, Quota ${known}: state all its rates in one document`,
        });
      }
    }
  },
  examples: {
    good: [
      [
        user(),
        quota({name: 'a', entity: {user: 'audit'}}),
        quota({name: 'b', entity: {clientId: 'audit'}}),
        quota({name: 'c', entity: {default: 'user'}}),
      ],
    ],
    bad: [
      [user(), quota({name: 'a', entity: {user: 'audit'}}), quota({name: 'b', entity: {user: 'audit'}})],
      [quota({name: 'a', entity: {default: 'ip'}}), quota({name: 'b', entity: {default: 'ip'}})],
    ],
  },
});
