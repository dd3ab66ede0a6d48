import {TerraformVariable} from 'cdktf';
import {acl, quota, topic, userScramCredential} from 'kafka-weir/provider-kafka';
import {
  type AclBinding,
  aclId,
  configureProvider,
  type KafkaStack,
  literal,
  literalMap,
  passwordVariable,
  QUOTA_RATES,
  quotaId,
  type Resource,
  stack,
  topicId,
  userId,
} from 'kafka-weir/stack';

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
  new topic.Topic(stack, topicId(name), {
    name: literal(name),
    partitions: spec.partitions,
    replicationFactor: spec.replicationFactor,
    ...(Object.keys(spec.config).length === 0 ? {} : {config: literalMap(spec.config)}),
  });
}

/** `describe-configs` as the provider spells it: `DescribeConfigs`. */
function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function addAcl(stack: KafkaStack, binding: AclBinding): void {
  const {principal, host, resourceType, resourceName, pattern, operation, permission} = binding;
  new acl.Acl(stack, aclId(binding), {
    aclPrincipal: literal(principal),
    aclHost: literal(host),
    aclOperation: pascalCase(operation),
    aclPermissionType: pascalCase(permission),
    resourceType: resourceType === 'transactional-id' ? 'TransactionalID' : pascalCase(resourceType),
    resourceName: literal(resourceName),
    resourcePatternTypeFilter: pascalCase(pattern),
  });
}

function addQuota(stack: KafkaStack, declared: Resource<'Quota'>): void {
  const {spec} = declared;
  const {type, name} = spec.entity;
  const rates = Object.entries(QUOTA_RATES).flatMap(([field, key]): [string, number][] => {
    const rate = spec[field as keyof typeof QUOTA_RATES];
    return rate === undefined ? [] : [[key, rate]];
  });
  new quota.Quota(stack, quotaId(declared), {
    entityType: type === 'clientId' ? 'client-id' : type,
    ...(name === undefined ? {} : {entityName: literal(name)}),
    config: Object.fromEntries(rates),
  });
}

/** A user without a version is never written; a changed password is written when its version is raised. */
function addUser(stack: KafkaStack, {name, spec}: Resource<'User'>): void {
  const {scram} = spec;
  if (scram?.version === undefined) return;
  const password = new TerraformVariable(stack, passwordVariable(name), {
    type: 'string',
    sensitive: true,
    nullable: false,
    description: `Password of ${literal(name)}`,
  });
  // The `ephemeral` property is dropped by CDKTF; without it a saved plan holds the value in clear.
  password.addOverride('ephemeral', true);
  new userScramCredential.UserScramCredential(stack, userId(name), {
    username: literal(name),
    scramMechanism: scram.mechanism,
    scramIterations: scram.iterations,
    passwordWo: password.stringValue,
    passwordWoVersion: String(scram.version),
  });
}
