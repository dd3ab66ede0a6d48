import {acl, modelPolicy, quota, topic, user} from 'kafka-weir/policy';

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
  judgeAll({acls, topics}, _options, report) {
    const names = topics.map(({name}) => name).sort();
    const exact = new Set(names);
    for (const resource of acls) {
      const {type, name, pattern} = resource.spec.resource;
      // Kafka's own topics are made by the brokers, and no document declares them.
      if (type !== 'topic' || name === '*' || name.startsWith('__')) continue;
      if (pattern === 'literal' ? exact.has(name) : someStartsWith(names, name)) continue;
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
      [acl({resource: {type: 'topic', name: '__consumer_offsets'}, operations: ['read']})],
    ],
    bad: [
      [acl({resource: {type: 'topic', name: 'payments.order.placed.v1'}}), topic(), user(), quota()],
      [acl({resource: {type: 'topic', name: 'payment.', pattern: 'prefixed'}}), topic(), user(), quota()],
    ],
  },
});

/** Whether a sorted list has an entry with this start: the first entry not below the prefix is one, or none is. */
function someStartsWith(sorted: readonly string[], prefix: string): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(prefix) === true;
}
