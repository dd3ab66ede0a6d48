import {clientValue, idempotenceConflict, isIdempotent, modelPolicy, profile, type ReportFound, type Resource} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['ClientProfile'],
  title: 'Producers are idempotent',
  rationale:
    'A producer that gets no answer sends again, and the first attempt may have been written: without idempotence the record is there twice. Kafka has it on by default and switches it off without an error where retries are 0 and nobody asked for it.',
  level: 'warning',
  packs: {development: 'note', strict: 'error', 'exactly-once': 'error'},
  covers: ['PR5', 'C02.3', 'EO3'],
  sources: [
    'KIP-98: idempotent producers; KIP-679: the default since 3.0',
    'Apache Kafka 4.3.1, ProducerConfig.postProcessAndValidateIdempotenceConfigs: disabled, with a line in the log, for acks other than all and for retries 0',
  ],
  waiveWhen: 'The client library has no idempotence, or its consumers tell duplicates apart by a key of their own.',
  judgeAll({profiles, applications}, _options, report) {
    const transactional = new Set(applications.flatMap(({spec}) => (spec.transactionalId === undefined ? [] : [spec.client])));
    // Where transactions depend on it, it is an error at the application.
    for (const one of profiles) if (!transactional.has(one.name)) judge(one, report);
  },
  examples: {
    good: [[profile()], [profile({producer: {'linger.ms': 5}})], [profile({producer: {acks: 0}})]],
    bad: [[profile({producer: {'enable.idempotence': false, 'max.in.flight.requests.per.connection': 1}})]],
  },
});

function judge(resource: Resource<'ClientProfile'>, report: ReportFound): void {
  const {spec} = resource;
  if (spec.producer === undefined || isIdempotent(spec)) return;
  const asked = clientValue(spec, 'producer', 'enable.idempotence');
  const conflict = idempotenceConflict(spec);
  // With acks other than all a record may be lost, too, and that is told by a rule of its own.
  if (conflict === 'acks') return;
  if (asked.isStated)
    report({
      resource,
      at: 'spec.producer.enable.idempotence',
      message: 'without idempotence a record that is sent again can be there twice: write true, or leave it out, for it is the default',
      ...(conflict === undefined ? {fix: {'spec.producer.enable.idempotence': true}} : {}),
    });
  else if (conflict === 'retries')
    report({
      resource,
      at: 'spec.producer.retries',
      message: 'retries 0 switches idempotence off in silence: leave retries out, and let delivery.timeout.ms end what cannot be delivered',
      fix: {'spec.producer.retries': null},
    });
}
