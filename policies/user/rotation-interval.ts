import {at, option, policy, user} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'Passwords change often enough',
  rationale:
    'The interval bounds for how long a stolen password works. Those of programs can change without anybody learning a new one, so that a short interval costs nothing once the change is automatic.',
  level: 'note',
  packs: {strict: 'warning', regulated: 'error'},
  covers: ['SE5'],
  sources: ['The Kafka guide: rotate passwords and certificates', 'Weir: judgement on a year; a team states its own policy in maxMs'],
  waiveWhen: 'The credential cannot be changed by a program, and each change stops what somebody depends on; say when that will end.',
  options: {
    maxMs: {type: 'integer', minimum: 1, description: 'Longest interval in milliseconds.', default: 365 * 24 * 3_600_000},
  },
  schema: at('spec.scram.rotateEvery', {wholeMaximum: option('maxMs')}),
  message: ({maxMs}) => `the password may stay for longer than ${days(maxMs)}: shorten rotateEvery`,
  examples: {
    good: [withInterval('365d'), withInterval('30d'), user()],
    bad: [withInterval('366d')],
  },
});

function days(ms: number): string {
  return ms % 86_400_000 === 0 ? `${ms / 86_400_000} days` : `${ms} ms`;
}

function withInterval(rotateEvery: string) {
  return user({
    scram: {mechanism: 'SCRAM-SHA-512', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1, rotatedOn: '2026-10-01', rotateEvery},
  });
}
