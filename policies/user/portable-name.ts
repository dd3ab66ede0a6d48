import {at, option, policy, user, when} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'Names of SCRAM users are ones that every client sends alike',
  rationale:
    'SCRAM has clients prepare a name (SASLprep) and escape commas and equals signs. Kafka compares the bytes that arrive and prepares nothing, and clients differ: the same letters may authenticate from Java and fail from elsewhere. A semicolon cannot stand in super.users. Plain names cause none of this.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['SE1'],
  sources: [
    'RFC 5802, section 5.1: saslname, SASLprep and the escapes =2C and =3D',
    'Apache Kafka 4.3, ScramFormatter.normalize takes the bytes as they are; saslName escapes "=" and ","',
    'Apache Kafka documentation, Authorization: super.users is delimited by semicolons',
  ],
  waiveWhen: 'All clients of this user are of one kind, and have been seen to authenticate with this name.',
  options: {
    form: {
      type: 'string',
      format: 'regex',
      description: 'Form of the names, as a regular expression.',
      default: '^[A-Za-z0-9]([A-Za-z0-9._@/+-]*[A-Za-z0-9])?$',
    },
  },
  schema: when(at('spec.scram', {}, {required: true}), at('metadata.name', {pattern: option('form')})),
  message: ({value}) => `${JSON.stringify(value)} is not sent alike by all clients: use letters, digits, dots, dashes and underscores`,
  examples: {
    good: [user(), user({name: 'team-a.loader_2@acme'}), user({name: 'CN=x, O=y', scram: undefined, tls: {subject: 'CN=x,O=y'}})],
    bad: [user({name: 'Jürgen'}), user({name: 'a=b'}), user({name: 'audit '}), user({name: 'a;b'})],
  },
});
