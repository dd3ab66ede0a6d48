import type {LiveScramUser} from '../../cluster/facts.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import type {Comparison} from '../drift.ts';

/** A password cannot be read back: whether it is the declared one is for smoke to say. */
export function compareScramUsers({model, cluster, live, options}: Comparison<LiveScramUser[]>): Finding[] {
  const findings: Finding[] = [];
  const liveByName = new Map(live.map(user => [user.name, user.credentials]));
  for (const declared of model.users) {
    const credentials = liveByName.get(declared.name);
    liveByName.delete(declared.name);
    const {scram} = declared.spec;
    if (scram === undefined) continue;
    const differs = (rule: string, pointer: string, message: string, evidence: {declared: unknown; live: unknown}) =>
      findings.push(
        finding({
          rule,
          level: 'warning',
          message,
          resource: {kind: 'User', name: declared.name},
          clusters: [cluster.name],
          location: declared.locate(pointer),
          evidence,
        }),
      );
    const same = credentials?.find(one => one.mechanism === scram.mechanism);
    if (credentials === undefined || credentials.length === 0) {
      differs('drift/user-missing', '/metadata/name', `User:${declared.name} has no SCRAM credential on the cluster`, {
        declared: scram.mechanism,
        live: null,
      });
    } else if (same === undefined) {
      const mechanisms = credentials.map(one => one.mechanism);
      differs(
        'drift/user-mechanism',
        '/spec/scram/mechanism',
        `User:${declared.name} has a credential for ${mechanisms.join(' and ')}, declared is ${scram.mechanism}`,
        {declared: scram.mechanism, live: mechanisms},
      );
    } else if (same.iterations !== scram.iterations) {
      differs(
        'drift/user-iterations',
        '/spec/scram/iterations',
        `User:${declared.name} has ${same.iterations} SCRAM iterations, declared are ${scram.iterations}`,
        {declared: scram.iterations, live: same.iterations},
      );
    }
  }
  for (const name of liveByName.keys()) {
    if (options.unmanagedPrincipals.includes(`User:${name}`)) continue;
    findings.push(
      finding({
        rule: 'drift/user-unmanaged',
        level: 'note',
        message: `User:${name} has a SCRAM credential on the cluster and is in no document`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence: {declared: null, live: name},
        discriminator: name,
      }),
    );
  }
  return findings;
}
