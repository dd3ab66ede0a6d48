import type {LiveFacts} from '../../cluster/facts.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import {declaredResources} from '../../terraform/adoption.ts';
import {onCluster} from '../../terraform/on-cluster.ts';
import {nameOfAttributes} from '../../terraform/provider-attributes.ts';
import {userAddress} from '../../terraform/resource-ids.ts';
import type {Comparison} from '../drift.ts';
import {type DriftEvidence, notAdopted} from './cause.ts';
import {commandWords, type HeldResource} from './holdings.ts';

/**
 * What only the states tell: what is declared and live without them, and what they hold that nobody declares. Of an
 * area of the cluster that could not be read nothing is said.
 */
export function compareStates({model, cluster, live, holdings}: Comparison<LiveFacts>): Finding[] {
  const declared = declaredResources(model);
  const isThere = onCluster(live);
  const orphans = [...declared].flatMap(([address, {kind, attributes, document}]): Finding[] => {
    if (holdings.of(address) !== 'none' || isThere(kind, attributes) !== true) return [];
    const name = nameOfAttributes(kind, attributes);
    const {words, evidence} = notAdopted(kind, name);
    return [
      finding({
        rule: 'drift/not-adopted',
        level: 'warning',
        message: `${kind} ${name} is declared and on the cluster, and no state holds it, so that apply would fail or write it anew: ${words}`,
        resource: {kind: document.kind, name: document.name},
        clusters: [cluster.name],
        location: document.locate('/metadata/name'),
        evidence,
        discriminator: address,
      }),
    ];
  });
  // Who is declared and not written any more is let go of by the next plan, and keeps the credential that is there.
  const kept = new Set(model.users.map(({name}) => userAddress(name)));
  const leftovers = [...holdings.all].flatMap(([address, held]): Finding[] => {
    if (declared.has(address) || kept.has(address)) return [];
    const there = isThere(held.kind, held.attributes);
    return there === undefined ? [] : [leftover(held, there, {address, cluster})];
  });
  return [...orphans, ...leftovers];
}

function leftover(
  {kind, name, stack}: HeldResource,
  isThere: boolean,
  {address, cluster}: {address: string; cluster: Comparison<LiveFacts>['cluster']},
): Finding {
  const forget = `weir forget ${commandWords(kind, name)}`;
  const losing = kind === 'Topic' ? ' with all its records' : '';
  const evidence: DriftEvidence = isThere
    ? {declared: null, state: name, live: name, cause: 'removed', remedies: ['apply', 'forget', 'edit']}
    : {declared: null, state: name, live: null, cause: 'state only', remedies: ['forget']};
  return finding({
    rule: isThere ? 'drift/removed' : 'drift/state-only',
    level: isThere ? 'warning' : 'note',
    message: isThere
      ? `${kind} ${name} is in no document any more, and still on the cluster: apply removes it${losing}, "${forget}" leaves it there unmanaged, or restore its document`
      : `${kind} ${name} is in the state of ${stack} alone, neither declared nor on the cluster: "${forget}" takes it out`,
    resource: {kind, name},
    clusters: [cluster.name],
    location: cluster.locate('/metadata/name'),
    evidence,
    discriminator: address,
  });
}
