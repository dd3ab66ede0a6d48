import {type AclBinding, configureProvider, type Resource, stack} from 'kafka-weir/stack';
import {KafkaAcl, KafkaQuota, type KafkaQuotaProps, type KafkaStack, KafkaTopic, KafkaUser} from 'kafka-weir/stacks';

/** One domain of one cluster: its topics, ACLs, quotas and SCRAM users, each a resource of its own. */
export default stack({
  title: 'Topics, ACLs, quotas and SCRAM users of a domain',
  build(stack, content) {
    configureProvider(stack, content);
    for (const one of content.topics) addTopic(stack, one);
    for (const binding of content.bindings) addAcl(stack, binding);
    for (const one of content.quotas) addQuota(stack, one);
    for (const one of content.users) addUser(stack, one);
  },
});

function addTopic(stack: KafkaStack, {name, spec}: Resource<'Topic'>): void {
  const {partitions, replicationFactor, config} = spec;
  new KafkaTopic(stack, {name, partitions, replicationFactor, config});
}

function addAcl(stack: KafkaStack, {resourceType, resourceName, pattern, ...binding}: AclBinding): void {
  new KafkaAcl(stack, {...binding, resource: {type: resourceType, name: resourceName, pattern}});
}

function addQuota(stack: KafkaStack, {spec: {entity, ...rates}}: Resource<'Quota'>): void {
  new KafkaQuota(stack, {entity: entityOf(entity), ...rates});
}

function entityOf({type, name}: Resource<'Quota'>['spec']['entity']): KafkaQuotaProps['entity'] {
  if (name === undefined) return {default: type};
  if (type === 'user') return {user: name};
  return type === 'ip' ? {ip: name} : {clientId: name};
}

/** A user without a version is never written; a changed password is written when its version is raised. */
function addUser(stack: KafkaStack, {name, spec: {scram}}: Resource<'User'>): void {
  if (scram?.version === undefined) return;
  const {mechanism, iterations, version} = scram;
  new KafkaUser(stack, {name, scram: {mechanism, iterations, version}});
}
