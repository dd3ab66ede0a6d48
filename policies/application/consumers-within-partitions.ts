import {application, defaultGroup, IntendedTopics, modelPolicy, quota, type Resource, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'Topic'],
  title: 'No instance of a consumer is idle',
  rationale:
    'A group divides partitions among its members, and a partition has one reader. Instances beyond the number of partitions wait for one to fall out: they cost what the others cost, and make no reader faster. One or two are a reserve, and then stated on purpose.',
  level: 'warning',
  packs: {development: 'off'},
  covers: ['CO4', 'TU5', 'C07.4', 'TO1'],
  sources: ['Apache Kafka documentation, Design, consumers: each partition is consumed by exactly one consumer of a group'],
  waiveWhen: 'The instances beyond are a reserve, or share the records of a partition among themselves.',
  judgeAll(model, _options, report) {
    const topics = IntendedTopics.of(model);
    for (const resource of model.applications) {
      const {instances} = resource.spec;
      if (instances === undefined) continue;
      for (const [group, partitions] of partitionsByGroup(resource, topics)) {
        if (partitions === 0 || instances <= partitions) continue;
        report({
          resource,
          at: 'spec.instances',
          discriminator: group,
          message: `${instances} instances in the group ${group} share ${partitions} partitions, so that ${instances - partitions} are idle: run ${partitions} at most, or raise the partitions`,
        });
      }
    }
  },
  examples: {
    good: [
      [application({instances: 12}), topic(), user(), quota()],
      [
        application({instances: 20, consumes: [{topicPrefix: 'payments.'}]}),
        topic(),
        topic({name: 'payments.orders.paid.v1'}),
        user(),
        quota(),
      ],
    ],
    bad: [[application({instances: 13}), topic(), user(), quota()]],
  },
});

/** How many partitions the members of each group share: more than that are idle, however they are assigned. */
function partitionsByGroup(resource: Resource<'Application'>, topics: IntendedTopics): ReadonlyMap<string, number> {
  const byGroup = new Map<string, Map<string, number>>();
  for (const {group = defaultGroup(resource), topics: intended} of resource.spec.consumes) {
    const known = byGroup.get(group) ?? new Map<string, number>();
    byGroup.set(group, known);
    for (const one of intended) for (const {name, spec} of topics.named(one)) known.set(name, spec.partitions);
  }
  return new Map([...byGroup].map(([group, known]) => [group, [...known.values()].reduce((sum, one) => sum + one, 0)]));
}
