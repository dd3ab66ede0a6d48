import {application, hasConsent, modelPolicy, quota, type Resource, SortedNames, topic, topicUsesOf, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'Topic'],
  title: "The owner of a topic consents to another domain's application",
  rationale:
    "A topic is an agreement between those who write it and those who read it. Who reads another domain's topic depends on it from then on, and who writes there can break all of its readers: its owner says by spec.access which applications it knows of, and sees in review when one more is added. Within a domain no consent is needed.",
  level: 'warning',
  packs: {strict: 'error', development: 'off', regulated: 'error'},
  covers: ['SE3', 'C04.4'],
  sources: [
    'Kafka Weir, contract of the kind Topic: spec.access is the consent of the owner',
    'The Kafka guide: ACLs by role, documentation of topics',
  ],
  waiveWhen: 'The owner has agreed and cannot change the document yet; name who, and let the waiver end soon.',
  judgeAll({applications, topics}, _options, report) {
    if (applications.length === 0) return;
    const byName = new Map(topics.map(one => [one.name, one]));
    const sorted = new SortedNames(topics);
    for (const resource of applications) {
      for (const use of topicUsesOf(resource.spec)) {
        const one = byName.get(use.name);
        const used = use.pattern === 'prefixed' ? sorted.startingWith(use.name) : one === undefined ? [] : [one];
        const without = used.filter(one => !hasConsent(one, resource, use.side));
        const [first] = without;
        if (first === undefined) continue;
        report({
          resource,
          at: use.at,
          message: `${whose(first, without.length)} without consent: its owner has to name ${resource.name} in spec.access.${use.side}`,
          evidence: {topics: without.slice(0, 20).map(({name}) => name)},
          discriminator: use.side,
        });
      }
    }
  },
  examples: {
    good: [
      [application(), topic(), user(), quota()],
      [application(), topic({metadata: {domain: 'orders'}, access: {consumers: ['audit']}}), user(), quota()],
      [
        application({consumes: [{topicPrefix: 'payments.'}]}),
        topic({metadata: {domain: 'orders'}, access: {consumers: ['audit', 'billing']}}),
        user(),
        quota(),
      ],
    ],
    bad: [
      [application(), topic({metadata: {domain: 'orders'}}), user(), quota()],
      // To be named as a consumer is no consent to write.
      [
        application({consumes: undefined, produces: [{topic: 'payments.orders.placed.v1'}]}),
        topic({metadata: {domain: 'orders'}, access: {consumers: ['audit']}}),
        user(),
        quota(),
      ],
      [
        application({consumes: [{topicPrefix: 'payments.'}]}),
        topic({metadata: {domain: 'orders'}, access: {consumers: ['audit']}}),
        topic({name: 'payments.refunds.v1', metadata: {domain: 'refunds'}}),
        user(),
        quota(),
      ],
    ],
  },
});

function whose({name, domain, metadata}: Resource<'Topic'>, count: number): string {
  const owner = metadata.owner === undefined ? '' : ` (${metadata.owner})`;
  return `${name} of the domain ${domain}${owner}${count > 1 ? ` and ${count - 1} more ${count === 2 ? 'topic is' : 'topics are'} used` : ' is used'}`;
}
