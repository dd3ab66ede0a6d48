import {acl, all, at, option, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'Principals are ones that the brokers can make',
  rationale:
    "The broker stores any text as a principal, and compares it with the one that it made for a connection. Kafka's own builder makes only the type User, and puts the name straight after the colon; the subject of a certificate it writes by RFC 2253, without a space after a comma. Anything else is access, or a denial, for nobody.",
  level: 'warning',
  packs: {strict: 'error', development: 'warning'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, DefaultKafkaPrincipalBuilder: KafkaPrincipal.USER_TYPE for SASL and TLS; X500Principal.getName() for certificates (RFC 2253)',
    'Apache Kafka documentation, Authorization: the principal type User is case sensitive',
  ],
  waiveWhen:
    'The brokers run a principal.builder.class of their own that makes such principals; better, say in the option form what it makes.',
  options: {
    form: {
      type: 'string',
      format: 'regex',
      description: 'Form of the principals that the brokers make, as a regular expression.',
      default: '^User:',
    },
  },
  schema: all(
    at('spec.principal', {pattern: option('form')}),
    at('spec.principal', {pattern: '^[^:]+:\\S(.*\\S)?$'}),
    at('spec.principal', {not: {pattern: '=.*,\\s+[A-Za-z0-9.]+='}}),
  ),
  message: ({resource}) => {
    const {principal} = resource.spec;
    const [type = ''] = principal.split(':');
    const likely = `User:${principal.slice(type.length + 1).trim()}`.replaceAll(/,\s+(?=[A-Za-z0-9.]+=)/g, ',');
    return `no client is ever ${JSON.stringify(principal)} to the brokers, so this is for nobody; did you mean ${JSON.stringify(likely)}?`;
  },
  examples: {
    good: [acl(), acl({principal: 'User:*', permission: 'deny'}), acl({principal: 'User:CN=audit,O=Acme\\, Inc'})],
    bad: [
      acl({principal: 'USER:audit'}),
      acl({principal: 'Group:auditors'}),
      acl({principal: 'User: audit'}),
      acl({principal: 'User:CN=audit, O=acme'}),
    ],
  },
});
