import {application, modelPolicy, quota, type Resource, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application'],
  title: 'Each transactional id is the id of one application',
  rationale:
    'A transactional id belongs to one producer at a time, and whoever begins with it fences the one before. Two applications with one id, or with one prefix to which both add the number of a partition, throw each other out in the midst of their transactions, each time that one of them starts. It makes no difference that they share a user.',
  level: 'error',
  packs: {development: 'warning', 'exactly-once': 'error'},
  covers: ['EO1'],
  sources: [
    'KIP-98: a transactional.id identifies a producer across its sessions, and a new one fences the older',
    'Apache Kafka, ProducerConfig.TRANSACTIONAL_ID_DOC: unique in the cluster',
  ],
  waiveWhen: 'The two never run at the same time, like an application and the one that replaces it.',
  judgeAll({applications}, _options, report) {
    const first = new Map<string, Resource<'Application'>>();
    for (const resource of applications) {
      for (const {name, pattern, at} of idsOf(resource)) {
        const key = `${pattern} ${name}`;
        const known = first.get(key);
        if (known === undefined) first.set(key, resource);
        else if (known !== resource) {
          const what =
            pattern === 'prefixed'
              ? `transactional ids of Application ${known.name} start with ${name} too`
              : `the transactional id ${name} is that of Application ${known.name} too`;
          report({resource, at, message: `${what}, and each would fence the other: give this application its own`, discriminator: key});
        }
      }
    }
  },
  examples: {
    good: [[settler('one', {prefix: 'one-'}), settler('two', {prefix: 'two-'}), topic(), user(), quota()]],
    bad: [
      [settler('one', {ids: ['same']}), settler('two', {ids: ['other', 'same']}), topic(), user(), quota()],
      [settler('one', {prefix: 'same-'}), settler('two', {prefix: 'same-'}), topic(), user(), quota()],
    ],
  },
});

function idsOf({spec: {transactionalId, streams}}: Resource<'Application'>): {name: string; pattern: 'literal' | 'prefixed'; at: string}[] {
  const own = transactionalId?.ids ?? [];
  if (streams?.exactlyOnce !== true) return own;
  return [...own, {name: `${streams.applicationId}-`, pattern: 'prefixed', at: '/spec/streams/applicationId'}];
}

function settler(name: string, transactionalId: Record<string, unknown>) {
  return application({name, consumes: [{topic: 'payments.orders.placed.v1'}], transactionalId});
}
