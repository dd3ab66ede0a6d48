import {application, at, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Application',
  title: 'A consumer says how far behind it may be',
  rationale:
    'Lag is how late a consumer is, and only its team knows what is too late: a second for a fraud check, a night for a report. Stated as maxLag or maxLagSeconds it is a claim that can be proved and alerted on; unstated, somebody finds out from a customer.',
  level: 'off',
  packs: {strict: 'warning'},
  covers: ['CO6'],
  sources: ['The Kafka guide: watch lag, lag a partition', 'Apache Kafka documentation, Monitoring: records-lag-max'],
  waiveWhen: 'Nobody waits for what the consumer does, like a backfill that runs once.',
  schema: at('spec.consumes', {items: {anyOf: [{required: ['maxLag']}, {required: ['maxLagSeconds']}]}}),
  message: () => 'this intent does not say how far behind it may be: state maxLag in records, or maxLagSeconds',
  examples: {
    good: [
      application({consumes: [{topic: 'payments.orders.placed.v1', maxLagSeconds: 60}]}),
      application({consumes: undefined, produces: [{topic: 'a.v1'}]}),
    ],
    bad: [application()],
  },
});
