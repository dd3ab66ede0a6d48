import {
  declaredAcl,
  documentsOf,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedAcl,
  planPolicy,
  touchesCluster,
} from 'kafka-weir/policy';

const change = plannedAcl('create');

/** A stack is a domain: what it changes is declared there, or nowhere any more. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A stack changes what its own domain declares',
  rationale:
    'Each domain has a stack and a state of its own, so that teams apply without each other. A stack that changes what documents of another domain alone declare has it in two states, or takes it from those who own it: each of both then undoes what the other does.',
  level: 'error',
  covers: ['TO5'],
  sources: [
    'Weir: a stack for each cluster and domain',
    'Mongey/kafka provider v0.13.1: equal resources in two states are created without an error',
  ],
  waiveWhen: 'Never: move the document to the domain of the stack, or let the state of the stack forget the resource.',
  judge(planned, {model, clusterDocument}, _options, report) {
    const {kind, action, name, stack, domain} = planned;
    // What is destroyed is told by the rules about that.
    if (!touchesCluster(planned) || action === 'delete') return;
    const documents = documentsOf(planned.address, model);
    const [other] = documents;
    if (other === undefined || documents.some(one => one.domain === domain)) return;
    const {file, line} = other.locate('/metadata/name');
    report({
      resource: other ?? clusterDocument,
      at: '/metadata/name',
      about: {kind, name},
      message: `the stack ${stack} would ${action} the ${kind} ${name}, which only the domain ${other.domain} declares (${file}:${line}); let its own stack write it`,
      evidence: {stack, domain, declaredIn: [...new Set(documents.map(one => one.domain))]},
      discriminator: stack,
    });
  },
  examples: {
    good: [
      {change, facts: planFacts({acls: [declaredAcl(), declaredAcl({}, 'audit')]})},
      {change, facts: planFacts()},
    ],
    bad: [{change, facts: planFacts({acls: [declaredAcl({}, 'audit')]})}],
  },
});
