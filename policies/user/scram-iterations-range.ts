import {all, at, policy, user} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'SCRAM iterations are ones that the broker takes',
  rationale: 'The controller refuses fewer than 4096 iterations and more than 16384, at apply.',
  level: 'error',
  covers: ['SE1'],
  sources: [
    'Apache Kafka, ScramControlManager.validateScramUsernameAndIterations: ScramMechanism.minIterations (4096), MAX_ITERATIONS (16384)',
  ],
  waiveWhen: 'Never: the controller refuses it.',
  schema: all(at('spec.scram.iterations', {minimum: 4096}), at('spec.scram.iterations', {maximum: 16_384})),
  message: ({value}) => `the broker refuses ${value} iterations: use 4096 to 16384`,
  examples: {good: [user(), withIterations(4096 * 2), withIterations(16_384)], bad: [withIterations(4095), withIterations(16_385)]},
});

function withIterations(iterations: number) {
  return user({scram: {mechanism: 'SCRAM-SHA-512', iterations, passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1}});
}
