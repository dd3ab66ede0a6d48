import {application, defaultGroup, modelPolicy, quota, type Resource, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application'],
  title: 'Each consumer group is the group of one application',
  rationale:
    "The members of a group divide the partitions among them. Two applications in one group take each other's records: each sees a part, and believes that it is all; where they subscribe to different topics, some partitions are assigned to members that do not read them. Their lag and their offsets cannot be told apart either. Most often the second was copied from the first.",
  level: 'error',
  packs: {development: 'warning'},
  covers: ['CO4', 'C03.1'],
  sources: [
    'Apache Kafka documentation, Design, consumers: each partition is consumed by exactly one consumer of a group',
    'Apache Kafka 4.3, AbstractPartitionAssignor: partitions are assigned to the members that subscribe to their topic',
  ],
  waiveWhen: 'Two programs are one application in two parts, and share its work on purpose: better make them one Application.',
  judgeAll({applications}, _options, report) {
    const first = new Map<string, Resource<'Application'>>();
    for (const resource of applications) {
      for (const [group, at] of groupsOf(resource)) {
        const known = first.get(group);
        if (known === undefined) first.set(group, resource);
        else if (known !== resource)
          report({
            resource,
            at,
            message: `the group ${group} is that of Application ${known.name} too, and each would take records from the other: give each a group of its own`,
            discriminator: group,
          });
      }
    }
  },
  examples: {
    good: [
      [application(), application({name: 'billing', consumes: [{topic: 'payments.orders.placed.v1'}]}), topic(), user(), quota()],
      [application({consumes: [{topic: 'payments.orders.placed.v1', group: 'a'}], groups: ['a', 'b']}), topic(), user(), quota()],
    ],
    bad: [
      [
        application(),
        application({name: 'billing', consumes: [{topic: 'payments.orders.placed.v1', group: 'audit'}]}),
        topic(),
        user(),
        quota(),
      ],
      [
        application({name: 'totals', streams: {applicationId: 'totals'}}),
        application({name: 'sums', consumes: [{topic: 'payments.orders.placed.v1'}], groups: ['totals']}),
        topic(),
        user(),
        quota(),
      ],
    ],
  },
});

/** The groups that an application is a member of, with the place that says so. */
function groupsOf(resource: Resource<'Application'>): Map<string, string> {
  const groups = new Map<string, string>();
  const {consumes, groups: further, streams, connectWorker} = resource.spec;
  const add = (group: string, at: string): void => {
    if (!groups.has(group)) groups.set(group, at);
  };
  for (const {group, at} of consumes) add(group ?? defaultGroup(resource), group === undefined ? at : `${at}/group`);
  for (const [index, group] of further.entries()) add(group, `/spec/groups/${index}`);
  if (streams !== undefined) add(streams.applicationId, '/spec/streams/applicationId');
  if (connectWorker !== undefined) add(connectWorker.group, '/spec/connectWorker/group');
  return groups;
}
