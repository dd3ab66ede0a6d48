import {all, at, option, policy, user, when} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'SCRAM iterations are at least 8192',
  rationale:
    "Iterations are what makes a stolen credential slow to guess. 4096, which Kafka's own tool writes by default, is the least that the controller takes and what RFC 5802 asked for in 2010; twice as many cost a client a few milliseconds a login.",
  level: 'warning',
  packs: {regulated: 'error'},
  covers: ['SE1'],
  sources: [
    'Apache Kafka 4.3, ConfigCommand.DefaultScramIterations 4096; ScramControlManager.MAX_ITERATIONS 16384',
    'Apache Kafka documentation, Security Considerations for SASL/SCRAM',
    'KIP-554: iterations of SCRAM credentials',
  ],
  waiveWhen: 'A client on a small device takes seconds to log in, and its password is long and random.',
  options: {min: {type: 'integer', description: 'Fewest iterations.', minimum: 4096, maximum: 16_384, default: 8192}},
  schema: when(
    // What the broker refuses is the matter of user/scram-iterations-range.
    all(at('spec.scram.iterations', {minimum: 4096}), at('spec.scram.iterations', {maximum: 16_384})),
    at('spec.scram.iterations', {wholeMinimum: option('min')}),
  ),
  message: ({value, min}) => `${value} iterations make a stolen credential cheap to guess: use at least ${min}`,
  fix: ({min}) => ({'spec.scram.iterations': min}),
  examples: {good: [user(), withIterations(16_384)], bad: [withIterations(4096)]},
});

function withIterations(iterations: number) {
  return user({scram: {mechanism: 'SCRAM-SHA-512', iterations, passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1}});
}
