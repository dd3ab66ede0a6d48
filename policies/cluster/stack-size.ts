import {aclStatements, bindingsOf, cluster, escapeKey, type Model, modelPolicy, suggestion, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Cluster', 'Topic', 'Acl', 'Application', 'Quota', 'User'],
  title: 'No Terraform state holds more than a thousand resources',
  rationale:
    'A plan reads every resource of a state, and each that an apply writes rewrites the whole of it: thousands in one state take minutes to plan, and their first apply grows with the square of their number. A domain can be split into several stacks, of which only those that change are planned in full.',
  level: 'warning',
  packs: {development: 'off'},
  covers: ['TO5'],
  sources: [
    'HashiCorp Well-Architected Framework: split large states',
    'docs/benchmarks.md: apply of 100 to 5,000 topics, in one stack and in shards',
  ],
  waiveWhen: 'The domain is applied seldom, and who waits for it was asked.',
  options: {max: {type: 'integer', minimum: 1, default: 1000, description: 'Most resources of a stack.'}},
  judgeAll(model, {max}, report) {
    const {cluster: where} = model;
    if (where === undefined) return;
    const shards = where.spec.terraform.shards ?? {};
    const counts = resourcesByDomain(model);
    for (const [domain, count] of counts) {
      const own = shards[domain];
      if (count <= max * (own ?? 1)) continue;
      const needed = Math.ceil(count / max);
      const now = own === undefined ? 'in one stack' : `in ${own} ${own === 1 ? 'shard' : 'shards'}`;
      report({
        resource: where,
        at: own === undefined ? 'metadata.name' : `/spec/terraform/shards${escapeKey(domain)}`,
        message: `the domain ${domain} has ${count} resources ${now}, more than ${max} each: split it by spec.terraform.shards: {${domain}: ${needed}}`,
        evidence: {domain, resources: count, shards: own ?? null, needed},
        discriminator: domain,
      });
    }
    for (const domain of Object.keys(shards)) {
      if (counts.has(domain)) continue;
      report({
        resource: where,
        at: `/spec/terraform/shards${escapeKey(domain)}`,
        mark: 'key',
        message: `no document of this cluster is in a domain ${domain}, so nothing is split${suggestion(domain, [...counts.keys()])}`,
      });
    }
  },
  examples: {
    good: [
      [cluster(), topic()],
      [cluster({terraform: {shards: {payments: 2}}}), topic({name: 'payments.carts.v1'})],
    ],
    bad: [[cluster({terraform: {shards: {paiments: 2}}}), topic({name: 'payments.carts.v1'})]],
  },
});

/** What Terraform writes, by domain; equal bindings of a domain are one resource. */
function resourcesByDomain(model: Model): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (domain: string, number = 1): void => void counts.set(domain, (counts.get(domain) ?? 0) + number);
  for (const {domain} of [...model.topics, ...model.quotas]) add(domain);
  for (const {domain, spec} of model.users) add(domain, spec.scram?.version === undefined ? 0 : 1);
  const bindings = new Map<string, Set<string>>();
  for (const {resource, spec} of aclStatements(model)) {
    const known = bindings.get(resource.domain) ?? new Set();
    bindings.set(resource.domain, known);
    for (const binding of bindingsOf(spec)) known.add(JSON.stringify(Object.values(binding)));
  }
  for (const [domain, own] of bindings) add(domain, own.size);
  return counts;
}
