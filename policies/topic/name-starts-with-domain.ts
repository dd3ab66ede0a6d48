import {modelPolicy, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic'],
  title: "Names start with their domain's",
  rationale:
    "Where every topic of the domain payments is called payments.…, one prefixed ACL grants a team its own topics and no others, and who sees a topic knows whom to ask. A topic whose name starts with another domain falls under that domain's prefix.",
  level: 'off',
  packs: {strict: 'warning'},
  covers: ['TO6', 'SE3'],
  sources: ['KIP-290: prefixed ACLs', 'The Kafka guide: descriptive names by convention'],
  waiveWhen: 'The topic moved between domains, and renaming it would move its data.',
  judgeAll({topics}, _options, report) {
    for (const resource of topics) {
      const {name, domain} = resource;
      const rest = name.startsWith(domain) ? name.slice(domain.length) : undefined;
      // A document in no folder belongs to no domain that could be named.
      if (domain === 'default' || rest === '' || (rest !== undefined && /^[._-]/.test(rest))) continue;
      report({
        resource,
        at: 'metadata.name',
        message: `${JSON.stringify(name)} is a topic of the domain ${domain} and does not start with ${domain}: a grant by prefix misses it`,
      });
    }
  },
  examples: {
    good: [[topic({name: 'payments.orders.placed.v1'})], [topic({name: 'orders.placed.v1', metadata: {domain: 'orders'}})]],
    bad: [[topic({name: 'billing.orders.placed.v1'})], [topic({name: 'paymentsorders.placed.v1'})]],
  },
});
