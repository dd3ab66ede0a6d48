import {acl, application, modelPolicy, quota, SortedNames, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl', 'Topic'],
  title: 'An ACL about topics covers at least one declared topic',
  rationale:
    'An ACL that covers no topic is a mistyped name, or is left over from a topic that is gone; when somebody creates that name again, access to it is already granted.',
  level: 'warning',
  covers: ['SE3'],
  sources: [
    'KIP-290: prefixed ACLs match by the start of the text, also names that are created later',
    'Weir: judgement that an ACL without a topic is a mistake or a remainder',
  ],
  waiveWhen: 'The topic is made by something else, like Kafka Streams or Connect, or it follows in another pull request.',
  judgeAll({acls, topics, applications}, _options, report) {
    const sorted = new SortedNames(topics);
    const exact = new Set(topics.map(({name}) => name));
    const internal = applications.flatMap(({spec: {streams}}) => (streams === undefined ? [] : [`${streams.applicationId}-`]));
    for (const resource of acls) {
      const {type, name, pattern} = resource.spec.resource;
      // Kafka's own topics are made by the brokers, those of Kafka Streams by the application, and no document declares them.
      if (type !== 'topic' || name === '*' || name.startsWith('__') || internal.some(prefix => name.startsWith(prefix))) continue;
      if (pattern === 'literal' ? exact.has(name) : sorted.hasStart(name)) continue;
      const what =
        pattern === 'literal' ? `no Topic document has the name ${name}` : `no Topic document has a name that starts with ${name}`;
      report({resource, at: 'spec.resource.name', message: `${what}: correct it, or remove the ACL`});
    }
  },
  examples: {
    good: [
      [acl(), topic()],
      [acl({resource: {type: 'topic', name: 'payments.', pattern: 'prefixed'}}), topic()],
      [acl({resource: {type: 'topic', name: 'payments.orders.placed.v1', pattern: 'prefixed'}}), topic()],
      [acl({resource: {type: 'group', name: 'audit'}, operations: ['read']})],
      [
        acl({resource: {type: 'topic', name: 'totals-', pattern: 'prefixed'}}),
        application({name: 'totals', streams: {applicationId: 'totals'}}),
        topic(),
      ],
      [acl({resource: {type: 'topic', name: '__consumer_offsets'}, operations: ['read']})],
    ],
    bad: [
      [acl({resource: {type: 'topic', name: 'payments.order.placed.v1'}}), topic(), user(), quota()],
      [acl({resource: {type: 'topic', name: 'payment.', pattern: 'prefixed'}}), topic(), user(), quota()],
    ],
  },
});
