import {
  bindingText,
  declaredAcl,
  documentsOf,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedAcl,
  planPolicy,
  removedBinding,
} from 'kafka-weir/policy';

const change = plannedAcl('delete');

/** The cluster has an ACL once, however many stacks hold it: whoever destroys it takes it from all. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No stack destroys an ACL that is still declared',
  rationale:
    'Brokers keep equal ACLs once, and each state that holds one takes it for its own: a stack that destroys it takes it away from every other stack that declares it, which sees so at its next plan alone. Where a document moved, Weir lets the old stack forget the ACL in place of destroying it; this rule holds for what is destroyed all the same, by a stack of your own for example.',
  level: 'error',
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3, AclControlManager.createAcl: an equal ACL is not created again',
    'Mongey/kafka provider v0.13.1, resource_kafka_acl.go, aclDelete',
  ],
  waiveWhen: 'Never: weir forget Acl drops it from the state that should not hold it.',
  judge(planned, {model, clusterDocument}, _options, report) {
    const binding = removedBinding(planned);
    if (binding === undefined) return;
    const [other] = documentsOf(planned.address, model).filter(({domain}) => domain !== planned.domain);
    if (other === undefined) return;
    const {file, line} = other.locate('/metadata/name');
    report({
      resource: other ?? clusterDocument,
      at: '/metadata/name',
      about: {kind: 'Acl', name: planned.name},
      message: `the stack ${planned.stack} destroys the ACL ${bindingText(binding)}, which ${other.kind} ${other.name} (${file}:${line}) of the domain ${other.domain} still declares: it would be gone for that, too`,
      evidence: {acl: binding, stack: planned.stack, declaredBy: `${other.kind} ${other.name}`, domain: other.domain},
      discriminator: planned.stack,
    });
  },
  examples: {
    good: [{change, facts: planFacts()}],
    bad: [{change, facts: planFacts({acls: [declaredAcl({}, 'audit')]})}],
  },
});
