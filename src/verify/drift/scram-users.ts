import type {LiveScramUser} from '../../cluster/facts.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import {userAddress} from '../../terraform/resource-ids.ts';
import type {Comparison} from '../drift.ts';
import {fieldDrift, missingDrift, type Told, unmanagedDrift} from './cause.ts';
import type {Holding} from './holdings.ts';

/** A password cannot be read back: whether it is the declared one is for smoke to say. */
export function compareScramUsers({model, cluster, live, options, holdings, isIgnored}: Comparison<LiveScramUser[]>): Finding[] {
  const findings: Finding[] = [];
  const liveByName = new Map(live.map(user => [user.name, user.credentials]));
  for (const declared of model.users) {
    const credentials = liveByName.get(declared.name);
    liveByName.delete(declared.name);
    const {scram} = declared.spec;
    if (scram === undefined) continue;
    const holding: Holding = scram.version === undefined ? 'unwritten' : holdings.of(userAddress(declared.name));
    const differs = (rule: string, pointer: string, message: string, {words, evidence}: Told) =>
      findings.push(
        finding({
          rule,
          level: 'warning',
          message: `${message}; ${words}`,
          resource: {kind: 'User', name: declared.name},
          clusters: [cluster.name],
          location: declared.locate(pointer),
          evidence,
        }),
      );
    const same = credentials?.find(one => one.mechanism === scram.mechanism);
    if (credentials === undefined || credentials.length === 0) {
      const told = missingDrift(scram.mechanism, holding);
      differs('drift/user-missing', '/metadata/name', `User:${declared.name} has no SCRAM credential on the cluster`, told);
    } else if (same === undefined) {
      const mechanisms = credentials.map(one => one.mechanism);
      const told = fieldDrift({field: 'scram.mechanism', declared: scram.mechanism, live: mechanisms}, holding, {
        applied: attributes => attributes['scram_mechanism'],
        same: (one, other) => (Array.isArray(other) ? other.includes(one) : one === other),
      });
      const message = `User:${declared.name} has a credential for ${mechanisms.join(' and ')}, declared is ${scram.mechanism}`;
      differs('drift/user-mechanism', '/spec/scram/mechanism', message, told);
    } else if (same.iterations !== scram.iterations) {
      const told = fieldDrift({field: 'scram.iterations', declared: scram.iterations, live: same.iterations}, holding, {
        applied: attributes => (attributes['scram_mechanism'] === scram.mechanism ? attributes['scram_iterations'] : null),
      });
      const message = `User:${declared.name} has ${same.iterations} SCRAM iterations, declared are ${scram.iterations}`;
      differs('drift/user-iterations', '/spec/scram/iterations', message, told);
    }
  }
  for (const name of liveByName.keys()) {
    if (options.unmanagedPrincipals.includes(`User:${name}`)) continue;
    if (holdings.all.has(userAddress(name)) || isIgnored('User', [name])) continue;
    const {words, evidence} = unmanagedDrift(name);
    findings.push(
      finding({
        rule: 'drift/user-unmanaged',
        level: 'note',
        message: `User:${name} has a SCRAM credential on the cluster and is in no document: ${words}`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence,
        discriminator: name,
      }),
    );
  }
  return findings;
}
