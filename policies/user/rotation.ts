import {modelPolicy, quota, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['User'],
  title: 'Passwords have a date and an interval of rotation',
  rationale:
    'A password that has no date is never due. Stated here, its age is reviewed with everything else, and the day on which it should change can be watched.',
  level: 'note',
  packs: {regulated: 'error'},
  covers: ['SE5'],
  sources: ['The Kafka guide: rotate passwords and certificates'],
  waiveWhen: 'Something else changes the password by itself, and no date in a document could follow it.',
  judgeAll({users}, _options, report) {
    for (const resource of users) {
      const {scram} = resource.spec;
      if (scram === undefined || (scram.rotatedOn !== undefined && scram.rotateEveryMs !== undefined)) continue;
      const [at, message] =
        scram.rotatedOn !== undefined
          ? ['spec.scram.rotateEvery', 'rotateEvery is not stated: say how often the password must change']
          : scram.rotateEveryMs !== undefined
            ? ['spec.scram.rotatedOn', 'rotatedOn is not stated: say when the password was last changed']
            : [
                'spec.scram.rotatedOn',
                'rotatedOn and rotateEvery are not stated: say when the password was last changed and how often it must be',
              ];
      report({resource, at, message});
    }
  },
  examples: {
    good: [
      [withRotation({rotatedOn: '2026-10-01', rotateEvery: '90d'}), quota()],
      [user({scram: undefined, tls: {subject: 'CN=audit'}}), quota()],
    ],
    bad: [
      [withRotation({}), quota()],
      [withRotation({rotatedOn: '2026-10-01'}), quota()],
      [withRotation({rotateEvery: '90d'}), quota()],
    ],
  },
});

function withRotation(rotation: Record<string, string>) {
  return user({scram: {mechanism: 'SCRAM-SHA-512', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1, ...rotation}});
}
