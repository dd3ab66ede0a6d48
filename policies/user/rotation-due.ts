import {modelPolicy, quota, type Resource, user} from 'kafka-weir/policy';

const DAY_MS = 86_400_000;

export default modelPolicy({
  kinds: ['User'],
  title: 'No password is older than its owner promised',
  rationale:
    'Whoever has seen a password, in a log, a laptop or a former job, can use it until it changes. The document says how often that is; once the day has passed, the claim is false and the risk grows. A date in the future is a mistyped one, and would hide the day.',
  level: 'warning',
  packs: {strict: 'error', regulated: 'error', development: 'off'},
  covers: ['SE5'],
  sources: ['The Kafka guide: rotate passwords and certificates', 'Weir: the two dates are the claim of the document itself'],
  waiveWhen: 'The change is planned for a day that is agreed: waive until then, no longer.',
  judgeAll({users}, _options, report, {today}) {
    // Tomorrow is today already, east of Greenwich.
    const latest = dayAfter(today, DAY_MS);
    for (const resource of users) {
      const {rotatedOn, rotateEveryMs} = resource.spec.scram ?? {};
      if (rotatedOn === undefined) continue;
      if (rotatedOn > latest) {
        report({resource, at: 'spec.scram.rotatedOn', message: `${rotatedOn} is yet to come: write the day of the last change`});
      } else if (rotateEveryMs !== undefined && dayAfter(rotatedOn, rotateEveryMs) < today) {
        report({resource, at: 'spec.scram.rotatedOn', message: overdue(resource, dayAfter(rotatedOn, rotateEveryMs))});
      }
    }
  },
  examples: {
    good: [
      [quota(), withRotation({rotatedOn: '2020-01-31', rotateEvery: '36500d'})],
      [quota(), withRotation({rotatedOn: '2020-01-31'})],
    ],
    bad: [
      [quota(), withRotation({rotatedOn: '2020-01-31', rotateEvery: '90d'})],
      [quota(), withRotation({rotatedOn: '2999-01-31', rotateEvery: '90d'})],
    ],
  },
});

function overdue({name, spec}: Resource<'User'>, due: string): string {
  const version = (spec.scram?.version ?? 0) + 1;
  return `the password of ${name} was to change by ${due}: change it at its source, set version: ${version} and rotatedOn to that day`;
}

/** The ISO date that lies so long after another; a part of a day does not count. */
function dayAfter(date: string, ms: number): string {
  const time = new Date(Date.parse(`${date}T00:00:00Z`) + ms);
  // Past the last day of the calendar: never due.
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? '9999-12-31' : time.toISOString().slice(0, 10);
}

function withRotation(rotation: Record<string, string>) {
  return user({scram: {mechanism: 'SCRAM-SHA-512', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1, ...rotation}});
}
