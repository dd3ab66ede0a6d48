import {all, at, policy, user, when} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'Passwords have a date and an interval of rotation',
  rationale:
    'A password that has no date is never due. Stated here, its age is reviewed with everything else, and the day on which it should change can be watched.',
  level: 'note',
  packs: {regulated: 'error'},
  covers: ['SE5'],
  sources: ['The Kafka guide: rotate passwords and certificates'],
  waiveWhen: 'Something else changes the password by itself, and no date in a document could follow it.',
  schema: when(
    at('spec.scram', {}, {required: true}),
    all(at('spec.scram.rotatedOn', {}, {required: true}), at('spec.scram.rotateEvery', {}, {required: true})),
  ),
  message: ({pointer}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} is not stated: say when the password was last changed and how often it must be`,
  examples: {
    good: [withRotation({rotatedOn: '2026-10-01', rotateEvery: '90d'}), user({scram: undefined, tls: {subject: 'CN=audit'}})],
    bad: [withRotation({}), withRotation({rotatedOn: '2026-10-01'})],
  },
});

function withRotation(rotation: Record<string, string>) {
  return user({scram: {mechanism: 'SCRAM-SHA-512', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1, ...rotation}});
}
