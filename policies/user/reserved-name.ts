import {at, policy, user} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'No user is named as everybody or as nobody',
  rationale:
    'To the broker User:* is everybody, and User:ANONYMOUS whoever did not authenticate. A user of that name shares its ACLs with all the others who are meant: whatever is granted to it is granted to them.',
  level: 'error',
  covers: ['SE3'],
  sources: ['Apache Kafka 4.3, KafkaPrincipal.ANONYMOUS; StandardAuthorizerData.WILDCARD_KAFKA_PRINCIPAL (User:*)'],
  waiveWhen: 'ANONYMOUS is declared with external: true, for a listener that is open on purpose.',
  schema: at('metadata.name', {not: {enum: ['*', 'ANONYMOUS']}}),
  message: ({value}) =>
    `User:${value} is ${value === '*' ? 'everybody' : 'whoever did not authenticate'} to the broker: give the user another name`,
  examples: {good: [user()], bad: [user({name: 'ANONYMOUS'}), user({name: '*', scram: undefined, external: true})]},
});
